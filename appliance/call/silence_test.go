package call

import (
	"testing"
	"time"

	"cordboard/appliance/media"
)

func TestNobodyOwesSoundBeforeTheAnswer(t *testing.T) {
	now := time.Unix(1000, 0)
	for name, c := range map[string]struct {
		state state
		at    seat
		want  time.Time
	}{
		"a caller for whom it rings": {state{}, caller, time.Time{}},
		"a caller who was answered":  {state{Answered: true}, caller, now},
		"a number, meanwhile":        {state{}, 1, now},
	} {
		if got := c.state.owesSince(c.at, now); !got.Equal(c.want) {
			t.Errorf("%s: since %v, want %v", name, got, c.want)
		}
	}
}

func TestPartyThatSendsNothingIsGoneUnlessItHoldsUs(t *testing.T) {
	start := time.Unix(1000, 0)
	at := func(d time.Duration) time.Time { return start.Add(d) }
	for name, c := range map[string]struct {
		stream media.Stream
		last   time.Time
		since  time.Time
		now    time.Duration
		want   bool
	}{
		"speaks":                   {media.Stream{Sends: true, Hears: true}, at(50 * time.Second), start, time.Minute, false},
		"has gone":                 {media.Stream{Sends: true, Hears: true}, at(50 * time.Second), start, 50*time.Second + usualSilence, true},
		"never sent":               {media.Stream{Sends: true, Hears: true}, time.Time{}, start, usualSilence, true},
		"was just answered":        {media.Stream{Sends: true, Hears: true}, time.Time{}, start, usualSilence - time.Second, false},
		"spoke before the answer":  {media.Stream{Sends: true, Hears: true}, at(-time.Hour), start, usualSilence - time.Second, false},
		"is not answered yet":      {media.Stream{Sends: true, Hears: true}, time.Time{}, time.Time{}, time.Hour, false},
		"holds us":                 {media.Stream{}, at(50 * time.Second), start, time.Hour, false},
		"holds us and may play":    {media.Stream{Sends: true}, at(50 * time.Second), start, time.Hour, false},
		"is back from a long hold": {media.Stream{Sends: true, Hears: true}, at(0), at(time.Hour), time.Hour + time.Second, false},
	} {
		t.Run(name, func(t *testing.T) {
			if got := silent(c.stream, c.last, c.since, at(c.now), usualSilence); got != c.want {
				t.Errorf("got %t, want %t", got, c.want)
			}
		})
	}
}
