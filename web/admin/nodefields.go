package admin

import (
	"context"
	"slices"
	"strings"

	"cordboard/appliance"
	"cordboard/appliance/sqlite"
	"cordboard/ivr"
	"cordboard/web/i18n"
)

// fieldName keeps the keys of a node apart from what else its form holds.
func fieldName(key string) string { return "f-" + key }

// saidName is the name of the field for what is said before a way is taken.
func saidName(key string) string { return fieldName(key) + "-play" }

// keypadKeys are the keys of a telephone that people have.
var keypadKeys = strings.Split("1234567890*#", "")

// offered is what a form offers to choose from.
type offered struct {
	nodes, queues, hours, operators, trees []string
	prompts                                promptField
}

func (p *Pages) offered(ctx context.Context, v *nodeView) (all offered, err error) {
	all.nodes = v.Nodes
	err = p.Store.Read(ctx, func(s *sqlite.View) error {
		queues, err := s.Queues()
		if err != nil {
			return err
		}
		for _, q := range queues {
			all.queues = append(all.queues, q.Name)
		}
		operators, err := s.Operators()
		for _, o := range operators {
			all.operators = append(all.operators, o.Login)
		}
		return err
	})
	if err != nil {
		return all, err
	}
	calendars, err := p.Site.Calendars(ctx)
	for _, c := range calendars {
		all.hours = append(all.hours, c.Name)
	}
	if err != nil {
		return all, err
	}
	works, err := p.Site.Works(ctx)
	for name := range works {
		if name != v.Tree {
			all.trees = append(all.trees, name)
		}
	}
	slices.Sort(all.trees)
	if err != nil {
		return all, err
	}
	text, err := p.Site.Text(ctx, v.Tree)
	if err != nil {
		return all, err
	}
	all.prompts, err = p.promptsOf(ctx, v.Tree, text)
	return all, err
}

// fill puts a node's entries into the fields of its kind.
func (p *Pages) fill(ctx context.Context, v *nodeView, n ivr.Sketch) error {
	from, err := p.offered(ctx, v)
	if err != nil {
		return err
	}
	v.Fields = []fieldView{{Kind: textField, Name: "node", Label: i18n.Text(ctx, "node.name"), Value: v.Name}}
	fields := ivr.Fields(v.Kind)
	if v.Kind != "language" {
		fields = append(fields, ivr.Field{Key: "language", Shape: ivr.ShapeLanguage})
	}
	for _, f := range fields {
		v.Fields = append(v.Fields, shown(ctx, f, n.At(f.Key), ivr.Otherwise(v.Kind, f.Key), from)...)
	}
	if ivr.TakesKeys(v.Kind) {
		for _, key := range keypadKeys {
			value := n.At(key)
			row := keyView{Key: key, To: value.Text()}
			if len(value.Lines) > 0 {
				row.To, row.Label = value.At("then").Text(), value.At("label").Text()
			}
			v.Keys = append(v.Keys, row)
		}
	}
	return nil
}

// shown are the fields that one key is filled in by, each with what holds
// otherwise.
func shown(ctx context.Context, f ivr.Field, value ivr.Value, otherwise string, from offered) []fieldView {
	field := fieldView{Kind: textField, Name: fieldName(f.Key), Label: i18n.Text(ctx, "node.field."+f.Key), Value: strings.Join(value.Words, ", ")}
	pick := func(all []string) []fieldView {
		field.Kind, field.Choices = choiceField, choices(value.Text(), all)
		if otherwise != "" {
			field.Choices[0].Label += " (" + otherwise + ")"
		}
		return []fieldView{field}
	}
	switch f.Shape {
	case ivr.ShapeWay:
		return pick(from.nodes)
	case ivr.ShapeQueue:
		return pick(from.queues)
	case ivr.ShapeHours:
		return pick(from.hours)
	case ivr.ShapeOperator:
		return pick(from.operators)
	case ivr.ShapeTree:
		return pick(from.trees)
	case ivr.ShapeEnd:
		return pick([]string{"#", "*", "no"})
	case ivr.ShapeLanguage:
		return pick(languageNames())
	case ivr.ShapeYes:
		field.Kind, field.Choices = choiceField, choices(value.Text(), []string{"yes", "no"})
		for i := range field.Choices[1:] {
			field.Choices[i+1].Label = i18n.Text(ctx, "node."+field.Choices[i+1].Value)
		}
		field.Choices[0].Label += " (" + i18n.Text(ctx, "node."+otherwise) + ")"
		return []fieldView{field}
	case ivr.ShapePrompts, ivr.ShapeLast, ivr.ShapePrompt:
		field.Kind, field.Prompts = promptsField, from.prompts
		field.Prompts.One = f.Shape == ivr.ShapePrompt
	case ivr.ShapeMiss:
		said := field
		said.Kind, said.Prompts = promptsField, from.prompts
		said.Name, said.Label = saidName(f.Key), i18n.Text(ctx, "node.said."+f.Key)
		if said.Value = strings.Join(value.At("play").Words, ", "); len(value.Lines) > 0 {
			value = value.At("then")
		}
		return append([]fieldView{said}, pick(from.nodes)...)
	case ivr.ShapeTexts:
		return texts(ctx, field, value)
	case ivr.ShapeValues:
		field.Kind, field.Help, field.Value = linesField, i18n.Text(ctx, "node.help.set"), ""
		for _, e := range value.Lines {
			field.Value += e.Key + ": " + e.Value.Text() + "\n"
		}
	case ivr.ShapeNothing:
		return nil
	}
	if help := "node.help." + string(f.Shape); field.Help == "" && i18n.Has(help) {
		field.Help = i18n.Text(ctx, help)
	}
	if otherwise != "" {
		field.Help = strings.TrimSpace(field.Help + " " + i18n.Text(ctx, "node.otherwise", "value", otherwise))
	}
	return []fieldView{field}
}

// texts are a field for each language, and one for all of them.
func texts(ctx context.Context, field fieldView, value ivr.Value) (all []fieldView) {
	for _, l := range append([]string{""}, languageNames()...) {
		one := field
		one.Kind, one.Value = linesField, value.At(l).Text()
		if l == "" {
			one.Label, one.Value = i18n.Text(ctx, "node.said.all"), value.Text()
		} else {
			one.Name, one.Label = field.Name+"-"+l, i18n.Text(ctx, "node.field.say")+": "+i18n.Text(ctx, "language."+l)
		}
		all = append(all, one)
	}
	return all
}

func languageNames() (all []string) {
	for _, l := range appliance.Languages() {
		all = append(all, string(l))
	}
	return all
}

// choices are nothing, what can be chosen, and what is chosen though it cannot.
func choices(now string, all []string) []choice {
	list := []choice{{Value: "", Label: "–", On: now == ""}}
	for _, one := range all {
		list = append(list, choice{Value: one, Label: one, On: one == now})
	}
	if now != "" && !slices.Contains(all, now) {
		list = append(list, choice{Value: now, Label: now + " ?", On: true})
	}
	return list
}

// filledIn makes a node of what was filled in. The order is that of the
// fields; keys of the telephone stand behind the first.
func filledIn(kind string, t typed) (n ivr.Sketch) {
	put := func(key string, v ivr.Value) {
		if len(v.Words) > 0 || len(v.Lines) > 0 {
			n.Entries = append(n.Entries, ivr.Entry{Key: key, Value: v})
		}
	}
	if kind != "language" {
		put("language", ivr.Word(t.text(fieldName("language"))))
	}
	for i, f := range ivr.Fields(kind) {
		value := written(f, t)
		if i == 0 && len(value.Words) == 0 && len(value.Lines) == 0 {
			n.Entries = append(n.Entries, ivr.Entry{Key: f.Key}) // it says of what kind the node is
		}
		put(f.Key, value)
		if i == 0 && ivr.TakesKeys(kind) {
			for _, key := range keypadKeys {
				put(key, labelled(t.text("to-"+key), t.text("label-"+key)))
			}
		}
	}
	return n
}

func labelled(to, label string) ivr.Value {
	if label == "" {
		return ivr.Word(to)
	}
	v := ivr.Value{Lines: []ivr.Entry{{Key: "label", Value: ivr.Word(label)}}}
	if to != "" {
		v.Lines = append(v.Lines, ivr.Entry{Key: "then", Value: ivr.Word(to)})
	}
	return v
}

// written is the value of a field as the text holds it.
func written(f ivr.Field, t typed) ivr.Value {
	name := fieldName(f.Key)
	switch f.Shape {
	case ivr.ShapePrompts, ivr.ShapeLast:
		return t.words(name)
	case ivr.ShapeMiss:
		said, then := t.words(saidName(f.Key)), ivr.Word(t.text(name))
		if len(said.Words) == 0 {
			return then
		}
		v := ivr.Value{Lines: []ivr.Entry{{Key: "play", Value: said}}}
		if len(then.Words) > 0 {
			v.Lines = append(v.Lines, ivr.Entry{Key: "then", Value: then})
		}
		return v
	case ivr.ShapeTexts:
		var v ivr.Value
		for _, l := range languageNames() {
			if text := oneLine(t.text(name + "-" + l)); text != "" {
				v.Lines = append(v.Lines, ivr.Entry{Key: l, Value: ivr.Word(text)})
			}
		}
		if len(v.Lines) == 0 {
			return ivr.Word(oneLine(t.text(name)))
		}
		return v
	case ivr.ShapeValues:
		var v ivr.Value
		for _, line := range t.lines(name) {
			key, value, _ := strings.Cut(line, ":")
			v.Lines = append(v.Lines, ivr.Entry{Key: strings.TrimSpace(key), Value: ivr.Word(strings.TrimSpace(value))})
		}
		return v
	}
	return ivr.Word(t.text(name))
}

func oneLine(text string) string { return strings.Join(strings.Fields(text), " ") }

// words are what stands in all fields of a name.
func (t typed) words(name string) ivr.Value { return words(strings.Join(t.Values[name], ",")) }

// words are names with commas between them.
func words(text string) (v ivr.Value) {
	for word := range strings.SplitSeq(text, ",") {
		if word = strings.TrimSpace(word); word != "" {
			v.Words = append(v.Words, word)
		}
	}
	return v
}
