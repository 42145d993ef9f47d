package spoken

import (
	"maps"
	"slices"
	"time"

	"cordboard/appliance"
)

// Vocabulary are all pieces that a language's words are made of, in order. It
// is found by saying everything that can differ, so that nothing said lacks its
// recording.
func Vocabulary(l appliance.Language) []string {
	pieces := map[string]bool{}
	hear := func(w Words) {
		for _, piece := range w {
			pieces[piece] = true
		}
	}
	t := of(l)
	for n := range int64(1000) {
		hear(t.number(-n, nil))
		for _, scale := range []int64{1000, 1_000_000, 1_000_000_000} {
			hear(t.number(n*scale+1, nil))
		}
		hear(Ahead(l, int(n)))
		hear(Wait(l, time.Duration(n)*time.Minute))
		for _, thing := range t.nouns {
			hear(t.count(n, thing))
		}
	}
	hear(CallFrom(l, "0123456789"))
	hear(CallFrom(l, "anonymous"))
	hear(PressToTake(l))
	for letter := range t.letters {
		hear(t.spelled(string(letter)))
	}
	for _, said := range t.recording {
		hear(said)
	}
	for day := time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC); day.Year() < 2001; day = day.AddDate(0, 0, 1) {
		hear(Day(l, day))
	}
	for year := 1000; year < 3000; year++ {
		hear(t.date(t, 1, 1, year))
	}
	for minute := range 24 * 60 {
		hear(t.clock(t, minute/60, minute%60))
	}
	return slices.Sorted(maps.Keys(pieces))
}
