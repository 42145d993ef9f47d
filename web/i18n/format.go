package i18n

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// minus is the sign as it is set; the hyphen is shorter and breaks a line.
const minus = "−"

// Number writes a whole number with the language's thousands mark: a comma in
// English, a no-break space in Czech and Polish.
func (t *Texts) Number(n int) string {
	digits := strconv.Itoa(n)
	sign := ""
	if n < 0 {
		sign, digits = minus, digits[1:]
	}
	mark := "\u00a0"
	if t.lang == "en" {
		mark = ","
	}
	var b strings.Builder
	for i, d := range digits {
		if i > 0 && (len(digits)-i)%3 == 0 {
			b.WriteString(mark)
		}
		b.WriteRune(d)
	}
	return sign + b.String()
}

// Decimal writes a number with one place behind the language's decimal mark.
func (t *Texts) Decimal(n float64) string {
	text := strings.Replace(strconv.FormatFloat(n, 'f', 1, 64), "-", minus, 1)
	if t.lang == "en" {
		return text
	}
	return strings.Replace(text, ".", ",", 1)
}

// Time writes the time of day: "14:05".
func (t *Texts) Time(at time.Time) string { return at.In(t.Zone()).Format("15:04") }

// TimeSeconds writes the time of day to the second: "14:05:09".
func (t *Texts) TimeSeconds(at time.Time) string { return at.In(t.Zone()).Format("15:04:05") }

var months = map[string][12]string{
	"en": {"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"},
	"pl": {"sty", "lut", "mar", "kwi", "maj", "cze", "lip", "sie", "wrz", "paź", "lis", "gru"},
}

// Date writes a day: "2 Mar", "2. 3.", "2 mar"; with its year when now is in
// another one.
func (t *Texts) Date(at, now time.Time) string {
	return t.day(at.In(t.Zone()), now.In(t.Zone()))
}

// Day writes a day with its year, for what is kept: "2 Mar 2026", "2. 3. 2026".
func (t *Texts) Day(at time.Time) string { return t.day(at.In(t.Zone()), time.Time{}) }

// day is Date by the clocks that the times show.
func (t *Texts) day(at, now time.Time) string {
	var day string
	if names, ok := months[t.lang]; ok {
		day = fmt.Sprintf("%d\u00a0%s", at.Day(), names[at.Month()-1])
	} else {
		day = fmt.Sprintf("%d.\u00a0%d.", at.Day(), int(at.Month()))
	}
	if at.Year() != now.Year() {
		day += "\u00a0" + strconv.Itoa(at.Year())
	}
	return day
}

// When writes the time of day for today and the day for any other.
func (t *Texts) When(at, now time.Time) string {
	a, n := at.In(t.Zone()), now.In(t.Zone())
	if a.Year() == n.Year() && a.YearDay() == n.YearDay() {
		return t.Time(at)
	}
	return t.Date(at, now)
}

// Moment writes a time of day, with its day when that is not now's; both in
// the zone that at is in. "17:00", "Mon 23 Nov, 08:00".
func (t *Texts) Moment(at, now time.Time) string {
	now = now.In(at.Location())
	clock := at.Format("15:04")
	if at.Year() == now.Year() && at.YearDay() == now.YearDay() {
		return clock
	}
	day := strings.ToLower(at.Format("Mon"))
	return t.Text("weekday.short."+day) + "\u00a0" + t.day(at, now) + ", " + clock
}

// Clock writes a duration as a timer shows it: "0:07", "4:12", "1:52:30".
func (t *Texts) Clock(d time.Duration) string {
	s := max(0, int(d/time.Second))
	if s >= 3600 {
		return fmt.Sprintf("%d:%02d:%02d", s/3600, s/60%60, s%60)
	}
	return fmt.Sprintf("%d:%02d", s/60, s%60)
}

// Duration writes a duration roughly, in the two largest units of it: "40 s",
// "6 min", "1 h 5 min". The units are the same in all three languages.
func (t *Texts) Duration(d time.Duration) string {
	const nb = "\u00a0"
	s := max(0, int(d.Round(time.Second)/time.Second))
	switch {
	case s < 60:
		return strconv.Itoa(s) + nb + "s"
	case s < 3600:
		return strconv.Itoa(s/60) + nb + "min"
	case s%3600 < 60:
		return strconv.Itoa(s/3600) + nb + "h"
	default:
		return strconv.Itoa(s/3600) + nb + "h" + nb + strconv.Itoa(s/60%60) + nb + "min"
	}
}
