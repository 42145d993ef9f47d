package run

import "cordboard/ivr"

func (s *step) enterPlay(a ivr.Play) {
	if !a.TypeAhead {
		s.Typed = ""
	}
	if len(a.Play) == 0 || a.BargeIn && s.Typed != "" {
		s.enter(a.Then)
		return
	}
	s.play(a.Play, false)
}

func (s *step) pressedInPlay(a ivr.Play, key byte) {
	if a.TypeAhead {
		s.keep(key)
	}
	if a.BargeIn {
		s.enter(a.Then)
	}
}
