package privacy

import (
	"slices"
	"strings"

	"github.com/nyaruka/phonenumbers"
)

// fewestDigits and mostDigits are of a telephone number of the public network
// (ITU-T E.164 section 6.1); shorter ones are extensions and emergency numbers.
const fewestDigits, mostDigits = 7, 15

// home are the countries whose numbers are known without a code before them.
var home = []string{"CZ", "PL", "SK"}

// phones finds telephone numbers: with their country's code by its plan, without
// one by how they are written at home or because a word says that they are called.
func phones(p page) []span {
	var found []span
	for _, r := range p.rows {
		for i := 0; i < len(r); i++ {
			to := i
			from := r[i].from
			if at, ok := p.plus(from); ok {
				if to = p.abroad(r[i:]) + i; to > i {
					from = at
				}
			} else if to = p.athome(r[i:]) + i; to > i && p.is(from-1) == '(' {
				from--
			}
			if to > i {
				found = append(found, span{Phone, from, r[to-1].to})
				i = to - 1
			}
		}
	}
	return found
}

// plus is where a number begins whose plus sign stands before from, with the
// bracket that some write around the country's code.
func (p page) plus(from int) (int, bool) {
	for i := from - 1; i >= from-3; i-- {
		switch p.is(i) {
		case '+':
			if p.is(i-1) == '(' && p.is(from+p.run(from, 1)) == ')' {
				return i - 1, true
			}
			return i, !word(p.is(i - 1))
		case ' ', '(':
		default:
			return 0, false
		}
	}
	return 0, false
}

// abroad is how many groups of r are a number whose plus sign stands before it:
// the most that its country's plan knows, or else that can be one.
func (p page) abroad(r row) int {
	possible := 0
	for n := r.reach(0, mostDigits); n > 0 && r[:n].long(fewestDigits); n-- {
		number, err := phonenumbers.Parse("+"+r[:n].digits(), "")
		switch {
		case err != nil:
		case phonenumbers.IsValidNumber(number):
			return n
		case phonenumbers.IsPossibleNumber(number):
			possible = max(possible, n)
		}
	}
	if possible == 0 && r[:1].long(fewestDigits) {
		return 1
	}
	return possible
}

// athome is how many groups of r are a number without a plus sign.
func (p page) athome(r row) int {
	var said beside // read when it is needed: most digits are no number at all
	for n := r.reach(0, mostDigits); n > 0 && r[:n].long(fewestDigits); n-- {
		cut := r[:n]
		if cut.holdsDay() || !p.alone(cut, r[n:]) {
			continue
		}
		if said == (beside{}) {
			said = p.beside(cut)
		}
		if p.telephone(cut, said.calls()) && !said.counts() && !p.paid(cut) {
			return n
		}
	}
	return 0
}

// alone tells whether a row is cut where one who reads would: not within an
// address of the web, a date, a time or a number with decimals. Behind it are the
// groups that stand in the same row.
func (p page) alone(r, behind row) bool {
	from, to := r[0].from, r[len(r)-1].to
	switch before := p.is(from - 1); before {
	case '=', '#', '_', '@', '&':
		return p.beside(r).calls()
	case '/', '-':
		if digit(p.is(from - 2)) {
			if p.run(from-2, -1) < homeDigits {
				return false
			}
		} else if word(p.is(from - 2)) {
			return p.beside(r).calls()
		}
	case ':', ',', '.':
		if digit(p.is(from - 2)) {
			return false
		}
	}
	switch after := p.is(to); after {
	case '-', '/':
		return len(behind) == 0 || len(behind[0].digits) >= homeDigits
	case ':', '.':
		return !digit(p.is(to + 1))
	case '=', '@', '_':
		return false
	}
	return true
}

// run is how many digits stand from a place on, by steps of 1 or -1.
func (p page) run(i, step int) int {
	n := 0
	for digit(p.is(i + n*step)) {
		n++
	}
	return n
}

// homeDigits is how many digits a Czech, Slovak or Polish number has.
const homeDigits = 9

// telephone tells whether a row is written as a telephone number, or anyhow
// where a word says that it is called.
func (p page) telephone(r row, called bool) bool {
	if called {
		return !p.hours(r)
	}
	digits := r.digits()
	if rest, ok := strings.CutPrefix(digits, "00"); ok && len(digits) > len("00")+fewestDigits {
		number, err := phonenumbers.Parse("+"+rest, "")
		return err == nil && phonenumbers.IsValidNumber(number)
	}
	if !p.by(r, " -()") || strings.HasSuffix(digits, "000000") {
		return false
	}
	switch shape := r.shape(); shape {
	case "3-3-4": // groups of four at the end are no thousands: American
		return digits[0] != '0' || possible(digits, "GB")
	case "1-3-3-4":
		return digits[0] == '1'
	case "3-4-4", "5-6", "4-3-4", "4-7", "5-3-3":
		return digits[0] == '0' && possible(digits, "GB")
	}
	switch {
	case len(digits) == homeDigits+1 && digits[0] == '0': // as Slovak ones are written
	case len(digits) == homeDigits && !slices.ContainsFunc(r, group.uneven):
	default:
		return false
	}
	return slices.ContainsFunc(home, func(region string) bool { return planned(digits, region) })
}

// uneven tells whether nobody writes a group of so many digits in a number of
// nine: it is a year or a serial.
func (g group) uneven() bool { return len(g.digits) == 4 || len(g.digits) == 5 }

// planned tells whether a country's plan knows a number.
func planned(digits, region string) bool {
	number, err := phonenumbers.Parse(digits, region)
	return err == nil && phonenumbers.IsValidNumberForRegion(number, region)
}

// possible tells whether a country has numbers of that length.
func possible(digits, region string) bool {
	number, err := phonenumbers.Parse(digits, region)
	return err == nil && phonenumbers.IsPossibleNumber(number)
}

// holdsDay tells whether three groups beside each other are a day: 24.12.2026,
// 2026-12-24.
func (r row) holdsDay() bool {
	for i := 2; i < len(r); i++ {
		a, b, c := r[i-2].digits, r[i-1].digits, r[i].digits
		switch {
		case len(b) > 2:
		case len(a) == 4 && len(c) <= 2 && date(number(a), number(b), number(c)):
			return true
		case len(a) <= 2 && len(c) == 4 && (date(number(c), number(b), number(a)) || date(number(c), number(a), number(b))):
			return true
		}
	}
	return false
}

// hours tells whether a row is of times of the day and not of a number: no group
// has more than two digits and what stands between them differs, as in
// 8.00-16.00.
func (p page) hours(r row) bool {
	for i, g := range r {
		if len(g.digits) > 2 {
			return false
		}
		if i > 1 && !slices.Equal(p.text[r[i-1].to:g.from], p.text[r[0].to:r[1].from]) {
			return true
		}
	}
	return false
}
