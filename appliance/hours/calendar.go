package hours

import (
	"slices"
	"time"
	_ "time/tzdata" // the box may have no zones of its own
)

// Calendar is opening hours under a name. It is stored as JSON.
type Calendar struct {
	Name string `json:"name"`
	// Zone is the IANA name of the time zone that the clocks show.
	Zone string `json:"zone"`
	// Week holds any number of ranges for a weekday; none means closed.
	Week []Range `json:"week"`
	// Holidays names the country on whose public holidays it is closed.
	Holidays Country `json:"holidays,omitempty"`
	// Exceptions replace what Week and Holidays say about their dates. Of two for one
	// date the later one counts.
	Exceptions []Exception `json:"exceptions,omitempty"`
}

// Range is open on each of its weekdays from one time to another; to the next
// day's time, if that is not later. 24:00 is the end of the day.
type Range struct {
	Days []Day `json:"days"`
	Span
}

// Span is from one time of a day to another, or to the next day's.
type Span struct {
	From Clock `json:"from"`
	To   Clock `json:"to"`
}

// Exception is a date with hours of its own; without any it is closed.
type Exception struct {
	Date  Date   `json:"date"`
	Note  string `json:"note,omitempty"`
	Hours []Span `json:"hours,omitempty"`
}

// Open tells whether it is open at that moment. Opening hours in a zone that
// does not exist are in UTC; Check says so before.
func (c Calendar) Open(at time.Time) bool { return c.open(at, c.Location()) }

func (c Calendar) open(at time.Time, zone *time.Location) bool {
	for _, date := range []Date{dateOf(at.In(zone)).add(-1), dateOf(at.In(zone))} {
		for _, s := range c.spans(date) {
			from, to := s.on(date, zone)
			if !at.Before(from) && at.Before(to) {
				return true
			}
		}
	}
	return false
}

// NextChange is the first moment after at when it opens or closes, and false
// when it never does.
func (c Calendar) NextChange(at time.Time) (time.Time, bool) {
	zone := c.Location()
	now := c.open(at, zone)
	for _, date := range c.turning(dateOf(at.In(zone))) {
		var next time.Time
		for _, s := range c.spans(date) {
			from, to := s.on(date, zone)
			for _, edge := range []time.Time{from, to} {
				if edge.After(at) && (next.IsZero() || edge.Before(next)) && c.open(edge, zone) != now {
					next = edge
				}
			}
		}
		if !next.IsZero() {
			return next, true
		}
	}
	return time.Time{}, false
}

// EndsWithin tells whether it is open at that moment and closes no later than after a
// time, and when.
func (c Calendar) EndsWithin(at time.Time, after time.Duration) (time.Time, bool) {
	next, changes := c.NextChange(at)
	return next, changes && c.Open(at) && !next.After(at.Add(after))
}

// turning lists the dates from yesterday on that can bring the next change: a
// week from today, and a week around each exception and around the holidays of
// this year and the next. All others are like one of these.
func (c Calendar) turning(today Date) []Date {
	bases := []Date{today}
	for _, e := range c.Exceptions {
		if e.Date.after(today) {
			bases = append(bases, e.Date)
		}
	}
	for _, h := range append(c.Holidays.Holidays(today.Year), c.Holidays.Holidays(today.Year+1)...) {
		if h.Date.after(today) {
			bases = append(bases, h.Date)
		}
	}
	var dates []Date
	for _, base := range bases {
		for d := -1; d <= 8; d++ {
			dates = append(dates, base.add(d))
		}
	}
	slices.SortFunc(dates, func(a, b Date) int { return a.noon().Compare(b.noon()) })
	return slices.Compact(dates)
}

// spans are those that begin on a date.
func (c Calendar) spans(date Date) []Span {
	for i := len(c.Exceptions) - 1; i >= 0; i-- {
		if c.Exceptions[i].Date == date {
			return c.Exceptions[i].Hours
		}
	}
	if _, closed := c.Holidays.Holiday(date); closed {
		return nil
	}
	var spans []Span
	for _, r := range c.Week {
		for _, day := range r.Days {
			if day == date.day() {
				spans = append(spans, r.Span)
			}
		}
	}
	return spans
}

// Location is the time zone that the clocks show; UTC for one that does not
// exist.
func (c Calendar) Location() *time.Location {
	zone, err := time.LoadLocation(c.Zone)
	if err != nil {
		return time.UTC
	}
	return zone
}
