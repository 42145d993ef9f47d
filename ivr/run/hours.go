package run

import (
	"cordboard/appliance"
	"cordboard/ivr"
)

func (s *step) enterHours(a ivr.Hours) {
	if s.world.Open(a.Hours) {
		s.enter(a.Open)
		return
	}
	s.do(SentAway{appliance.EntryClosed, a.Hours})
	s.enter(a.Closed)
}
