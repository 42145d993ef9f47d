package message

import (
	"errors"
	"strings"
)

var errAddress = errors.New("malformed address")

// Address is a From, To or Contact value: name-addr or addr-spec with the
// parameters that belong to the field (RFC 3261 section 20.10).
type Address struct {
	Display string // as written, with its quotes
	URI     string
	angled  bool
	Params  Params
}

// ParseAddress reads one. It is liberal about unquoted names and space
// inside the brackets, which senders exist for, and strict about quotes and
// brackets.
func ParseAddress(s string) (Address, error) {
	before, rest := cutOutsideQuotes(s, ';')
	a := Address{URI: strings.TrimSpace(before)}
	open := openBracket(before)
	if open < 0 && strings.ContainsAny(a.URI, "\"<> \t") {
		return a, errAddress
	}
	if open >= 0 {
		end := strings.IndexByte(before[open:], '>')
		if end < 0 || strings.TrimSpace(before[open+end+1:]) != "" {
			return a, errAddress
		}
		a.angled = true
		a.Display = strings.TrimSpace(before[:open])
		a.URI = strings.TrimSpace(before[open+1 : open+end])
	}
	var err error
	if a.Params, err = parseParams(rest); err != nil {
		return a, err
	}
	for _, p := range a.Params {
		if !quoted(p.value) && strings.Contains(p.value, "=") { // sipgo cuts there
			return a, errAddress
		}
	}
	if scheme, _, found := strings.Cut(a.URI, ":"); !found || scheme == "" || strings.ContainsAny(a.URI, " \t<>") {
		return a, errAddress
	}
	return a, nil
}

// Addresses reads a field of several, and leaves out those that are none.
func Addresses(value string) (all []Address) {
	for value != "" {
		one, rest := cutOutsideQuotes(value, ',')
		value = strings.TrimPrefix(rest, ",")
		if a, err := ParseAddress(one); err == nil {
			all = append(all, a)
		}
	}
	return all
}

// openBracket finds "<" outside quotes, -1 if there is none or a quote stays
// open.
func openBracket(s string) int {
	quoted := false
	for i := 0; i < len(s); i++ {
		switch {
		case quoted && s[i] == '\\':
			i++
		case s[i] == '"':
			quoted = !quoted
		case s[i] == '<' && !quoted:
			return i
		}
	}
	return -1
}

// String writes it in one plain spelling.
func (a Address) String() string {
	s := a.URI
	if a.angled {
		s = "<" + s + ">"
		if a.Display != "" {
			s = a.Display + " " + s
		}
	}
	return s + a.Params.String()
}
