package run

import (
	"cordboard/appliance"
	"cordboard/ivr"
)

// enterQueue queues the caller, with music until somebody takes the call. Full
// queues that lead to one another end in the first one that is met again.
func (s *step) enterQueue(a ivr.Queue) {
	s.Typed = ""
	if a.Full != "" && s.Idle < len(s.tree.Nodes) && s.world.Queue(a.Queue).Waiting >= a.Most {
		s.do(SentAway{Why: appliance.EntryFull, Of: a.Queue})
		s.enter(a.Full)
		return
	}
	s.do(Enqueue{Queue: a.Queue, Language: s.Language, Announce: a.Announce})
	s.play([]string{a.Sounds()}, true)
	if a.Late != "" {
		s.wait(a.For)
	}
}

// emptyQueue goes on when nobody is signed in. Queues that have nobody and
// lead to one another end in goodbye.
func (s *step) emptyQueue(a ivr.Queue) {
	if a.Nobody == "" || s.Idle >= len(s.tree.Nodes) {
		s.leave([]string{ivr.DefaultNobody})
		return
	}
	s.enter(a.Nobody)
}

// pressedInQueue leads out of the queue where the key does.
func (s *step) pressedInQueue(a ivr.Queue, key byte) {
	c, offered := a.Choice(key)
	if !offered {
		return
	}
	s.do(Note{Node: s.Node, Key: key, Label: c.Label})
	s.unqueue(c.To)
}

// lateInQueue leads out of a queue in which nobody took the call in time.
func (s *step) lateInQueue(a ivr.Queue) {
	s.do(Unqueue{})
	s.do(SentAway{appliance.EntryLate, a.Queue, a.For})
	s.enter(a.Late)
}

// unqueue takes the caller out of the queue and goes on.
func (s *step) unqueue(way string) {
	s.do(Unqueue{})
	s.enter(way)
}
