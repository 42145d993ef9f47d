package acd

import (
	"math/rand/v2"
	"slices"
	"time"

	"cordboard/appliance"
)

// Outlook is what a caller who waits can be told.
type Outlook struct {
	// Position is his place in his queue: 1 is the next.
	Position int
	// Wait is how long it will probably be until somebody takes the call;
	// Known says that there is anything to tell it by.
	Wait  time.Duration
	Known bool
}

// answering is what passes between an offer and its acceptance.
const answering = 5 * time.Second

// Outlook foretells for a call that waits. It plays the near future several
// times, each time with lengths of calls and with patience drawn from what was
// seen lately, and tells the wait that was in the middle: the mean of what
// each operator still needs would say nothing about which of them is free
// first. The same State at the same time foretells the same. What does not
// wait has no outlook.
func (s *State) Outlook(c appliance.ConversationID, now time.Time) Outlook {
	w := s.places[c]
	if w == nil || !w.voice {
		return Outlook{}
	}
	ahead := s.ahead(w)
	out := Outlook{Position: 1}
	for _, other := range ahead {
		if other.queue == w.queue {
			out.Position++
		}
	}
	servers := s.servers(now)
	if !s.lately.enough() || first(servers, w.queue) == nil {
		return out
	}
	waits := make([]time.Duration, futures)
	chance := rand.New(rand.NewPCG(uint64(c), uint64(now.UnixNano())))
	for i := range waits {
		waits[i] = s.lately.play(chance, servers, ahead, w)
	}
	slices.Sort(waits)
	out.Wait, out.Known = waits[futures/2], true
	return out
}

// futures is how often the future is played.
const futures = 99

// ahead are the calls that are served before w, as far as they need those who
// could serve it.
func (s *State) ahead(w *waiting) []*waiting {
	var all []*waiting
	for _, other := range s.waiting {
		if other == w {
			break
		}
		if other.voice {
			all = append(all, other)
		}
	}
	return all
}

// server is an operator who takes calls: in which queues, and how long those
// calls took that were as long as his is now.
type server struct {
	queues map[appliance.QueueID]bool
	rests  []time.Duration // none: he is free
	free   time.Duration   // from now, in the future that is played
}

// servers are those who will take calls again without doing anything.
func (s *State) servers(now time.Time) []server {
	var all []server
	for _, o := range s.operators {
		if !o.there() || !o.Takes(true) {
			continue
		}
		switch o.presence.State {
		case appliance.Available, appliance.Busy, appliance.WrapUp:
			v := server{queues: map[appliance.QueueID]bool{}, rests: s.lately.rests(o, now)}
			for id, q := range s.queues {
				v.queues[id] = q.ServedBy(o.Operator)
			}
			all = append(all, v)
		}
	}
	return all
}

// play is one future: how long w waits in it.
func (l *lately) play(chance *rand.Rand, servers []server, ahead []*waiting, w *waiting) time.Duration {
	for i := range servers {
		servers[i].free = draw(chance, servers[i].rests, 0)
	}
	for _, other := range ahead {
		v := first(servers, other.queue)
		if v == nil || l.gives(chance, v.free) {
			continue
		}
		v.free += answering + l.talks.of(other.queue).draw(chance, usualTalk) + l.wraps.of(other.queue).draw(chance, 0)
	}
	return first(servers, w.queue).free + answering
}

// gives tells whether a caller gives up before a time: each moment as many of
// those who wait do (exponentially).
func (l *lately) gives(chance *rand.Rand, before time.Duration) bool {
	return l.waited > 0 && chance.ExpFloat64()*float64(l.waited) < l.gaveUp*float64(before)
}

// first is the server of a queue who is free first, or nil.
func first(servers []server, q appliance.QueueID) *server {
	var first *server
	for i := range servers {
		if v := &servers[i]; v.queues[q] && (first == nil || v.free < first.free) {
			first = v
		}
	}
	return first
}
