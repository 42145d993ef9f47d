package privacy

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"cordboard/appliance/address"
)

// shown is how many characters of a number stay readable, at its end.
const shown = 4

// star stands in the place of a character.
const star = "*"

// Number masks a number: white space goes, the last four characters stay, and a
// star stands for every other one, brackets and plus sign included.
// "+ 1 (123) 456 7890" becomes "**********7890".
func Number(s string) string {
	bare := strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) || unicode.Is(unicode.Cf, r) {
			return -1
		}
		return r
	}, s)
	hidden := utf8.RuneCountInString(bare) - shown
	if hidden <= 0 {
		return bare
	}
	runes := []rune(bare)
	return strings.Repeat(star, hidden) + string(runes[hidden:])
}

// Mail masks a mail address: the first letter and the domain stay, and a star
// stands for every other character. "melissa@gmail.com" becomes
// "m******@gmail.com".
func Mail(s string) string {
	at := strings.LastIndex(s, "@")
	if at <= 0 {
		return s
	}
	_, first := utf8.DecodeRuneInString(s)
	return s[:first] + strings.Repeat(star, utf8.RuneCountInString(s[first:at])) + s[at:]
}

// Text masks all that Find finds.
func Text(s string, numbers ...string) string {
	found := Find(s, numbers...)
	if len(found) == 0 {
		return s
	}
	var b strings.Builder
	at := 0
	for _, f := range found {
		b.WriteString(s[at:f.From])
		b.WriteString(f.Kind.mask(s[f.From:f.To]))
		at = f.To
	}
	b.WriteString(s[at:])
	return b.String()
}

// Name masks a name that is no name but a number or a mail address, which is what
// a caller is called of whom nothing else is known. Other names stay.
func Name(s string) string {
	trimmed := strings.TrimSpace(s)
	if _, ok := address.Mail(trimmed); ok {
		return Mail(trimmed)
	}
	digits := 0
	for _, r := range trimmed {
		switch {
		case unicode.IsDigit(r):
			digits++
		case unicode.IsLetter(r):
			return Text(s)
		}
	}
	if digits < fewestDigits {
		return s
	}
	return Number(trimmed)
}

// Kind is what something found is.
type Kind string

// The kinds.
const (
	Card        Kind = "card"         // ISO/IEC 7812
	Account     Kind = "account"      // IBAN, ISO 13616; a Polish one also without its country
	SSN         Kind = "ssn"          // social security number of the United States
	BirthNumber Kind = "birth number" // Czech and Slovak rodné číslo
	PESEL       Kind = "pesel"        // Polish
	Phone       Kind = "phone"
	Address     Kind = "mail"
)

func (k Kind) mask(s string) string {
	if k == Address {
		return Mail(s)
	}
	return Number(s)
}

// Finding is a piece of a text, in bytes, and what it is.
type Finding struct {
	Kind     Kind
	From, To int
}

// Find returns what is to be masked in a text, in its order; no two overlap. The
// numbers are known to be the contact's and are found however they are written.
// What has check digits goes before what has none: a card's number is not looked
// through for a telephone's.
func Find(text string, numbers ...string) []Finding {
	if !findable(text) {
		return nil
	}
	p := read(text)
	var found []span
	for _, find := range []func(page) []span{addresses, accounts, cards, people, known(numbers), phones} {
		for _, s := range find(p) {
			if !slices.ContainsFunc(found, s.meets) {
				found = append(found, s)
			}
		}
	}
	slices.SortFunc(found, func(a, b span) int { return a.from - b.from })
	findings := make([]Finding, len(found))
	for i, s := range found {
		findings[i] = Finding{Kind: s.kind, From: p.at[s.from], To: p.at[s.to-1] + p.size[s.to-1]}
	}
	return findings
}

// span is a finding in a page, in characters of it.
type span struct {
	kind     Kind
	from, to int
}

func (s span) meets(o span) bool { return s.from < o.to && o.from < s.to }
