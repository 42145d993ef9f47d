package media

import (
	"testing"
	"time"
)

func TestPartyThatSendsNothingIsGoneUnlessItHoldsUs(t *testing.T) {
	start := time.Unix(1000, 0)
	at := func(d time.Duration) time.Time { return start.Add(d) }
	for name, c := range map[string]struct {
		stream Stream
		last   time.Time
		since  time.Time
		now    time.Duration
		want   bool
	}{
		"speaks":                   {Stream{Sends: true, Hears: true}, at(50 * time.Second), start, time.Minute, false},
		"has gone":                 {Stream{Sends: true, Hears: true}, at(50 * time.Second), start, 50*time.Second + LongestSilence, true},
		"never sent":               {Stream{Sends: true, Hears: true}, time.Time{}, start, LongestSilence, true},
		"was just answered":        {Stream{Sends: true, Hears: true}, time.Time{}, start, LongestSilence - time.Second, false},
		"spoke before the answer":  {Stream{Sends: true, Hears: true}, at(-time.Hour), start, LongestSilence - time.Second, false},
		"is not answered yet":      {Stream{Sends: true, Hears: true}, time.Time{}, time.Time{}, time.Hour, false},
		"holds us":                 {Stream{}, at(50 * time.Second), start, time.Hour, false},
		"holds us and may play":    {Stream{Sends: true}, at(50 * time.Second), start, time.Hour, false},
		"is back from a long hold": {Stream{Sends: true, Hears: true}, at(0), at(time.Hour), time.Hour + time.Second, false},
	} {
		t.Run(name, func(t *testing.T) {
			if got := c.stream.Silent(c.last, c.since, at(c.now), LongestSilence); got != c.want {
				t.Errorf("got %t, want %t", got, c.want)
			}
		})
	}
}
