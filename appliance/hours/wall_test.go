package hours_test

import (
	"testing"
	"time"

	"cordboard/appliance/hours"
)

// friday is a day on which weekdays are asked for.
var friday = hours.Date{Year: 2026, Month: time.November, Day: 20}

func TestWallTimesAreReadAsPeopleWriteThem(t *testing.T) {
	for text, want := range map[string]string{
		"2026-12-24 10:00": "2026-12-24 10:00",
		"Fri 00:00":        "2026-11-20 00:00",
		"sat 10:30":        "2026-11-21 10:30",
		" THU  23:59 ":     "2026-11-26 23:59",
	} {
		if got, err := hours.ParseWall(text, friday); err != nil || got.String() != want {
			t.Errorf("%q: got %v, %v, want %s", text, got, err, want)
		}
	}
	for _, text := range []string{"", "Sat", "10:00", "Sat 24:00", "Sat 9:00", "2026-02-30 10:00", "Someday 10:00"} {
		if got, err := hours.ParseWall(text, friday); err == nil {
			t.Errorf("%q: got %v, want an error", text, got)
		}
	}
}

func TestACalendarIsOpenByItsOwnClocks(t *testing.T) {
	week := []hours.Range{{Days: []hours.Day{hours.Day(time.Saturday)}, Span: hours.Span{From: 8 * 60, To: 12 * 60}}}
	for _, zone := range []string{"Europe/Prague", "Pacific/Auckland", "America/Los_Angeles"} {
		c := hours.Calendar{Name: "Shop", Zone: zone, Week: week}
		for text, want := range map[string]bool{
			"Sat 07:59": false, "Sat 08:00": true, "Sat 11:59": true, "Sat 12:00": false, "Sun 10:00": false,
		} {
			w, err := hours.ParseWall(text, friday)
			if err != nil {
				t.Fatal(err)
			}
			if got := c.OpenAt(w); got != want {
				t.Errorf("%s, %s: open %v, want %v", zone, text, got, want)
			}
		}
	}
}

func TestWallTimeIsAMomentOfAZone(t *testing.T) {
	prague, err := time.LoadLocation("Europe/Prague")
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		wall string
		zone *time.Location
		want string
	}{
		{"2026-12-24 10:00", time.UTC, "2026-12-24T10:00:00Z"},
		{"2026-12-24 10:00", prague, "2026-12-24T10:00:00+01:00"},
		{"2026-03-29 02:30", prague, "2026-03-29T03:00:00+02:00"}, // skipped: the change
		{"2026-10-25 02:30", prague, "2026-10-25T02:30:00+02:00"}, // twice: the first
	} {
		w, err := hours.ParseWall(c.wall, friday)
		if err != nil {
			t.Fatal(err)
		}
		if got := w.In(c.zone).Format(time.RFC3339); got != c.want {
			t.Errorf("%s in %s: got %s, want %s", c.wall, c.zone, got, c.want)
		}
	}
}
