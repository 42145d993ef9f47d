package run

import (
	"cmp"

	"cordboard/ivr"
)

// enterCollect asks, or takes digits that were typed ahead without asking.
func (s *step) enterCollect(a ivr.Collect) {
	s.Digits = ""
	if !a.TypeAhead {
		s.Typed = ""
	}
	if a.BargeIn && s.Typed != "" {
		s.takeDigits(a)
		return
	}
	s.askDigits(a, nil)
}

// askDigits plays the question, and before it a sentence about what went
// wrong.
func (s *step) askDigits(a ivr.Collect, before []string) {
	s.Digits = ""
	s.question(before, a.Ask, func() { s.askedDigits(a) })
}

// askedDigits comes when the question has sounded.
func (s *step) askedDigits(a ivr.Collect) {
	if s.Typed != "" {
		s.takeDigits(a)
		return
	}
	s.wait(cmp.Or(a.Timeout, ivr.DefaultTimeout))
}

// takeDigits takes what was typed ahead, as far as it is digits of this number.
func (s *step) takeDigits(a ivr.Collect) {
	for s.Typed != "" {
		key := s.Typed[0]
		s.Typed = s.Typed[1:]
		if s.digit(a, key) {
			s.acted()
			s.collected(a)
			return
		}
	}
	s.awaitDigit(a)
}

func (s *step) pressedInCollect(a ivr.Collect, key byte) {
	if s.Playing != 0 && !a.BargeIn {
		if a.TypeAhead {
			s.keep(key)
		}
		return
	}
	if s.digit(a, key) {
		s.collected(a)
		return
	}
	s.awaitDigit(a)
}

// awaitDigit waits for the next digit, in silence.
func (s *step) awaitDigit(a ivr.Collect) {
	s.silence()
	s.wait(cmp.Or(a.Timeout, ivr.DefaultTimeout))
}

// digit takes one key and tells whether it was the last. A star begins again;
// the letters that some telephones have are no digits.
func (s *step) digit(a ivr.Collect, key byte) (last bool) {
	switch {
	case key == a.End && key != 0:
		return true
	case key == '*':
		s.Digits = ""
	case '0' <= key && key <= '9':
		s.Digits += string(key)
	}
	return len(s.Digits) >= a.Most
}

// collected goes on with the digits, if they fit.
func (s *step) collected(a ivr.Collect) {
	digits := s.Digits
	s.Digits = ""
	switch {
	case digits == "":
		s.missDigits(a, a.Nothing)
	case !a.Fits(digits):
		s.Typed = ""
		s.missDigits(a, ivr.Miss{Play: a.Wrong.Play, Then: cmp.Or(a.Wrong.Then, a.Nothing.Then)})
	default:
		s.set(a.Collect, digits)
		s.enter(a.Then)
	}
}

// missDigits asks again, or goes the way out when it was asked often enough.
func (s *step) missDigits(a ivr.Collect, m ivr.Miss) {
	if s.Misses++; s.Misses > a.Retries {
		s.enter(m.Then)
		return
	}
	s.askDigits(a, m.Play)
}
