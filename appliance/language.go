package appliance

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
