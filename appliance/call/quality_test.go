package call

import (
	"testing"
	"time"

	"cordboard/appliance/media/rtp"
)

func TestLineIsJudgedByWhatWasCountedLately(t *testing.T) {
	var g gauge
	now := time.Unix(1000, 0)
	for i, look := range []struct {
		after          time.Duration
		received, lost uint64 // in all
		want           Verdict
	}{
		{2 * time.Second, 90, 10, Poor},
		{5 * time.Second, 340, 10, Fair}, // what it began with still counts
		{10 * time.Second, 840, 10, Good},
		{15 * time.Second, 1590, 10, Good},
		{15 * time.Second, 2320, 30, Fair},
		{15 * time.Second, 3070, 30, Good},
		{15 * time.Second, 3820, 29, Good}, // one came late
	} {
		now = now.Add(look.after)
		if got := qualityOf(g.lately(now, rtp.Stats{Received: look.received, Lost: look.lost})); got.Verdict != look.want {
			t.Errorf("look %d: %+v, want %s", i+1, got, look.want)
		}
	}
}

func TestQualityHasPlainBounds(t *testing.T) {
	const ms = time.Millisecond
	for _, c := range []struct {
		stats rtp.Stats
		want  Quality
	}{
		{rtp.Stats{Received: 99, Lost: 1, Jitter: 30 * ms, RoundTrip: 300 * ms}, Quality{Good, 1, 30 * ms, 300 * ms}},
		{rtp.Stats{Received: 98, Lost: 2}, Quality{Fair, 2, 0, 0}},
		{rtp.Stats{Received: 100, JitterThere: 31 * ms}, Quality{Fair, 0, 31 * ms, 0}},
		{rtp.Stats{Received: 100, RoundTrip: 301 * ms}, Quality{Fair, 0, 0, 301 * ms}},
		{rtp.Stats{Received: 100, Sent: 100, LostThere: 6}, Quality{Poor, 6, 0, 0}},
		{rtp.Stats{Received: 100, Jitter: 101 * ms}, Quality{Poor, 0, 101 * ms, 0}},
		{rtp.Stats{Received: 100, RoundTrip: 601 * ms}, Quality{Poor, 0, 0, 601 * ms}},
	} {
		if got := qualityOf(c.stats); got != c.want {
			t.Errorf("%+v: %+v, want %+v", c.stats, got, c.want)
		}
	}
}
