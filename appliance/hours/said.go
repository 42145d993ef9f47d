package hours

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"cordboard/appliance/plain"
)

// Said reads a moment as people write it in English, Czech or Polish ("po 10",
// "24.12. 9:00", "24 grudnia 9.00", "tomorrow 8 am") and writes it as ParseWall
// reads it. A day without a year is the next one, today included; a time alone
// is today's.
func Said(text string, today Date) (string, error) {
	words, clock, ok := clockOf(bare(text))
	if !ok {
		return "", fmt.Errorf("%q names no time", text)
	}
	day, ok := dayOf(words, today)
	if !ok {
		return "", fmt.Errorf("%q names no day", text)
	}
	return day + " " + clock.String(), nil
}

// bare is a text without case, diacritics, commas and the words that say nothing.
func bare(text string) string {
	words := strings.Fields(plain.Fold(strings.ReplaceAll(text, ",", " ")))
	return strings.Join(slices.DeleteFunc(words, func(word string) bool { return slices.Contains(idle, word) }), " ")
}

// idle are the words that stand between a day and a time, or before them.
var idle = []string{"v", "ve", "w", "we", "o", "at", "on", "the", "of", "dne", "dnia", "godz.", "godz", "godzina", "godzinie"}

// A time is the last thing that is said.
var (
	withMinutes = regexp.MustCompile(`(?:^|[ t.])(\d{1,2})[:.](\d{2}) ?(am|pm|h|hod\.?)?$`)
	hourAlone   = regexp.MustCompile(`(?:^| )(\d{1,2}) ?(am|pm|h|hod\.?)?$`)
)

// clockOf takes the time from the end of a text.
func clockOf(text string) (rest string, clock Clock, ok bool) {
	at := withMinutes.FindStringSubmatchIndex(text)
	minutes := 0
	if at != nil {
		minutes, _ = strconv.Atoi(text[at[4]:at[5]])
	} else if at = hourAlone.FindStringSubmatchIndex(text); at == nil {
		return "", 0, false
	}
	hour, _ := strconv.Atoi(text[at[2]:at[3]])
	half := ""
	if last := len(at) - 2; at[last] >= 0 {
		half = text[at[last]:at[last+1]]
	}
	rest = strings.TrimSpace(strings.TrimSuffix(text[:at[2]], "t"))
	switch {
	case half == "am" || half == "pm":
		if hour < 1 || hour > 12 {
			return "", 0, false
		}
		hour %= 12
		if half == "pm" {
			hour += 12
		}
	case rest == "" && half == "" && !strings.Contains(text, ":"):
		return "", 0, false // a number alone, or what may be a date
	}
	return rest, Clock(hour*60 + minutes), hour < 24 && minutes < 60
}

// dayOf reads a day, and writes it as a weekday or a date.
func dayOf(text string, today Date) (string, bool) {
	if text == "" {
		return today.String(), true
	}
	bare := strings.TrimSuffix(text, ".")
	if days, ok := fromToday[bare]; ok {
		return today.add(days).String(), true
	}
	if i, ok := named(bare, weekdays[:], 2); ok {
		return days[i], true
	}
	date, year, ok := dateSaid(text)
	if ok && !year {
		date, ok = date.next(today)
	}
	return date.String(), ok && date == dateOf(date.noon())
}

var fromToday = map[string]int{
	"today": 0, "dnes": 0, "dzis": 0, "dzisiaj": 0,
	"tomorrow": 1, "zitra": 1, "jutro": 1, "pozitri": 2, "pojutrze": 2,
	"yesterday": -1, "vcera": -1, "wczoraj": -1,
}

// weekdays are their names and what people write for them beside the beginnings
// of these, from Sunday.
var weekdays = [7]string{
	"sunday nedele nedeli niedziela niedziele nd ndz",
	"monday pondeli poniedzialek pn",
	"tuesday utery wtorek wt",
	"wednesday streda stredu sroda srode",
	"thursday ctvrtek czwartek",
	"friday patek piatek pt",
	"saturday sobota sobotu sobote",
}

// monthNames are those of the three languages, as they stand alone and in a date.
var monthNames = [12]string{
	"january leden ledna styczen stycznia",
	"february unor unora luty lutego",
	"march brezen brezna marzec marca",
	"april duben dubna kwiecien kwietnia",
	"may kveten kvetna maj maja",
	"june cerven cervna czerwiec czerwca",
	"july cervenec cervence lipiec lipca",
	"august srpen srpna sierpien sierpnia",
	"september zari wrzesien wrzesnia",
	"october rijen rijna pazdziernik pazdziernika",
	"november listopad listopadu listopada",
	"december prosinec prosince grudzien grudnia",
}

// named finds whose name a word is, or whose alone it begins with at least so
// many letters.
func named(word string, all []string, least int) (index int, ok bool) {
	begins := -1
	for i, names := range all {
		for name := range strings.FieldsSeq(names) {
			switch {
			case name == word:
				return i, true
			case len(word) < least || !strings.HasPrefix(name, word):
			case begins >= 0 && begins != i:
				return 0, false
			default:
				begins = i
			}
		}
	}
	return begins, begins >= 0
}

var (
	isoDate     = regexp.MustCompile(`^(\d{4})-(\d{1,2})-(\d{1,2})$`)
	dottedDate  = regexp.MustCompile(`^(\d{1,2})[./] ?(\d{1,2})(?:[./] ?(\d{4})?)?$`)
	writtenDate = regexp.MustCompile(`^(\d{1,2})(?:st|nd|rd|th|\.)? ?([a-z]+)\.?(?: (\d{4}))?$`)
	monthFirst  = regexp.MustCompile(`^([a-z]+)\.? (\d{1,2})(?:st|nd|rd|th)?(?: (\d{4}))?$`)
)

// dateSaid reads a date, with its year or without.
func dateSaid(text string) (d Date, year, ok bool) {
	day, month, of := "", "", ""
	if m := isoDate.FindStringSubmatch(text); m != nil {
		of, month, day = m[1], m[2], m[3]
	} else if m := dottedDate.FindStringSubmatch(text); m != nil {
		day, month, of = m[1], m[2], m[3]
	} else if m := writtenDate.FindStringSubmatch(text); m != nil {
		day, month, of = m[1], m[2], m[3]
	} else if m := monthFirst.FindStringSubmatch(text); m != nil {
		month, day, of = m[1], m[2], m[3]
	}
	number, err := strconv.Atoi(month)
	if err != nil {
		i, known := named(month, monthNames[:], 3)
		if !known {
			return Date{}, false, false
		}
		number = i + 1
	}
	d.Month = time.Month(number)
	d.Day, _ = strconv.Atoi(day) // digits, by the expressions
	d.Year, _ = strconv.Atoi(of)
	return d, of != "", number >= 1 && number <= 12
}

// next is the first such day from a day on, of which leap years have one that
// others have not.
func (d Date) next(from Date) (Date, bool) {
	const leap = 8 // the longest time without one, about 1900 and 2100
	for range leap + 1 {
		d.Year = max(d.Year, from.Year)
		if d == dateOf(d.noon()) && !from.after(d) {
			return d, true
		}
		d.Year++
	}
	return d, false
}
