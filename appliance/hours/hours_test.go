package hours_test

import (
	"encoding/json"
	"errors"
	"testing"
	"time"

	"cordboard/appliance/hours"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// shop is open on weekdays with a break, on Friday until after midnight, on
// Saturday in the morning.
const shop = `{
	"name": "Shop", "zone": "Europe/Prague",
	"week": [
		{"days": ["mon", "tue", "wed", "thu"], "from": "08:00", "to": "12:00"},
		{"days": ["mon", "tue", "wed", "thu"], "from": "12:30", "to": "17:00"},
		{"days": ["fri"], "from": "18:00", "to": "02:00"},
		{"days": ["sat"], "from": "09:00", "to": "12:00"}
	],
	"exceptions": [
		{"date": "2026-12-24", "hours": [{"from": "08:00", "to": "12:00"}]},
		{"date": "2026-12-24", "note": "Christmas Eve, after all"},
		{"date": "2026-12-31", "hours": [{"from": "08:00", "to": "11:00"}, {"from": "22:00", "to": "01:00"}]},
		{"date": "2027-01-09"}
	]
}`

func calendar(t testing.TB, text string) hours.Calendar {
	t.Helper()
	var c hours.Calendar
	if err := json.Unmarshal([]byte(text), &c); err != nil {
		t.Fatal(err)
	}
	if err := c.Check(); err != nil {
		t.Fatal(err)
	}
	return c
}

// local reads a time with the offset of its zone, so that times which come
// twice are named apart.
func local(t testing.TB, text string) time.Time {
	t.Helper()
	at, err := time.Parse("2006-01-02 15:04:05 -07", text)
	if err != nil {
		t.Fatal(err)
	}
	return at
}

func TestOpenByWeekAndException(t *testing.T) {
	c := calendar(t, shop)
	for _, row := range []struct {
		at   string
		open bool
		next string
	}{
		{"2026-11-16 07:59:59 +01", false, "2026-11-16 08:00:00 +01"}, // Monday
		{"2026-11-16 08:00:00 +01", true, "2026-11-16 12:00:00 +01"},
		{"2026-11-16 12:00:00 +01", false, "2026-11-16 12:30:00 +01"},
		{"2026-11-16 16:59:59 +01", true, "2026-11-16 17:00:00 +01"},
		{"2026-11-16 17:00:00 +01", false, "2026-11-17 08:00:00 +01"},
		{"2026-11-16 15:30:00 +00", true, "2026-11-16 17:00:00 +01"},  // asked in another zone
		{"2026-11-20 10:00:00 +01", false, "2026-11-20 18:00:00 +01"}, // Friday
		{"2026-11-20 23:59:00 +01", true, "2026-11-21 02:00:00 +01"},
		{"2026-11-21 01:59:59 +01", true, "2026-11-21 02:00:00 +01"},
		{"2026-11-21 02:00:00 +01", false, "2026-11-21 09:00:00 +01"},
		{"2026-11-21 12:00:00 +01", false, "2026-11-23 08:00:00 +01"}, // over Sunday
		{"2026-12-24 10:00:00 +01", false, "2026-12-25 18:00:00 +01"}, // an exception that is closed
		{"2026-12-31 10:59:00 +01", true, "2026-12-31 11:00:00 +01"},  // one with hours of its own
		{"2026-12-31 14:00:00 +01", false, "2026-12-31 22:00:00 +01"},
		{"2027-01-01 00:30:00 +01", true, "2027-01-01 01:00:00 +01"}, // and past its midnight
		{"2027-01-09 01:00:00 +01", true, "2027-01-09 02:00:00 +01"}, // Friday's night is Friday's
		{"2027-01-09 10:00:00 +01", false, "2027-01-11 08:00:00 +01"},
	} {
		check(t, c, row.at, row.open, row.next)
	}
}

func check(t *testing.T, c hours.Calendar, at string, open bool, next string) {
	t.Helper()
	if got := c.Open(local(t, at)); got != open {
		t.Errorf("%s: open %v, want %v", at, got, open)
	}
	got, ok := c.NextChange(local(t, at))
	if next == "" {
		if ok {
			t.Errorf("%s: next change %v, want none", at, got)
		}
		return
	}
	if !ok || !got.Equal(local(t, next)) {
		t.Errorf("%s: next change %v %v, want %s", at, got, ok, next)
	}
}

// TestClocksChange: in Prague 02:00 to 03:00 is skipped on 29 March 2026 and
// comes twice on 25 October 2026.
func TestClocksChange(t *testing.T) {
	night := calendar(t, `{"name": "Night", "zone": "Europe/Prague", "week": [
		{"days": ["sat", "sun"], "from": "22:00", "to": "02:30"}, {"days": ["sun"], "from": "02:45", "to": "06:00"}]}`)
	for _, row := range []struct {
		at   string
		open bool
		next string
	}{
		{"2026-03-29 01:59:59 +01", true, "2026-03-29 06:00:00 +02"}, // 02:30 and 02:45 are both the change
		{"2026-03-29 03:00:00 +02", true, "2026-03-29 06:00:00 +02"},
		{"2026-10-25 02:29:00 +02", true, "2026-10-25 06:00:00 +01"}, // opens at the first 02:45, before the second 02:30
		{"2026-10-25 02:44:00 +02", true, "2026-10-25 06:00:00 +01"},
		{"2026-10-25 02:15:00 +01", true, "2026-10-25 06:00:00 +01"},
		{"2026-10-25 05:59:00 +01", true, "2026-10-25 06:00:00 +01"},
		{"2026-10-24 12:00:00 +02", false, "2026-10-24 22:00:00 +02"},
	} {
		check(t, night, row.at, row.open, row.next)
	}
	early := calendar(t, `{"name": "Early", "zone": "Europe/Prague", "week": [{"days": ["sun"], "from": "02:15", "to": "02:30"}]}`)
	for _, row := range []struct {
		at   string
		open bool
		next string
	}{
		{"2026-03-29 01:30:00 +01", false, "2026-04-05 02:15:00 +02"}, // skipped as a whole
		{"2026-10-25 02:00:00 +02", false, "2026-10-25 02:15:00 +02"},
		{"2026-10-25 02:40:00 +02", true, "2026-10-25 02:30:00 +01"},
		{"2026-10-25 02:30:00 +01", false, "2026-11-01 02:15:00 +01"},
	} {
		check(t, early, row.at, row.open, row.next)
	}
	working := calendar(t, `{"name": "Shop", "zone": "Europe/Warsaw", "week": [{"days": ["sat", "sun", "mon"], "from": "08:00", "to": "16:00"}]}`)
	check(t, working, "2026-03-28 16:00:00 +01", false, "2026-03-29 08:00:00 +02")
	check(t, working, "2026-10-24 16:00:00 +02", false, "2026-10-25 08:00:00 +01")
}

func TestAlwaysAndNever(t *testing.T) {
	all := `"days": ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]`
	always := calendar(t, `{"name": "Always", "zone": "UTC", "week": [{`+all+`, "from": "00:00", "to": "24:00"}]}`)
	check(t, always, "2026-11-16 00:00:00 +00", true, "")
	round := calendar(t, `{"name": "Round", "zone": "UTC", "week": [{`+all+`, "from": "06:00", "to": "06:00"}]}`)
	check(t, round, "2026-11-16 06:00:00 +00", true, "")
	never := calendar(t, `{"name": "Never", "zone": "UTC", "week": []}`)
	check(t, never, "2026-11-16 00:00:00 +00", false, "")
	once := calendar(t, `{"name": "Once", "zone": "UTC", "week": [], "exceptions": [{"date": "2050-02-03", "hours": [{"from": "10:00", "to": "11:00"}]}]}`)
	check(t, once, "2026-11-16 00:00:00 +00", false, "2050-02-03 10:00:00 +00")
	check(t, once, "2050-02-03 11:00:00 +00", false, "")
	closed := calendar(t, `{"name": "Closed once", "zone": "UTC", "week": [{`+all+`, "from": "00:00", "to": "24:00"}], "exceptions": [{"date": "9998-02-03"}]}`)
	check(t, closed, "2026-11-16 00:00:00 +00", true, "9998-02-03 00:00:00 +00")
}

// TestNextChangeIsTheFirst compares with a look at every quarter of an hour,
// on calendars whose times are quarters.
func TestNextChangeIsTheFirst(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		span := func() hours.Span {
			return hours.Span{
				From: hours.Clock(15 * rapid.IntRange(0, 95).Draw(t, "from")),
				To:   hours.Clock(15 * rapid.IntRange(0, 96).Draw(t, "to")),
			}
		}
		c := hours.Calendar{Name: "Random", Zone: rapid.SampledFrom([]string{"Europe/Prague", "Europe/London", "Australia/Lord_Howe", "UTC"}).Draw(t, "zone"), Holidays: rapid.SampledFrom([]hours.Country{"", hours.Czechia, hours.Poland}).Draw(t, "holidays")}
		for range rapid.IntRange(0, 4).Draw(t, "ranges") {
			c.Week = append(c.Week, hours.Range{Days: []hours.Day{hours.Day(rapid.IntRange(0, 6).Draw(t, "day"))}, Span: span()})
		}
		at := time.Date(2026, rapid.SampledFrom([]time.Month{3, 4, 10, 11}).Draw(t, "month"), rapid.IntRange(1, 31).Draw(t, "date"), rapid.IntRange(0, 23).Draw(t, "hour"), 0, 0, 0, time.UTC)
		for d := range rapid.IntRange(0, 3).Draw(t, "exceptions") {
			day := at.AddDate(0, 0, 2*d)
			e := hours.Exception{Date: hours.Date{Year: day.Year(), Month: day.Month(), Day: day.Day()}}
			if rapid.Bool().Draw(t, "open") {
				e.Hours = []hours.Span{span()}
			}
			c.Exceptions = append(c.Exceptions, e)
		}
		got, ok := c.NextChange(at)
		for m := at.Add(15 * time.Minute); m.Before(at.AddDate(0, 0, 10)); m = m.Add(15 * time.Minute) {
			if c.Open(m) == c.Open(at) {
				continue
			}
			if !ok || !got.Equal(m) {
				t.Fatalf("after %v: next change %v %v, want %v", at, got, ok, m)
			}
			return
		}
		if ok && got.Before(at.AddDate(0, 0, 10)) {
			t.Fatalf("after %v: next change %v, but nothing changes", at, got)
		}
	})
}

func TestHolidaysAreClosedUnlessAnExceptionSaysOtherwise(t *testing.T) {
	working := `"week": [{"days": ["mon", "tue", "wed", "thu", "fri"], "from": "08:00", "to": "16:00"}]`
	czech := calendar(t, `{"name": "Shop", "zone": "Europe/Prague", "holidays": "CZ", `+working+`, "exceptions": [{"date": "2026-11-17", "hours": [{"from": "09:00", "to": "12:00"}]}]}`)
	check(t, czech, "2026-10-27 16:00:00 +01", false, "2026-10-29 08:00:00 +01") // 28 October
	check(t, czech, "2026-04-02 16:00:00 +02", false, "2026-04-07 08:00:00 +02") // Good Friday to Easter Monday
	check(t, czech, "2026-11-17 10:00:00 +01", true, "2026-11-17 12:00:00 +01")  // a holiday with hours of its own
	check(t, czech, "2026-12-31 16:00:00 +01", false, "2027-01-04 08:00:00 +01") // into the next year
	polish := calendar(t, `{"name": "Sklep", "zone": "Europe/Warsaw", "holidays": "PL", `+working+`}`)
	check(t, polish, "2026-06-03 16:00:00 +02", false, "2026-06-05 08:00:00 +02") // Corpus Christi
	check(t, polish, "2026-11-10 16:00:00 +01", false, "2026-11-12 08:00:00 +01")
	check(t, polish, "2024-12-24 10:00:00 +01", true, "2024-12-24 16:00:00 +01") // a working day then
	check(t, polish, "2026-12-24 10:00:00 +01", false, "2026-12-28 08:00:00 +01")
	always := calendar(t, `{"name": "Always", "zone": "Europe/Prague", "holidays": "CZ", "week": [{"days": ["mon", "tue", "wed", "thu", "fri", "sat", "sun"], "from": "00:00", "to": "24:00"}]}`)
	check(t, always, "2026-07-06 12:00:00 +02", false, "2026-07-07 00:00:00 +02")
	check(t, always, "2026-07-07 12:00:00 +02", true, "2026-09-28 00:00:00 +02")
}

func TestHolidaysOfAYear(t *testing.T) {
	if got := len(hours.Czechia.Holidays(2026)); got != 13 {
		t.Errorf("Czechia has %d, want 13", got)
	}
	if got := len(hours.Poland.Holidays(2026)); got != 14 {
		t.Errorf("Poland has %d, want 14", got)
	}
	if h, ok := hours.Poland.Holiday(hours.Date{Year: 2026, Month: time.May, Day: 24}); !ok || h.Name != "Zielone Świątki" {
		t.Errorf("Pentecost: got %v, %v", h, ok)
	}
	if _, ok := hours.Country("").Holiday(hours.Date{Year: 2026, Month: time.January, Day: 1}); ok {
		t.Error("no country keeps New Year's Day")
	}
}

func TestStoredAndReadBack(t *testing.T) {
	c := calendar(t, shop)
	text, err := json.Marshal(c)
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(c, calendar(t, string(text))); d != "" {
		t.Errorf("(-stored +read)\n%s", d)
	}
}

func TestWhatIsNotJSONOfHoursIsRefused(t *testing.T) {
	for _, text := range []string{
		`{"week": [{"days": ["monday"]}]}`, `{"week": [{"from": "8:00"}]}`, `{"week": [{"from": "24:01"}]}`,
		`{"week": [{"to": "12:60"}]}`, `{"exceptions": [{"date": "2026-02-30"}]}`, `{"exceptions": [{"date": "today"}]}`,
	} {
		var c hours.Calendar
		if err := json.Unmarshal([]byte(text), &c); err == nil {
			t.Errorf("%s was read", text)
		}
	}
}

func TestCheckRefusesWhatCannotBeKept(t *testing.T) {
	good := calendar(t, shop)
	span := hours.Span{From: 60, To: 120}
	for _, row := range []struct {
		want   error
		change func(*hours.Calendar)
	}{
		{nil, func(*hours.Calendar) {}},
		{hours.ErrName, func(c *hours.Calendar) { c.Name = " " }},
		{hours.ErrZone, func(c *hours.Calendar) { c.Zone = "Europe/Brno" }},
		{hours.ErrZone, func(c *hours.Calendar) { c.Zone = "" }},
		{hours.ErrCountry, func(c *hours.Calendar) { c.Holidays = "DE" }},
		{hours.ErrZone, func(c *hours.Calendar) { c.Zone = "Local" }},
		{hours.ErrDay, func(c *hours.Calendar) { c.Week = []hours.Range{{Days: []hours.Day{7}, Span: span}} }},
		{hours.ErrClock, func(c *hours.Calendar) { c.Week = []hours.Range{{Span: hours.Span{From: 1440}}} }},
		{hours.ErrClock, func(c *hours.Calendar) { c.Week = []hours.Range{{Span: hours.Span{To: -1}}} }},
		{hours.ErrDate, func(c *hours.Calendar) {
			c.Exceptions = []hours.Exception{{Date: hours.Date{Year: 2026, Month: 2, Day: 29}}}
		}},
		{hours.ErrClock, func(c *hours.Calendar) {
			c.Exceptions = []hours.Exception{{Date: hours.Date{Year: 2026, Month: 2, Day: 2}, Hours: []hours.Span{{To: 1441}}}}
		}},
	} {
		c := good
		row.change(&c)
		if err := c.Check(); !errors.Is(err, row.want) {
			t.Errorf("got %v, want %v", err, row.want)
		}
	}
}

func TestHoursEndWithinATimeWhileTheyAreOpen(t *testing.T) {
	c := calendar(t, `{"name": "office", "zone": "Europe/Prague", "week": [{"days": ["mon"], "from": "08:00", "to": "17:00"}]}`)
	end := local(t, "2026-11-23 17:00:00 +01")
	for before, want := range map[time.Duration]bool{16 * time.Minute: false, 15 * time.Minute: true, time.Second: true, 0: false, -time.Hour: false} {
		until, ends := c.EndsWithin(end.Add(-before), 15*time.Minute)
		if ends != want || want && !until.Equal(end) {
			t.Errorf("%s before the end: %t, at %s, want %t", before, ends, until, want)
		}
	}
	if _, ends := (hours.Calendar{Name: "never"}).EndsWithin(end, 15*time.Minute); ends {
		t.Error("what never opens ends")
	}
}
