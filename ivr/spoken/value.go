package spoken

import (
	"math"
	"strconv"
	"strings"
	"time"

	"cordboard/appliance"
	"cordboard/ivr"
)

// Value says what a call has under a name, read as the tree asks for. What is
// not written so is said by its digits.
func Value(l appliance.Language, as ivr.Reading, value string) Words {
	value = strings.TrimSpace(value)
	switch as {
	case ivr.AsNumber, ivr.AsMasculine, ivr.AsFeminine, ivr.AsNeuter:
		if n, err := strconv.ParseInt(value, 10, 64); err == nil {
			return of(l).number(n, genderOf[as])
		}
	case ivr.AsSpelled:
		return Spelled(l, value)
	case ivr.AsMoney:
		sum, currency, _ := strings.Cut(value, " ")
		n, err := strconv.ParseFloat(strings.Replace(sum, ",", ".", 1), 64)
		if hundredths := math.Round(100 * n); err == nil && math.Abs(hundredths) <= most {
			return Money(l, int64(hundredths), strings.TrimSpace(currency))
		}
	case ivr.AsDate:
		if t, err := time.Parse(time.DateOnly, value); err == nil {
			return Date(l, t)
		}
	case ivr.AsTime:
		if t, err := time.Parse("15:04", value); err == nil {
			return Time(l, t)
		}
	case ivr.AsDigits:
	}
	return Digits(l, value)
}

// genderOf are the genders of what is counted; nil where one only counts.
var genderOf = map[ivr.Reading]*gender{
	ivr.AsMasculine: new(masculine), ivr.AsFeminine: new(feminine), ivr.AsNeuter: new(neuter),
}
