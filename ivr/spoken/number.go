package spoken

import (
	"strconv"

	"cordboard/appliance"
)

// most bounds the numbers that have words: one less than a million millions.
const most = 1_000_000_000_000 - 1

// Number is a whole number as one counts. One that has no words is said digit
// by digit.
func Number(l appliance.Language, n int64) Words { return of(l).number(n, nil) }

// Noun is a thing that the box counts.
type Noun string

// The nouns.
const (
	Calls   Noun = "call"
	Minutes Noun = "minute"
	Hours   Noun = "hour"
	Days    Noun = "day"
)

// Count is a number of things, each word in the form that the other asks for.
func Count(l appliance.Language, n int64, thing Noun) Words {
	t := of(l)
	return t.count(n, t.nouns[thing])
}

// Digits says digits one by one, and nothing of what is none.
func Digits(l appliance.Language, digits string) Words {
	return of(l).digits(digits)
}

func (t *tongue) digits(digits string) (w Words) {
	for _, d := range digits {
		switch {
		case d == '0':
			w = append(w, t.zero)
		case '1' <= d && d <= '9':
			w = append(w, t.ones[d-'0'])
		}
	}
	return w
}

func (t *tongue) count(n int64, thing noun) Words {
	return append(t.number(n, &thing.gender), thing.forms[t.form(n)])
}

// cardinal is a number as one counts.
func (t *tongue) cardinal(n int) Words { return t.number(int64(n), nil) }

// number is a number, with the last word in the gender of what is counted; nil
// where one only counts.
func (t *tongue) number(n int64, g *gender) Words {
	switch {
	case n < -most:
		return append(Words{t.minus}, t.digits(strconv.FormatInt(n, 10))...)
	case n > most:
		return t.digits(strconv.FormatInt(n, 10))
	case n < 0:
		return append(Words{t.minus}, t.number(-n, g)...)
	case n == 0:
		return Words{t.zero}
	case n == 1 && g != nil:
		return Words{t.one[*g]}
	}
	var w Words
	for i, scale := range []int64{1_000_000_000, 1_000_000, 1000} {
		if group := n / scale; group > 0 {
			w = append(w, t.scaled(group, t.scales[i])...)
		}
		n %= scale
	}
	return append(w, t.group(n, len(w) > 0, g)...)
}

// scaled is so many thousands or millions, which are nouns themselves.
func (t *tongue) scaled(n int64, scale noun) Words {
	switch {
	case n == 1 && t.bareScale && scale.gender == masculine:
		return Words{scale.forms[one]}
	case n == 1:
		return Words{t.one[scale.gender], scale.forms[one]}
	}
	return append(t.group(n, false, &scale.gender), scale.forms[t.form(n)])
}

// group is a number below a thousand, and nothing for none. One that follows
// thousands is bound to them where the language does that.
func (t *tongue) group(n int64, follows bool, g *gender) (w Words) {
	if n >= 100 {
		w = append(w, t.hundreds[n/100])
	}
	rest := n % 100
	if rest > 0 && t.hundredAnd != "" && (n >= 100 || follows) {
		w = append(w, t.hundredAnd)
	}
	if rest >= 20 {
		w = append(w, t.tens[rest/10])
		rest %= 10
	}
	if rest == 0 {
		return w
	}
	return append(w, t.last(rest, g, len(w) > 0 || follows))
}

// last is what a number below twenty is called where it ends one: alone, or
// behind tens, hundreds or thousands.
func (t *tongue) last(n int64, g *gender, behind bool) string {
	switch {
	case n == 1 && behind:
		return t.lone
	case n == 2 && g != nil && (!behind || t.twoBends):
		return t.two[*g]
	}
	return t.ones[n]
}
