package trunk

import (
	"slices"
	"strings"

	"cordboard/appliance/address"
)

// Number is a number that somebody dialled, in the one form in which rules and
// caps know it.
type Number struct {
	// Digits are E.164 with their plus ("+420541230800"), or those of an
	// extension or an emergency number.
	Digits string
	Kind   Kind
	// Country is that of a public number (ISO 3166-1 alpha-2).
	Country string
	// Line is what was dialled before an emergency number to get a line to the
	// outside, as people do who are used to it.
	Line string
}

// Kind is what sort of number it is.
type Kind string

// The kinds. An extension is a number of the exchange's own, a code a thing that
// it is told to do, as *72 in many to send all calls elsewhere.
const (
	Public    Kind = "public"
	Extension Kind = "extension"
	Code      Kind = "code"
	Emergency Kind = "emergency"
)

// emergencies are the numbers of help, by country; 112 is one in all of the
// European Union, and every mobile network takes it (ETSI TS 122 101).
var emergencies = map[string][]string{
	"CZ": {"150", "155", "156", "158"},
	"PL": {"985", "986", "987", "991", "992", "993", "994", "996", "997", "998", "999"},
	"SK": {"150", "155", "158", "159"},
	"DE": {"110"},
	"AT": {"122", "133", "140", "144"},
	"GB": {"999"},
	"US": {"911"},
}

// normal reads what somebody dialled in a country, with all that people write
// between digits.
func normal(dialled, country string) (Number, bool) {
	digits := strings.Map(func(r rune) rune {
		if strings.ContainsRune(" \u00a0-–./()", r) {
			return -1
		}
		return r
	}, strings.TrimSpace(dialled))
	if digits == "" || strings.Trim(strings.TrimPrefix(digits, "+"), "0123456789*#") != "" {
		return Number{}, false
	}
	short := len(digits) <= address.LongestExtension && digits[0] != '+'
	switch {
	case isHelp(digits, country):
		return Number{Digits: digits, Kind: Emergency}, true
	case short && strings.ContainsAny(digits, "*#"):
		return Number{Digits: digits, Kind: Code}, true
	case short:
		return Number{Digits: digits, Kind: Extension}, true
	}
	e164, ok := address.Phone(digits, country)
	if !ok || strings.ContainsAny(digits, "*#") { // no number, but what an exchange is told to do with one
		return Number{}, false
	}
	return Number{Digits: e164, Kind: Public, Country: address.Country(e164)}, true
}

func isHelp(digits, country string) bool {
	return digits == "112" || slices.Contains(emergencies[country], digits)
}

// habits are what people dial to get a line where they are used to doing so.
var habits = []string{"0", "9"}

// Number reads what somebody dialled in a country, as normal does, and knows
// help behind the digits that get a line: those of any plan, and those that
// other exchanges have where the number is none that may be called.
func (c Config) Number(dialled, country string) (Number, bool) {
	n, ok := normal(dialled, country)
	if !ok || n.Kind == Public || n.Kind == Emergency {
		return n, ok
	}
	lines, allowed := []string(nil), false
	for _, t := range c.Trunks {
		if t.Out != nil {
			lines = append(lines, t.Out.Plan.Outside)
			allowed = allowed || t.Out.allows(n)
		}
	}
	if !allowed {
		lines = append(lines, habits...)
	}
	for _, line := range lines {
		if help, behind := strings.CutPrefix(n.Digits, line); behind && isHelp(help, country) {
			return Number{Digits: help, Kind: Emergency, Line: line}, true
		}
	}
	return n, true
}

// Plan is how an exchange wants numbers written.
type Plan struct {
	// Outside gets a line to the public network, as the 0 of many exchanges.
	Outside string `json:"outside,omitempty"`
	// International stands before a country's code in place of the plus, often
	// 00; empty: the plus stays.
	International string `json:"international,omitempty"`
	// Home says that numbers of the site's own country are written without its
	// code, behind National, which many countries have as 0.
	Home     bool   `json:"home,omitempty"`
	National string `json:"national,omitempty"`
}

// Show writes a number of ours as the exchange wants to read who calls: as Write
// does, but for the digit that gets a line. What is no number stays.
func (p Plan) Show(number, country string) string {
	n, ok := normal(number, country)
	if !ok {
		return number
	}
	p.Outside = ""
	return p.Write(n, country)
}

// leads tells whether a number leads where its Kind says: what begins like the
// line to the outside is no extension, but goes there.
func (p Plan) leads(n Number) bool {
	return n.Kind != Extension || p.Outside == "" || !strings.HasPrefix(n.Digits, p.Outside)
}

// Write writes a number as the exchange wants it. Help is what the exchange
// itself must know, but a line that was asked for is got.
func (p Plan) Write(n Number, country string) string {
	if n.Kind == Emergency && n.Line == p.Outside {
		return n.Line + n.Digits
	}
	if n.Kind != Public {
		return n.Digits
	}
	if p.Home && n.Country == country {
		return p.Outside + p.National + address.National(n.Digits)
	}
	if p.International != "" {
		return p.Outside + p.International + strings.TrimPrefix(n.Digits, "+")
	}
	return p.Outside + n.Digits
}
