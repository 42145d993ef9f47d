package i18n

import (
	"math"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"
)

// timeUnits are what people write behind a number of them, in the languages that the
// pages speak, the longest first.
var timeUnits = []struct {
	length time.Duration
	sign   string   // as it is written back
	letter string   // that stands for it alone
	stems  []string // how its words begin, whatever their case and number
}{
	{24 * time.Hour, "d", "d", []string{"day", "den", "dn", "dzie"}},
	{time.Hour, "h", "h", []string{"hour", "hr", "hod", "godz"}},
	{time.Minute, "min", "m", []string{"min"}},
	{time.Second, "s", "s", []string{"sec", "sek", "vteř"}},
}

// mostTime is longer than any field takes, and far from where a time.Duration ends.
const mostTime = 10 * 366 * 24 * time.Hour

// ReadDuration reads a time as people write it: "90 s", "2 min", "1h 30m", "1,5 h",
// "1:30", which are minutes and seconds, or a number alone, of units.
func ReadDuration(text string, unit time.Duration) (sum time.Duration, ok bool) {
	text = strings.ToLower(strings.TrimSpace(text))
	if minutes, seconds, is := strings.Cut(text, ":"); is {
		return readMinutes(minutes, seconds)
	}
	for rest := text; rest != ""; {
		number := leading(rest, func(r rune) bool { return unicode.IsDigit(r) || r == '.' || r == ',' })
		rest = strings.TrimSpace(rest[len(number):])
		word := leading(rest, unicode.IsLetter)
		rest = strings.TrimLeft(rest[len(word):], ". \u00a0")
		of := unit
		if word != "" || number != text {
			of = lengthOf(word)
		}
		n, err := strconv.ParseFloat(strings.ReplaceAll(number, ",", "."), 64)
		if err != nil || of == 0 {
			return 0, false
		}
		sum += time.Duration(math.Min(n*float64(of), float64(mostTime)))
		if sum >= mostTime {
			return mostTime, true
		}
	}
	return sum, text != ""
}

// readMinutes reads minutes and seconds.
func readMinutes(minutes, seconds string) (time.Duration, bool) {
	m, err := strconv.ParseUint(minutes, 10, 16)
	s, wrong := strconv.ParseUint(seconds, 10, 16)
	if err != nil || wrong != nil || s > 59 {
		return 0, false
	}
	return time.Duration(m)*time.Minute + time.Duration(s)*time.Second, true
}

// leading is how a text begins, as far as its runes are of a kind.
func leading(text string, is func(rune) bool) string {
	return text[:len(text)-len(strings.TrimLeftFunc(text, is))]
}

// lengthOf is how long a unit is; what is none is 0.
func lengthOf(word string) time.Duration {
	for _, u := range timeUnits {
		if word == u.letter || slices.ContainsFunc(u.stems, func(stem string) bool { return strings.HasPrefix(word, stem) }) {
			return u.length
		}
	}
	return 0
}

// WriteDuration writes a time to the second, so that ReadDuration reads the same:
// "1 h 30 min". None is "0".
func WriteDuration(d time.Duration) string {
	var parts []string
	for _, u := range timeUnits {
		if n := d / u.length; n > 0 {
			parts = append(parts, strconv.FormatInt(int64(n), 10)+" "+u.sign)
			d -= n * u.length
		}
	}
	if len(parts) == 0 {
		return "0"
	}
	return strings.Join(parts, " ")
}
