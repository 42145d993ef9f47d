package call

import (
	"sync"
	"time"

	"cordboard/appliance"
	"cordboard/appliance/media"
	"cordboard/appliance/media/rtp"
)

// Quality is how a telephone's sound is, by the worse of its two directions.
type Quality struct {
	Verdict Verdict
	Lost    int // percent, rounded up
	Jitter  time.Duration
	Trip    time.Duration // there and back; zero: not measured
}

// Verdict is what people say of a quality.
type Verdict string

// The verdicts.
const (
	Good Verdict = "good"
	Fair Verdict = "fair"
	Poor Verdict = "poor"
)

// qualityOf judges what was counted. The bounds are those beyond which people
// begin to notice and then to complain (ITU-T G.113 appendix I for loss, G.114 for
// the way).
func qualityOf(s rtp.Stats) Quality {
	q := Quality{
		Verdict: Poor, Trip: s.RoundTrip, Jitter: max(s.Jitter, s.JitterThere),
		Lost: max(percent(s.Lost, s.Received+s.Lost), percent(s.LostThere, s.Sent)),
	}
	switch {
	case q.Lost <= 1 && q.Jitter <= 30*time.Millisecond && q.Trip <= 300*time.Millisecond:
		q.Verdict = Good
	case q.Lost <= 5 && q.Jitter <= 100*time.Millisecond && q.Trip <= 600*time.Millisecond:
		q.Verdict = Fair
	}
	return q
}

// percent is what part of all n is, rounded up, so that no loss reads as none.
func percent(n, all uint64) int {
	if all == 0 {
		return 0
	}
	return int(min((100*n+all-1)/all, 100))
}

// Line is how the contact's telephone sounds while the call lasts.
type Line struct {
	Quality
	Codec media.Codec
}

// Line tells how the contact's telephone sounded lately; false: there is no such
// call, or nothing was heard of him.
func (cs *Calls) Line(c appliance.ConversationID) (Line, bool) {
	a := cs.find(c)
	if a == nil || a.seen.standing.Load() == nil { // of ours, it has no leg until then
		return Line{}, false
	}
	counted := a.seen.gauge.lately(cs.Now(), a.seen.gauge.leg.Stats())
	if counted.Received == 0 {
		return Line{}, false
	}
	return Line{qualityOf(counted), a.seen.gauge.leg.Snapshot().Stream.Codec}, true
}

// gauge remembers what was counted when somebody looked before: in a long call
// what was counted in all says nothing of now. Any goroutine may look.
type gauge struct {
	leg *rtp.Leg // the contact's

	mu           sync.Mutex
	at           time.Time
	before, last rtp.Stats
}

// sampling is the shortest time that is judged, once the call has lasted so long.
const sampling = 10 * time.Second

// lately is what was counted since somebody looked at least so long ago, or since
// the beginning.
func (g *gauge) lately(now time.Time, s rtp.Stats) rtp.Stats {
	g.mu.Lock()
	defer g.mu.Unlock()
	if now.Sub(g.at) >= sampling {
		g.at, g.before, g.last = now, g.last, s
	}
	return since(s, g.before)
}

// since takes away what was counted before. Jitter and the way are of now.
func since(s, before rtp.Stats) rtp.Stats {
	for _, n := range []struct {
		now *uint64
		was uint64
	}{
		{&s.Sent, before.Sent}, {&s.Received, before.Received}, {&s.Lost, before.Lost}, {&s.LostThere, before.LostThere},
	} {
		*n.now -= min(*n.now, n.was) // what was lost may come yet
	}
	return s
}
