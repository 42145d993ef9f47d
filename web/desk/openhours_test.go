package desk

import (
	"slices"
	"strings"
	"testing"
	"time"

	"cordboard/appliance"
	"cordboard/appliance/hours"
	"cordboard/web/i18n"
)

// TestWaitingSaysUntilWhenItIsOpen in three languages, of the ways in that lead to
// the reader.
func TestWaitingSaysUntilWhenItIsOpen(t *testing.T) {
	week := hours.Range{Span: hours.Span{From: 8 * 60, To: 17 * 60}}
	for day := time.Monday; day <= time.Friday; day++ {
		week.Days = append(week.Days, hours.Day(day))
	}
	round := hours.Range{Days: append([]hours.Day{hours.Day(time.Sunday), hours.Day(time.Saturday)}, week.Days...), Span: hours.Span{To: 24 * 60}}
	calendar := hours.Calendar{Name: "office", Zone: "UTC", Week: []hours.Range{week}}
	b := &book{me: appliance.Operator{ID: 1, Rights: appliance.Serve(), Groups: []appliance.GroupID{1}}, names: &names{
		calendars: byName([]hours.Calendar{calendar, {Name: "all", Zone: "UTC", Week: []hours.Range{round}}}),
		queues:    map[appliance.QueueID]appliance.Queue{1: {ID: 1, Groups: []appliance.GroupID{1}}, 2: {ID: 2}},
		entries: map[appliance.EntryPointID]appliance.EntryPoint{
			1: {ID: 1, Name: "Shop", Queue: 1, Hours: "office"},
			2: {ID: 2, Name: "Main line", Channel: appliance.Phone, Hours: "office"}, // its tree may lead anywhere
			3: {ID: 3, Name: "Not his", Queue: 2, Hours: "office"},
			4: {ID: 4, Name: "Off", Queue: 1, Hours: "office", Off: true},
			5: {ID: 5, Name: "Always", Queue: 1},
			6: {ID: 6, Name: "Day and night", Queue: 1, Hours: "all"}, // which says the same
		},
	}}
	always := map[string]string{"en": "Open at all times", "cs": "Otevřeno stále", "pl": "Otwarte zawsze"}
	friday := time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)
	for now, want := range map[time.Time]map[string]string{
		friday:                    {"en": "Open now, until 17:00", "cs": "Teď otevřeno, do 17:00", "pl": "Teraz otwarte, do 17:00"},
		friday.Add(6 * time.Hour): {"en": "Closed now, opens Mon 23 Nov, 08:00", "cs": "Teď zavřeno, otevírá po 23. 11., 08:00", "pl": "Teraz zamknięte, otwiera pon. 23 lis, 08:00"},
	} {
		for language, sentence := range want {
			got := b.openHours(i18n.With(t.Context(), i18n.Localizer(language).In(time.UTC)), now)
			for i := range got {
				got[i].Sentence = strings.ReplaceAll(got[i].Sentence, "\u00a0", " ")
			}
			want := []openHours{{true, always[language], "Always, Day and night"}, {now.Equal(friday), sentence, "Main line, Shop"}}
			if !slices.Equal(got, want) {
				t.Errorf("%s at %s: %+v, want %+v", language, now, got, want)
			}
		}
	}
	for now, want := range map[time.Time]time.Time{
		friday:                                friday.Add(5*time.Hour - lastMinutes),
		friday.Add(5*time.Hour - time.Minute): friday.Add(5 * time.Hour),
		friday.Add(5 * time.Hour):             friday.Add(68 * time.Hour), // on Monday
	} {
		if at := b.hoursTurn(now); !at.Equal(want) {
			t.Errorf("after %s the page is written again at %s, want at %s", now, at, want)
		}
	}
}
