package hours

import (
	"fmt"
	"slices"
	"time"
)

// Clock is a time of day in minutes since midnight, "08:30" in JSON.
type Clock int

// Midnight is the end of a day, "24:00".
const Midnight Clock = 24 * 60

// String is the clock's reading.
func (c Clock) String() string { return fmt.Sprintf("%02d:%02d", c/60, c%60) }

// MarshalText writes "08:30".
func (c Clock) MarshalText() ([]byte, error) { return []byte(c.String()), nil }

// UnmarshalText reads "08:30", up to "24:00".
func (c *Clock) UnmarshalText(text []byte) error {
	if string(text) == Midnight.String() {
		*c = Midnight
		return nil
	}
	t, err := time.Parse("15:04", string(text))
	if err != nil || len(text) != len("15:04") {
		return fmt.Errorf("%q is not a time of day", text)
	}
	*c = Clock(t.Hour()*60 + t.Minute())
	return nil
}

// Day is a weekday, "mon" to "sun" in JSON.
type Day time.Weekday

var days = []string{"sun", "mon", "tue", "wed", "thu", "fri", "sat"}

// String is the day's short name.
func (d Day) String() string {
	if d < 0 || int(d) >= len(days) {
		return fmt.Sprintf("day %d", int(d))
	}
	return days[d]
}

// MarshalText writes "mon".
func (d Day) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// UnmarshalText reads "mon".
func (d *Day) UnmarshalText(text []byte) error {
	i := slices.Index(days, string(text))
	if i < 0 {
		return fmt.Errorf("%q is not a weekday", text)
	}
	*d = Day(i)
	return nil
}

// Date is a day of the calendar, "2026-12-24" in JSON.
type Date struct {
	Year  int
	Month time.Month
	Day   int
}

// String is the date as in RFC 3339.
func (d Date) String() string { return d.noon().Format(time.DateOnly) }

// MarshalText writes "2026-12-24".
func (d Date) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// UnmarshalText reads "2026-12-24".
func (d *Date) UnmarshalText(text []byte) error {
	t, err := time.Parse(time.DateOnly, string(text))
	if err != nil {
		return fmt.Errorf("%q is not a date", text)
	}
	*d = dateOf(t)
	return nil
}

func dateOf(t time.Time) Date {
	year, month, day := t.Date()
	return Date{year, month, day}
}

// noon stands for the date where only dates matter: every day has one.
func (d Date) noon() time.Time { return time.Date(d.Year, d.Month, d.Day, 12, 0, 0, 0, time.UTC) }

func (d Date) add(days int) Date { return dateOf(d.noon().AddDate(0, 0, days)) }
func (d Date) after(e Date) bool { return d.noon().After(e.noon()) }
func (d Date) day() Day          { return Day(d.noon().Weekday()) }
