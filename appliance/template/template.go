// Package template finds and fills the answers that operators have at hand. Which
// there are, the site says; who may send what, appliance/desk.
package template

import (
	"cmp"
	"regexp"
	"slices"
	"strings"

	"cordboard/appliance"
	"cordboard/appliance/plain"
)

// blank is where a text wants a parameter: its name in angle brackets, of at most
// 64 characters and in one line.
var blank = regexp.MustCompile(`<([^<>\n]{1,64})>`)

// Fill puts what is known into a text. Names are compared as people write them,
// without regard to case and diacritics; what is not known stays as it is.
func Fill(text string, known map[string]string) string {
	folded := make(map[string]string, len(known))
	for name, value := range known {
		folded[plain.Fold(name)] = value
	}
	return blank.ReplaceAllStringFunc(text, func(b string) string {
		return cmp.Or(folded[plain.Fold(b[1:len(b)-1])], b)
	})
}

// Blank is the name of the first parameter that a text still wants.
func Blank(text string) (name string, wants bool) {
	found := blank.FindStringSubmatch(text)
	if found == nil {
		return "", false
	}
	return found[1], true
}

// Find is what fits to what was typed behind the slash, the nearest first: whose
// name is that, begins with it, has a word that does, then who speak of it in that
// language; of equals, by name. Nothing typed fits everything.
func Find(all []appliance.Template, typed string, l appliance.Language) []appliance.Template {
	typed = plain.Fold(typed)
	type match struct {
		appliance.Template
		far int
	}
	var found []match
	for _, t := range all {
		if far := distance(t, typed, l); far < none {
			found = append(found, match{t, far})
		}
	}
	slices.SortFunc(found, func(a, b match) int {
		return cmp.Or(cmp.Compare(a.far, b.far), cmp.Compare(plain.Fold(a.Name), plain.Fold(b.Name)))
	})
	list := make([]appliance.Template, len(found))
	for i, m := range found {
		list[i] = m.Template
	}
	return list
}

// How far what was typed is from a template.
const (
	same = iota
	begins
	word
	speaks
	none
)

func distance(t appliance.Template, typed string, l appliance.Language) int {
	name := plain.Fold(t.Name)
	switch {
	case typed == "", name == typed:
		return same
	case strings.HasPrefix(name, typed):
		return begins
	case strings.Contains(name, "-"+typed):
		return word
	case strings.Contains(" "+plain.Fold(t.In(l)), " "+typed):
		return speaks
	}
	return none
}
