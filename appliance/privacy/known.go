package privacy

import (
	"slices"
	"strings"

	"cordboard/appliance/address"
)

// known finds the numbers that are known of a contact, however they are written:
// in whatever groups, with their country's code and without.
func known(numbers []string) func(page) []span {
	var forms []string
	for _, n := range numbers {
		digits := strings.Map(func(r rune) rune {
			if digit(r) {
				return r
			}
			return -1
		}, n)
		if len(digits) < fewestDigits {
			continue
		}
		forms = append(forms, digits)
		if strings.HasPrefix(strings.TrimSpace(n), "+") {
			home := address.National("+" + digits)
			forms = append(forms, "00"+digits, home, "0"+home)
		}
	}
	return func(p page) []span {
		if len(forms) == 0 {
			return nil
		}
		var found []span
		for _, r := range p.rows {
			r.within(fewestDigits, mostDigits+len("00"), func(r row) bool {
				if !slices.Contains(forms, r.digits()) {
					return false
				}
				s := r.span(Phone)
				if at, ok := p.plus(s.from); ok {
					s.from = at
				} else if p.is(s.from-1) == '(' {
					s.from--
				}
				found = append(found, s)
				return true
			})
		}
		return found
	}
}
