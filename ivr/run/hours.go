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
	s.do(SentAway{Why: appliance.EntryClosed, Of: a.Hours})
	s.enter(a.Closed)
}
