package appliance

import "slices"

// Template is an answer that operators have at hand (F172): a slash and its name
// bring it.
type Template struct {
	ID TemplateID
	// Name is what stands behind the slash: letters, digits and hyphens.
	Name string
	// Texts are what is said, by language, of at most MessageLimit characters; a
	// parameter stands in it as <name>.
	Texts map[Language]string
	// Groups are those whose operators have it; none: everybody has.
	Groups []GroupID
	Off    bool // nobody has it any more
}

// In is what it says to a reader of that language: in another language where there
// is nothing in his.
func (t Template) In(l Language) string { return inAny(t.Texts, l) }

// Spoken is the language of In.
func (t Template) Spoken(l Language) Language {
	if t.Texts[l] != "" {
		return l
	}
	for _, other := range Languages() {
		if t.Texts[other] != "" {
			return other
		}
	}
	return ""
}

// For tells whether the operator has it.
func (t Template) For(o Operator) bool {
	if t.Off {
		return false
	}
	return len(t.Groups) == 0 || slices.ContainsFunc(t.Groups, func(g GroupID) bool { return slices.Contains(o.Groups, g) })
}
