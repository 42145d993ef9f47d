package admin

import (
	"context"
	"slices"
	"strings"

	"cordboard/ivr"
	"cordboard/web/i18n"
)

// misfilled is a form of a node in which values stand that cannot be read. What
// is missing is none: a draft may be half written.
type misfilled struct {
	text  string // of the tree as it would be
	found ivr.Findings
}

func (m misfilled) Error() string { return m.found.Error() }

// readable is nil, or what in the fields of a node cannot be read.
func readable(text []byte, name, kind string) error {
	_, found := ivr.Read(name, text)
	found = slices.DeleteFunc(found, func(f ivr.Finding) bool {
		node, key := ivr.EntryAt(text, f.Line)
		return node != name || !inForm(kind, key) || !f.Unreadable()
	})
	if len(found) == 0 {
		return nil
	}
	return misfilled{string(text), found}
}

// find puts what is found in the lines of the node to its fields; what is of none
// of them, and advice, stands above.
func (v *nodeView) find(ctx context.Context, text string, found ivr.Findings) {
	first := v.Refused
	for _, f := range found {
		node, key := ivr.EntryAt([]byte(text), f.Line)
		if node != v.Name {
			continue
		}
		said := findingView{Sentence: formSentence(ctx, v.Kind, f), Bad: f.Severity == ivr.Error}
		switch i := v.fieldOf(f, text, key); {
		case i >= 0 && said.Bad && v.Fields[i].Flaw == "":
			v.Fields[i].Flaw, v.Fields[i].First, first = said.Sentence, first, false
		case v.Refused:
			v.Refusal = said.Sentence
		default:
			v.Findings = append(v.Findings, said)
		}
	}
}

// fieldOf is the field in which a finding is mended that stands in the lines of a
// key, or -1.
func (v *nodeView) fieldOf(f ivr.Finding, text, key string) int {
	names := []string{fieldName(key)}
	switch f.Code {
	case "prompt-name", "too-many-prompts", "prompt-missing":
		names = []string{saidName(key), fieldName(key)}
	case "text", "say-value":
		line := strings.TrimSpace(strings.Split(text, "\n")[f.Line-1])
		language, _, _ := strings.Cut(line, ":")
		names = []string{fieldName(key) + "-" + language, fieldName(key)}
	case "key-missing":
		names = []string{fieldName(f.Args["key"])}
	case "dead-end":
		names = []string{fieldName(f.Args["way"])}
	}
	for _, name := range names {
		if i := slices.IndexFunc(v.Fields, func(field fieldView) bool { return field.Name == name }); i >= 0 {
			return i
		}
	}
	return -1
}

// formSentence says a finding to who fills in forms: fields by their labels, and
// no word of lines.
func formSentence(ctx context.Context, kind string, f ivr.Finding) string {
	key := "node.finding." + f.Code
	if !i18n.Has(key) {
		return sentence(ctx, f)
	}
	args := make(map[string]any, len(f.Args))
	for name, a := range f.Args {
		args[name] = a
		if name != "node" && inForm(kind, a) && i18n.Has("node.field."+a) {
			args[name] = i18n.Text(ctx, "node.field."+a)
		}
	}
	return i18n.From(ctx).Fill(key, args)
}
