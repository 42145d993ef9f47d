package run

import "cordboard/ivr"

// enterLookup asks who the caller is. Nobody has an empty number.
func (s *step) enterLookup(a ivr.Lookup) {
	number := s.Parameters[a.Lookup]
	if a.Lookup == ivr.LookupCaller {
		number = s.world.Call().Caller
	}
	if number == "" {
		s.enter(a.Unknown)
		return
	}
	s.request(quick, "", func(n int) Effect { return Lookup{Ask: n, Number: number} })
}

func (s *step) lookedUp(a ivr.Lookup, o Outcome) {
	switch o {
	case Found:
		s.enter(a.Found)
	case Several:
		s.enter(either(a.Several, a.Unknown))
	default:
		s.enter(a.Unknown)
	}
}
