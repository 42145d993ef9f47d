package message

import (
	"errors"
	"strings"
)

var errParams = errors.New("malformed parameters")

// Params are ";name=value" in their order; a value keeps its quotes.
type Params []struct{ name, value string }

// Value is the value of the first one of that name.
func (p Params) Value(name string) (string, bool) {
	for _, one := range p {
		if one.name == name {
			return one.value, true
		}
	}
	return "", false
}

// Set gives the first one of that name a value, or puts it behind the others.
func (p *Params) Set(name, value string) {
	for i := range *p {
		if (*p)[i].name == name {
			(*p)[i].value = value
			return
		}
	}
	*p = append(*p, struct{ name, value string }{name, value})
}

// String writes them as they follow an address or a Via's host.
func (p Params) String() string {
	var b strings.Builder
	for _, one := range p {
		b.WriteString(";" + one.name)
		if one.value != "" {
			b.WriteString("=" + one.value)
		}
	}
	return b.String()
}

// parseParams reads what follows an address or a Via's host: "" or ";a=b;c".
// The names that are compared are spelled in lower case.
func parseParams(s string) (Params, error) {
	var p Params
	for s = strings.TrimSpace(s); s != ""; {
		if s[0] != ';' {
			return nil, errParams
		}
		one, rest := cutOutsideQuotes(s[1:], ';')
		name, value, given := strings.Cut(one, "=")
		name, value = strings.TrimSpace(name), strings.TrimSpace(value)
		if !IsToken(name) || given && value == "" || !quoted(value) && strings.ContainsAny(value, "\"<>, \t") {
			return nil, errParams
		}
		switch low := strings.ToLower(name); low {
		case "branch", "tag":
			if quoted(value) || !Visible(value) { // messages are matched by them
				return nil, errParams
			}
			name = low
		case "received", "rport", "ttl", "maddr":
			name = low
		}
		p = append(p, struct{ name, value string }{name, value})
		s = rest
	}
	return p, nil
}
