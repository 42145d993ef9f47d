package appliance

import "cmp"

// Language is one of the languages that the box speaks, as in ISO 639-1.
type Language string

// The languages of pages, prompts and mails.
const (
	Czech   Language = "cs"
	Polish  Language = "pl"
	English Language = "en"
)

// Languages lists them in the order in which pages offer them.
func Languages() []Language { return []Language{Czech, Polish, English} }

// Known tells whether the box has texts in l.
func (l Language) Known() bool { return l == Czech || l == Polish || l == English }

// inAny is a text in l, or in the first language that there is one in.
func inAny(texts map[Language]string, l Language) string {
	text := texts[l]
	for _, other := range Languages() {
		text = cmp.Or(text, texts[other])
	}
	return text
}
