package privacy

import (
	"strconv"
	"time"
)

// people finds the numbers by which states know their people.
func people(p page) []span {
	var found []span
	for _, r := range p.rows {
		r.within(9, 11, func(r row) bool {
			kind, ok := p.person(r)
			if ok {
				found = append(found, r.span(kind))
			}
			return ok
		})
	}
	return found
}

func (p page) person(r row) (Kind, bool) {
	digits, shape := r.digits(), r.shape()
	switch {
	case shape == "3-2-4" && p.by(r, "- "):
		return SSN, ssn(digits)
	case shape == "9" && p.beside(r).social <= far:
		return SSN, ssn(digits)
	case (shape == "6-3" || shape == "6-4") && p.by(r, "/ "):
		slashed := p.is(r[0].to) == '/' || p.is(r[0].to+1) == '/'
		return BirthNumber, slashed && birthNumber(digits)
	case len(r) > 1 || p.counted(r):
	case len(digits) == 10:
		return BirthNumber, birthNumber(digits)
	case len(digits) == 11:
		return PESEL, pesel(digits)
	}
	return "", false
}

// ssn tells whether a social security number was ever given out like that (Social
// Security Administration): no area 000, 666 or from 900 on, no group 00, no
// serial 0000.
func ssn(digits string) bool {
	area, group, serial := digits[:3], digits[3:5], digits[5:]
	return area != "000" && area != "666" && area < "900" && group != "00" && serial != "0000"
}

// birthNumber tells whether a Czech or Slovak birth number is right (law 133/2000,
// section 13): the date of birth, women's month with 50 more, either with 20 more
// since 2004, a serial, and since 1954 a check digit that makes the whole
// divisible by 11. Where ten came out of it, 0 was written until 1985.
func birthNumber(digits string) bool {
	year, month, day := number(digits[:2]), number(digits[2:4]), number(digits[4:6])
	old := len(digits) == 9
	switch {
	case old && year < 54, !old && year >= 54:
		year += 1900
	case old:
		return false
	default:
		year += 2000
	}
	if month > 50 {
		month -= 50
	}
	if month > 20 && year >= 2004 {
		month -= 20
	}
	if !date(year, month, day) {
		return false
	}
	if old {
		return digits[6:] != "000"
	}
	rest := number(digits[:9]) % 11
	return rest == number(digits[9:]) || rest == 10 && digits[9] == '0'
}

// pesel tells whether a Polish number is right (Ministry of Digital Affairs): the
// date of birth, whose month says the century, a serial and a check digit.
func pesel(digits string) bool {
	year, month, day := number(digits[:2]), number(digits[2:4]), number(digits[4:6])
	centuries := [...]int{1900, 2000, 2100, 2200, 1800}
	year += centuries[month/20]
	if !date(year, month%20, day) {
		return false
	}
	weights := [...]int{1, 3, 7, 9, 1, 3, 7, 9, 1, 3, 1}
	sum := 0
	for i, w := range weights {
		sum += w * int(digits[i]-'0')
	}
	return sum%10 == 0
}

func number(digits string) int {
	n, err := strconv.Atoi(digits)
	if err != nil {
		panic("privacy: not digits: " + strconv.Quote(digits)) // rows hold nothing else
	}
	return n
}

// date tells whether there is such a day.
func date(year, month, day int) bool {
	d := time.Date(year, time.Month(month), day, 0, 0, 0, 0, time.UTC)
	return month >= 1 && month <= 12 && d.Day() == day && d.Month() == time.Month(month)
}
