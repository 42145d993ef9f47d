package run

import "cordboard/ivr"

// enterQueue queues the caller, with music until somebody takes the call.
func (s *step) enterQueue(a ivr.Queue) {
	s.Typed = ""
	s.do(Enqueue{Queue: a.Queue, Language: s.Language})
	s.play([]string{a.Sounds()}, true)
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
