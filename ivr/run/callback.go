package run

import "cordboard/ivr"

// enterCallback has the caller called back. Who hides his number and gave none
// cannot be.
func (s *step) enterCallback(a ivr.Callback) {
	number := s.world.Call().Caller
	if a.Number != "" {
		number = s.Parameters[a.Number]
	}
	if number == "" {
		s.enter(a.Failed)
		return
	}
	s.request(quick, "", func(n int) Effect { return CallBack{Ask: n, Queue: a.Callback, Number: number} })
}

func (s *step) calledBack(a ivr.Callback, o Outcome) {
	if o == Kept {
		s.enter(a.Then)
		return
	}
	s.enter(a.Failed)
}
