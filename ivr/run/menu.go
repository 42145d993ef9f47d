package run

import (
	"cmp"

	"cordboard/ivr"
)

// enterMenu asks, or takes a key that was typed ahead without asking.
func (s *step) enterMenu(a ivr.Menu) {
	if !a.TypeAhead {
		s.Typed = ""
	}
	if a.BargeIn && s.Typed != "" {
		s.takeTyped(a)
		return
	}
	s.ask(a, nil)
}

// ask plays the question, and before it a sentence about what went wrong.
func (s *step) ask(a ivr.Menu, before []string) {
	s.question(before, a.Menu, func() { s.asked(a) })
}

// asked comes when the question has sounded.
func (s *step) asked(a ivr.Menu) {
	if s.Typed != "" {
		s.takeTyped(a)
		return
	}
	s.wait(cmp.Or(a.Timeout, ivr.DefaultTimeout))
}

func (s *step) takeTyped(a ivr.Menu) {
	key := s.Typed[0]
	s.Typed = s.Typed[1:]
	s.acted()
	s.choose(a, key)
}

func (s *step) pressedInMenu(a ivr.Menu, key byte) {
	switch {
	case s.Playing == 0 || a.BargeIn:
		s.choose(a, key)
	case a.TypeAhead:
		s.keep(key)
	}
}

// choose goes where the key leads. After one that leads nowhere the rest of
// what was typed ahead was meant for another place, and is thrown away.
func (s *step) choose(a ivr.Menu, key byte) {
	c, offered := a.Choice(key)
	s.do(Note{Node: s.Node, Key: key, Label: c.Label})
	if !offered {
		s.Typed = ""
		s.miss(a, ivr.Miss{Play: a.Wrong.Play, Then: cmp.Or(a.Wrong.Then, a.Nothing.Then)})
		return
	}
	s.enter(c.To)
}

// miss asks again, or goes the way out when it was asked often enough.
func (s *step) miss(a ivr.Menu, m ivr.Miss) {
	if s.Misses++; s.Misses > a.Retries {
		s.enter(m.Then)
		return
	}
	s.ask(a, m.Play)
}
