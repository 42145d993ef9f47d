package run

import "cordboard/ivr"

func (s *step) enterHours(a ivr.Hours) {
	if s.world.Open(a.Hours) {
		s.enter(a.Open)
		return
	}
	s.enter(a.Closed)
}
