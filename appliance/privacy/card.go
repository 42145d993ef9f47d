package privacy

import "strings"

// issuer is whose cards begin so and have so many digits (ISO/IEC 7812-1).
type issuer struct {
	first, last string // of the beginning, as many digits as they have
	least, most int
}

// issuers are those of cards that are paid with in shops and on the web.
var issuers = []issuer{
	{"4", "4", 13, 19},       // Visa: 13, 16, 19; cards of others on its rails in between
	{"51", "55", 16, 16},     // Mastercard
	{"2221", "2720", 16, 16}, //
	{"34", "34", 15, 15},     // American Express
	{"37", "37", 15, 15},     //
	{"6011", "6011", 16, 19}, // Discover
	{"644", "659", 16, 19},   //
	{"62", "62", 16, 19},     // UnionPay
	{"81", "81", 16, 19},     //
	{"3528", "3589", 16, 19}, // JCB
	{"300", "305", 14, 19},   // Diners Club
	{"3095", "3095", 14, 19}, //
	{"36", "36", 14, 19},     //
	{"38", "39", 14, 19},     //
	{"5018", "5018", 13, 19}, // Maestro
	{"5020", "5020", 13, 19}, //
	{"5038", "5038", 13, 19}, //
	{"5893", "5893", 13, 19}, //
	{"6304", "6304", 13, 19}, //
	{"6759", "6759", 13, 19}, //
	{"6761", "6763", 13, 19}, //
	{"2200", "2204", 16, 19}, // Mir
	{"9792", "9792", 16, 16}, // Troy
}

// cards finds numbers of cards: of a known issuer, of its length, and with the
// right check digit.
func cards(p page) []span {
	var found []span
	for _, r := range p.rows {
		r.within(13, 19, func(r row) bool {
			if !p.by(r, " -.") || !card(r.digits()) || len(r.digits()) < 14 && p.counted(r) {
				return false
			}
			found = append(found, r.span(Card))
			return true
		})
	}
	return found
}

func card(digits string) bool {
	for _, i := range issuers {
		if n := len(digits); n < i.least || n > i.most {
			continue
		}
		if begin := digits[:len(i.first)]; i.first <= begin && begin <= i.last {
			return luhn(digits)
		}
	}
	return false
}

// luhn tells whether the last digit is the check digit of those before it
// (ISO/IEC 7812-1 annex B).
func luhn(digits string) bool {
	sum := 0
	for i := range len(digits) {
		d := int(digits[len(digits)-1-i] - '0')
		if i%2 == 1 {
			if d *= 2; d > 9 {
				d -= 9
			}
		}
		sum += d
	}
	return sum%10 == 0 && strings.Trim(digits, "0") != ""
}
