package privacy

import (
	"net/url"
	"strings"
	"unicode"
)

// findable tells whether anything can be found in a text at all.
func findable(s string) bool {
	return strings.ContainsFunc(s, unicode.IsDigit) || strings.ContainsAny(s, "@\uff20")
}

// Beside masks a value that stands beside its name: "order" says of digits what a
// sentence would.
func (m *Masks) Beside(name, value string, known ...string) string {
	if !findable(value) {
		return value
	}
	if whole := Number(value); whole != value && wholly(value) && len(Find(name+": "+value, known...)) > 0 {
		return whole
	}
	before := name + ": "
	hidden := m.Text(before+value, known...)
	if rest, is := strings.CutPrefix(hidden, before); is {
		return rest
	}
	return m.Text(value, known...) // the name itself holds something
}

// wholly tells whether a value is a number and nothing else.
func wholly(s string) bool { return strings.Trim(s, "0123456789+()/-. \u00a0") == "" }

// Page masks the address of a page: what stands in its path, and the values of its
// query as they were before they were written for an address.
func (m *Masks) Page(page string, known ...string) string {
	if !findable(page) && !strings.Contains(page, "%") {
		return page
	}
	rest, fragment, marked := strings.Cut(page, "#")
	path, query, asks := strings.Cut(rest, "?")
	hidden := m.escaped(path, url.PathUnescape, known)
	if asks {
		pairs := strings.Split(query, "&")
		for i, pair := range pairs {
			pairs[i] = m.escaped(pair, url.QueryUnescape, known)
		}
		hidden += "?" + strings.Join(pairs, "&")
	}
	if marked {
		hidden += "#" + m.escaped(fragment, url.PathUnescape, known)
	}
	return hidden
}

// escaped masks a piece of an address. One that hides nothing stays as it was
// written.
func (m *Masks) escaped(piece string, read func(string) (string, error), known []string) string {
	said, err := read(piece)
	if err != nil {
		said = piece
	}
	hidden := m.Text(said, known...)
	if hidden == said {
		return piece
	}
	return strings.ReplaceAll(hidden, " ", "+")
}

// Typed masks what somebody has typed and not sent yet: no number is one before its
// last digit, so that all digits are hidden, and the word that he is at is told
// when it is whole, since it may become the beginning of a mail address.
func Typed(s string) string {
	whole := strings.TrimRightFunc(s, func(r rune) bool { return !unicode.IsSpace(r) })
	hidden := strings.Map(starred, Text(whole))
	if whole != s {
		hidden += "…"
	}
	return hidden
}

// starred hides a digit.
func starred(r rune) rune {
	if unicode.IsDigit(r) {
		return '*'
	}
	return r
}

// cutOff masks the end of a text that was cut off, where a number or a mail address may
// have lost what it is known by.
func cutOff(s string) string {
	end := strings.TrimRightFunc(s, func(r rune) bool {
		return unicode.IsDigit(r) || unicode.IsSpace(r) || strings.ContainsRune("+-./()", r)
	})
	if tail := s[len(end):]; strings.ContainsFunc(tail, unicode.IsDigit) {
		return end + strings.Map(starred, tail)
	}
	last := strings.LastIndexFunc(s, unicode.IsSpace) + 1
	if word := s[last:]; strings.Contains(word, "@") {
		return s[:last] + Mail(word)
	}
	return s
}
