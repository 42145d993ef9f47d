package admin

import (
	"context"
	"slices"
	"strings"
	"unicode/utf8"

	"cordboard/web/i18n"
)

// section is a part of a form: what stands under a heading, or is folded away
// under a line that says what is set in it.
type section struct {
	Head   fieldView // of headingField or foldField; the first has none
	Fields []fieldView
}

func sections(fields []fieldView) []section {
	all := []section{{}}
	for _, f := range fields {
		if f.Kind == headingField || f.Kind == foldField {
			all = append(all, section{Head: f})
			continue
		}
		last := &all[len(all)-1]
		last.Fields = append(last.Fields, f)
	}
	return all
}

// open tells whether a folded section is shown at once: something in it is
// refused, or says of a password that it is held.
func (s section) open() bool {
	return flawed(s.Fields) > 0 || slices.ContainsFunc(s.Fields, func(f fieldView) bool { return f.Kind == heldField })
}

// set is what is set in the section.
func (s section) set(ctx context.Context) string {
	var all []string
	for _, f := range s.Fields {
		if said := f.set(); said != "" {
			all = append(all, said)
		}
	}
	if len(all) == 0 {
		return i18n.Text(ctx, "admin.form.usual")
	}
	return strings.Join(all, " · ")
}

// longestSet is how much of a value is said in one line; of a longer one it is
// said only that there is one.
const longestSet = 40

// set says what is filled in, if it is not what it would be anyway: nothing,
// zero, or the first choice.
func (f fieldView) set() string {
	switch f.Kind {
	case checkField:
		if f.On {
			return f.Label
		}
	case choiceField:
		for i, c := range f.Choices {
			if c.On && i > 0 {
				return f.Label + ": " + c.Label
			}
		}
	case textField, numberField, durationField, mailField, linesField:
		value := strings.Join(strings.Fields(f.Value), " ")
		switch {
		case value == "" || value == "0":
		case utf8.RuneCountInString(value) > longestSet:
			return f.Label
		default:
			return f.Label + ": " + value
		}
	case passwordField, heldField, manyField, headingField, foldField, hiddenField, proseField, fileField, promptsField:
	}
	return ""
}
