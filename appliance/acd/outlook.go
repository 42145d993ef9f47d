package acd

import (
	"math/rand/v2"
	"slices"
	"time"

	"cordboard/appliance"
)

// answering is what passes between an offer and its acceptance.
const answering = 5 * time.Second

// prospect is what an outlook is foretold from: copies, so that the future is
// played beside the Loop. The zero prospect is of what does not wait.
type prospect struct {
	position int
	// lane is where the call waits, ahead where those wait whose turn comes before,
	// each by himself: those who take them are needed elsewhere too.
	lane
	ahead []turn
	// rests are how long each operator who takes calls may be busy yet: none is
	// free.
	rests [][]time.Duration
	// servers are who of them takes what comes from each of these places.
	servers map[lane][]int
	// lengths are how long the calls of each of these queues took, with their
	// wrap-ups; none: too few were seen to foretell anything.
	lengths map[appliance.QueueID]lengths
	// patience is how long callers wait who give up, on the mean; zero: none do.
	patience time.Duration
	seed     [2]uint64
}

// turn is a call whose turn comes before. One that is owed does not give up.
type turn struct {
	lane
	givesUp bool
}

// lane is in which queue a call waits, and from which entry point it came: that says
// who takes it.
type lane struct {
	queue appliance.QueueID
	entry appliance.EntryPointID
}

func (w *waiting) lane() lane { return lane{w.queue, w.entry} }

// lengths are how long calls and their wrap-ups took.
type lengths struct{ talks, wraps []time.Duration }

// prospect tells what the outlook of a call that waits is foretold from. One that
// waits for somebody alone stands in no queue, and in nobody's way.
func (s *State) prospect(c appliance.ConversationID, now time.Time) prospect {
	w := s.places[c]
	if w == nil || w.kind != appliance.KindCall || w.only != 0 {
		return prospect{}
	}
	p := prospect{
		position: 1, lane: w.lane(), patience: s.lately.patience(), seed: [2]uint64{uint64(c), uint64(now.UnixNano())},
		servers: map[lane][]int{w.lane(): nil}, lengths: map[appliance.QueueID]lengths{},
	}
	for _, other := range s.inTurn(now) {
		if other == w {
			break
		}
		if other.kind != appliance.KindCall || other.only != 0 {
			continue
		}
		p.ahead = append(p.ahead, turn{other.lane(), other.caller})
		p.servers[other.lane()] = nil
		if other.queue == w.queue {
			p.position++
		}
	}
	s.staff(&p, now)
	if s.lately.enough() {
		for l := range p.servers {
			if _, there := p.lengths[l.queue]; there {
				continue
			}
			p.lengths[l.queue] = lengths{slices.Clone(s.lately.talks.of(l.queue).lengths), slices.Clone(s.lately.wraps.of(l.queue).lengths)}
		}
	}
	return p
}

// staff notes those who will take calls again without doing anything.
func (s *State) staff(p *prospect, now time.Time) {
	for _, o := range s.operators {
		if !o.there() || !o.Takes(appliance.KindCall) {
			continue
		}
		switch o.presence.State {
		case appliance.Available, appliance.Busy, appliance.WrapUp:
		default:
			continue
		}
		for l := range p.servers {
			if s.queues[l.queue].ServedBy(o.Operator) && o.Attends(l.entry) {
				p.servers[l] = append(p.servers[l], len(p.rests))
			}
		}
		p.rests = append(p.rests, s.lately.rests(o, now))
	}
}

// outlook plays the near future several times, each time with lengths of calls
// and with patience drawn from what was seen lately, and tells the wait that was
// in the middle: the mean of what each operator still needs would say nothing
// about which of them is free first. The same prospect foretells the same.
func (p prospect) outlook() appliance.Outlook {
	out := appliance.Outlook{Position: p.position}
	if len(p.lengths) == 0 || len(p.servers[p.lane]) == 0 {
		return out
	}
	f := future{prospect: p, chance: rand.New(rand.NewPCG(p.seed[0], p.seed[1])), free: make([]time.Duration, len(p.rests))}
	waits := make([]time.Duration, futures)
	for i := range waits {
		waits[i] = f.play()
	}
	slices.Sort(waits)
	out.Wait, out.Known = waits[futures/2], true
	return out
}

// futures is how often the future is played.
const futures = 99

// future is one that is played, and again another one.
type future struct {
	prospect
	chance *rand.Rand
	free   []time.Duration // when each operator is, from now
}

// play is how long the call waits in one future.
func (f *future) play() time.Duration {
	for i, rests := range f.rests {
		f.free[i] = draw(f.chance, rests, 0)
	}
	for _, t := range f.ahead {
		v := f.first(t.lane)
		if v == nil || t.givesUp && f.givesUp(*v) {
			continue
		}
		seen := f.lengths[t.queue]
		*v += answering + draw(f.chance, seen.talks, usualTalk) + draw(f.chance, seen.wraps, 0)
	}
	return *f.first(f.lane) + answering
}

// givesUp tells whether a caller does before a time: each moment as many of
// those who wait do (exponentially).
func (f *future) givesUp(before time.Duration) bool {
	return f.patience > 0 && f.chance.ExpFloat64()*float64(f.patience) < float64(before)
}

// first is when the one who takes what waits there and is free first is; nil: nobody
// takes it.
func (f *future) first(l lane) (first *time.Duration) {
	for _, i := range f.servers[l] {
		if v := &f.free[i]; first == nil || *v < *first {
			first = v
		}
	}
	return first
}
