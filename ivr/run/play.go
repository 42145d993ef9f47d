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

// pressedInPlay keeps the key for the next menu, and cuts what is said short.
func (s *step) pressedInPlay(bargeIn, typeAhead bool, then string, key byte) {
	if typeAhead {
		s.keep(key)
	}
	if bargeIn {
		s.enter(then)
	}
}
