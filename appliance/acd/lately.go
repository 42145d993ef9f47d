package acd

import (
	"math"
	"math/rand/v2"
	"time"

	"cordboard/appliance"
)

// lately is how calls went of late: how long they and their wrap-ups took, and
// how many callers gave up. It outlives a Restore.
type lately struct {
	talks, wraps samples
	// waited is how long callers waited in sum, gaveUp how many of them gave
	// up: the older of both is forgotten little by little.
	waited time.Duration
	gaveUp float64
}

func newLately() *lately {
	return &lately{
		talks: samples{queues: map[appliance.QueueID]*sample{}},
		wraps: samples{queues: map[appliance.QueueID]*sample{}},
	}
}

const (
	// usualTalk stands for a call's length until one was heard.
	usualTalk = 3 * time.Minute
	// enough is how many lengths tell something.
	enough = 5
)

func (l *lately) enough() bool { return len(l.talks.all.lengths) >= enough }

// patience is how long callers wait until they give up, on the mean; zero: none
// gave up of late.
func (l *lately) patience() time.Duration {
	if l.gaveUp == 0 {
		return 0
	}
	return time.Duration(min(float64(l.waited)/l.gaveUp, math.MaxInt64/2))
}

// ended learns from a wait that ended.
func (l *lately) ended(waited time.Duration, gaveUp bool) {
	const memory = 0.98 // half of it is forgotten after 34 callers
	l.waited = time.Duration(float64(l.waited)*memory) + waited
	l.gaveUp *= memory
	if gaveUp {
		l.gaveUp++
	}
}

// rests are how long an operator may be busy yet, each as likely as the others.
func (l *lately) rests(o *operator, now time.Time) []time.Duration {
	for _, p := range o.parts {
		switch {
		case p.kind == appliance.KindCall && p.left.IsZero():
			return l.talks.of(p.queue).rests(now.Sub(p.began), l.wraps.of(p.queue))
		case p.id == o.wrapping && o.presence.State == appliance.WrapUp:
			return l.wraps.of(p.queue).rests(now.Sub(p.left), nil)
		}
	}
	return nil
}

// samples are the lengths of something, by queue and of all together.
type samples struct {
	queues map[appliance.QueueID]*sample
	all    sample
}

func (s *samples) add(q appliance.QueueID, d time.Duration) {
	if s.queues[q] == nil {
		s.queues[q] = &sample{}
	}
	s.queues[q].add(d)
	s.all.add(d)
}

// of is the sample of a queue, or of all while that is too small.
func (s *samples) of(q appliance.QueueID) *sample {
	if own := s.queues[q]; own != nil && len(own.lengths) >= enough {
		return own
	}
	return &s.all
}

// sample holds the last few of some lengths of time.
type sample struct {
	lengths []time.Duration
	next    int // the oldest, once it is full
}

const sampleSize = 200

func (s *sample) add(d time.Duration) {
	if len(s.lengths) < sampleSize {
		s.lengths = append(s.lengths, d)
		return
	}
	s.lengths[s.next] = d
	s.next = (s.next + 1) % sampleSize
}

// draw is one of some lengths, or what is usual where there are none.
func draw(chance *rand.Rand, from []time.Duration, usual time.Duration) time.Duration {
	if len(from) == 0 {
		return usual
	}
	return from[chance.IntN(len(from))]
}

// rests are how much longer those took that took longer than some time, with
// what follows them. One that is longer than all may end at any moment.
func (s *sample) rests(after time.Duration, then *sample) []time.Duration {
	var rests []time.Duration
	for i, d := range s.lengths {
		if d <= after {
			continue
		}
		rest := d - after
		if then != nil && len(then.lengths) > 0 {
			rest += then.lengths[i%len(then.lengths)]
		}
		rests = append(rests, rest)
	}
	if len(rests) == 0 {
		return []time.Duration{answering}
	}
	return rests
}
