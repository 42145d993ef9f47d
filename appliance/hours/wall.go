package hours

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// Wall is a date and a time as the clocks of a zone show them, whichever zone
// that is.
type Wall struct {
	Date  Date
	Clock Clock
}

// String is "2026-12-24 10:00".
func (w Wall) String() string { return w.Date.String() + " " + w.Clock.String() }

// ParseWall reads "2026-12-24 10:00", or "Sat 10:00" for the next Saturday,
// today included.
func ParseWall(text string, today Date) (Wall, error) {
	day, clock, _ := strings.Cut(strings.TrimSpace(text), " ")
	var w Wall
	if err := w.Clock.UnmarshalText([]byte(strings.TrimSpace(clock))); err != nil || w.Clock == Midnight {
		return Wall{}, fmt.Errorf("%q is no time: write a date or a weekday and a time, as 2026-12-24 10:00 or Sat 10:00", text)
	}
	if i := slices.Index(days, strings.ToLower(day)); i >= 0 {
		w.Date = today.add((i - int(today.day()) + 7) % 7)
		return w, nil
	}
	if err := w.Date.UnmarshalText([]byte(day)); err != nil {
		return Wall{}, fmt.Errorf("%q is no day: write a date as 2026-12-24, or one of mon, tue, wed, thu, fri, sat, sun", day)
	}
	return w, nil
}

// DateOf is the date of a moment in the moment's own zone.
func DateOf(at time.Time) Date { return dateOf(at) }

// In is the moment at which the clocks of a zone show w; of a time that comes
// twice it is the first, and one that is skipped is the moment of the change.
func (w Wall) In(zone *time.Location) time.Time {
	at, _ := moments(w.Date, w.Clock, zone)
	return at
}

// OpenAt tells whether it is open when the calendar's own clocks show w, as In
// reads it.
func (c Calendar) OpenAt(w Wall) bool {
	zone := c.Location()
	return c.open(w.In(zone), zone)
}
