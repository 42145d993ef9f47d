package admin

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"cordboard/appliance/hours"
)

func TestOpeningHoursAreReadAsTheyAreWritten(t *testing.T) {
	s := spelt{
		days:       [7]string{"8:00-12:00, 12:30–17:00", "08:00–12:00,12:30-17:00", "", "", "18:00–02:00", "", "00:00–24:00"},
		exceptions: "2026-12-24 08:00–12:00 Štědrý den\n\n2026-12-31 inventory\n2027-01-02\n",
	}
	var got hours.Calendar
	if flaws := s.read(&got); len(flaws) > 0 {
		t.Fatal(flaws)
	}
	want := hours.Calendar{
		Week: []hours.Range{
			{Days: []hours.Day{1, 2}, Span: hours.Span{From: 480, To: 720}},
			{Days: []hours.Day{1, 2}, Span: hours.Span{From: 750, To: 1020}},
			{Days: []hours.Day{5}, Span: hours.Span{From: 1080, To: 120}},
			{Days: []hours.Day{0}, Span: hours.Span{From: 0, To: 1440}},
		},
		Exceptions: []hours.Exception{
			{Date: hours.Date{Year: 2026, Month: 12, Day: 24}, Note: "Štědrý den", Hours: []hours.Span{{From: 480, To: 720}}},
			{Date: hours.Date{Year: 2026, Month: 12, Day: 31}, Note: "inventory"},
			{Date: hours.Date{Year: 2027, Month: 1, Day: 2}},
		},
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("(-want +got)\n%s", d)
	}
	var again hours.Calendar
	if flaws := spell(got).read(&again); len(flaws) > 0 || cmp.Diff(got, again) != "" {
		t.Errorf("written and read again: %v\n%s", flaws, cmp.Diff(got, again))
	}
}

func TestOpeningHoursThatAreNoneAreSaidAtTheirField(t *testing.T) {
	s := spelt{days: [7]string{"8-12", "08:00–25:00", "closed", "08:00–12:00 and later", "24:00–12:00", "08:00", ""}, exceptions: "24. 12.\n2026-12-24 8-12"}
	flaws := s.read(new(hours.Calendar))
	for _, field := range []string{"mon", "tue", "wed", "thu", "fri", "sat", "exceptions"} {
		if flaws[field] == nil {
			t.Errorf("nothing is said at %s", field)
		}
	}
	if flaws["sun"] != nil {
		t.Errorf("sunday, which is empty: %v", flaws["sun"])
	}
}
