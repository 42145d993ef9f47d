package admin

import (
	"strings"
	"unicode"

	"cordboard/appliance"
	"cordboard/appliance/hours"
)

// Refusals of what stands in the form of opening hours.
var (
	errSpans     = appliance.Refuse(appliance.Invalid, "refusal.hours.spans")     // text
	errException = appliance.Refuse(appliance.Invalid, "refusal.hours.exception") // line
)

// spelt are opening hours as a person writes them: a line a weekday, from
// Monday on, "08:00–12:00, 13:00–17:00", and a line an exception,
// "2026-12-24 08:00–12:00 Christmas Eve".
type spelt struct {
	days       [7]string
	exceptions string
}

// weekdays begin with Monday, as they do here.
func weekdays() []hours.Day { return []hours.Day{1, 2, 3, 4, 5, 6, 0} }

// spell writes a calendar.
func spell(c hours.Calendar) (s spelt) {
	for i, day := range weekdays() {
		var spans []hours.Span
		for _, r := range c.Week {
			for _, d := range r.Days {
				if d == day {
					spans = append(spans, r.Span)
				}
			}
		}
		s.days[i] = spellSpans(spans)
	}
	var lines []string
	for _, e := range c.Exceptions {
		lines = append(lines, strings.Join(strings.Fields(e.Date.String()+" "+spellSpans(e.Hours)+" "+e.Note), " "))
	}
	s.exceptions = strings.Join(lines, "\n")
	return s
}

func spellSpans(spans []hours.Span) string {
	all := make([]string, len(spans))
	for i, s := range spans {
		all[i] = s.From.String() + "–" + s.To.String()
	}
	return strings.Join(all, ", ")
}

// read puts what is spelt into a calendar; the flaws are by the form's fields.
func (s spelt) read(c *hours.Calendar) appliance.Flaws {
	flaws := appliance.Flaws{}
	for i, day := range weekdays() {
		spans, rest := readSpans(s.days[i])
		flaws.Add(day.String(), rest != "", errSpans.With("text", rest))
		for _, span := range spans {
			c.Week = join(c.Week, day, span)
		}
	}
	for line := range strings.Lines(s.exceptions) {
		if line = strings.TrimSpace(line); line == "" {
			continue
		}
		e, ok := readException(line)
		flaws.Add("exceptions", !ok, errException.With("line", line))
		c.Exceptions = append(c.Exceptions, e)
	}
	return flaws
}

// join adds a weekday to the range that is alike, so that a working week is
// one range.
func join(week []hours.Range, day hours.Day, span hours.Span) []hours.Range {
	for i := range week {
		if week[i].Span == span {
			week[i].Days = append(week[i].Days, day)
			return week
		}
	}
	return append(week, hours.Range{Days: []hours.Day{day}, Span: span})
}

// readSpans reads from the text's beginning as long as there are times; rest
// is what follows them.
func readSpans(text string) (spans []hours.Span, rest string) {
	rest = strings.TrimSpace(text)
	for {
		from, after, ok := readClock(rest)
		if !ok {
			return spans, rest
		}
		after = strings.TrimLeft(after, " ")
		dash, after, ok := cutAny(after, "–", "—", "-")
		if !ok || dash == "" {
			return spans, rest
		}
		to, after, ok := readClock(strings.TrimLeft(after, " "))
		if !ok || from == hours.Midnight {
			return spans, rest
		}
		spans = append(spans, hours.Span{From: from, To: to})
		rest = strings.TrimLeft(after, ", ")
	}
}

// cutAny cuts off the first of the prefixes that the text begins with.
func cutAny(text string, prefixes ...string) (prefix, after string, ok bool) {
	for _, p := range prefixes {
		if after, ok := strings.CutPrefix(text, p); ok {
			return p, after, true
		}
	}
	return "", text, false
}

// readClock reads a time at the text's beginning: 8:00, 08:00, 24:00.
func readClock(text string) (c hours.Clock, after string, ok bool) {
	end := strings.IndexFunc(text, func(r rune) bool { return !unicode.IsDigit(r) && r != ':' })
	if end < 0 {
		end = len(text)
	}
	clock := text[:end]
	if len(clock) == len("8:00") {
		clock = "0" + clock
	}
	return c, text[end:], c.UnmarshalText([]byte(clock)) == nil
}

// readException reads "2026-12-24 08:00–12:00 Christmas Eve"; without times it
// is closed on that day.
func readException(line string) (e hours.Exception, ok bool) {
	date, rest, _ := strings.Cut(line, " ")
	if err := e.Date.UnmarshalText([]byte(date)); err != nil {
		return e, false
	}
	e.Hours, e.Note = readSpans(rest)
	// What begins with a digit was meant as a time.
	return e, e.Note == "" || !unicode.IsDigit([]rune(e.Note)[0])
}
