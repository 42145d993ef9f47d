package run

import "cordboard/ivr"

// enterDial calls a number outside. Without music the caller hears how it
// rings there, which is for whoever drives the session to let him.
func (s *step) enterDial(a ivr.Dial) {
	s.Typed = ""
	s.request(a.For+slack, a.Music, func(n int) Effect { return Dial{Ask: n, Number: a.Dial, For: a.For} })
}

// undialled goes on after the talk, or without it.
func (s *step) undialled(a ivr.Dial, o Outcome) {
	talked := s.Through
	s.Through = false
	switch {
	case talked || o == Done:
		s.acted()
		if a.Then == "" {
			s.hangup()
			return
		}
		s.enter(a.Then)
	case o == Busy:
		s.enter(either(a.Busy, a.Nobody))
	case o == Failed:
		s.enter(either(a.Failed, a.Nobody))
	default:
		s.enter(a.Nobody)
	}
}
