package run

import (
	"cmp"

	"cordboard/ivr"
)

// digits are what a node asks for that wants several keys, if it is one.
func digits(a ivr.Act) (d ivr.Digits, wanted bool) {
	switch a := a.(type) {
	case ivr.Collect:
		return a.Digits, true
	case ivr.Survey:
		return a.Digits(), true
	case ivr.Invitation:
		return a.Digits(), true
	case ivr.Directory:
		return a.Digits(), true
	}
	return ivr.Digits{}, false
}

// got goes on with digits that fit.
func (s *step) got(digits string) {
	switch a := s.act().(type) {
	case ivr.Collect:
		s.set(a.Collect, digits)
		s.enter(a.Then)
	case ivr.Survey:
		s.set(a.Survey, digits)
		s.enter(a.Then)
	case ivr.Invitation:
		s.invite(a, digits)
	case ivr.Directory:
		s.spelled(a, digits)
	}
}

// enterDigits asks, or takes digits that were typed ahead without asking.
func (s *step) enterDigits(d ivr.Digits) {
	s.Digits = ""
	if !d.TypeAhead {
		s.Typed = ""
	}
	if d.BargeIn && s.Typed != "" {
		s.takeDigits(d)
		return
	}
	s.askDigits(d, nil)
}

// askDigits plays the question, and before it a sentence about what went
// wrong.
func (s *step) askDigits(d ivr.Digits, before []string) {
	s.Digits = ""
	s.question(before, d.Ask, func() { s.askedDigits(d) })
}

// askedDigits comes when the question has sounded.
func (s *step) askedDigits(d ivr.Digits) {
	if s.Typed != "" {
		s.takeDigits(d)
		return
	}
	s.wait(cmp.Or(d.Timeout, ivr.DefaultTimeout))
}

// takeDigits takes what was typed ahead, as far as it is digits of this number.
func (s *step) takeDigits(d ivr.Digits) {
	for s.Typed != "" {
		key := s.Typed[0]
		s.Typed = s.Typed[1:]
		if s.digit(d, key) {
			s.acted()
			s.collected(d)
			return
		}
	}
	s.awaitDigit(d)
}

func (s *step) pressedInDigits(d ivr.Digits, key byte) {
	switch {
	case s.Asking != 0: // they are complete, and being asked about
	case s.Playing != 0 && !d.BargeIn:
		if d.TypeAhead {
			s.keep(key)
		}
	case s.digit(d, key):
		s.collected(d)
	default:
		s.awaitDigit(d)
	}
}

// awaitDigit waits for the next digit, in silence.
func (s *step) awaitDigit(d ivr.Digits) {
	s.silence()
	s.wait(cmp.Or(d.Timeout, ivr.DefaultTimeout))
}

// digit takes one key and tells whether it was the last. A star begins again;
// the letters that some telephones have are no digits.
func (s *step) digit(d ivr.Digits, key byte) (last bool) {
	switch {
	case key == d.End && key != 0:
		return true
	case key == '*':
		s.Digits = ""
	case '0' <= key && key <= '9':
		s.Digits += string(key)
	}
	if _, names := s.act().(ivr.Directory); names && s.spelledOut(s.Digits) {
		return true
	}
	return len(s.Digits) >= d.Most
}

// collected goes on with the digits, if they fit.
func (s *step) collected(d ivr.Digits) {
	digits := s.Digits
	s.Digits = ""
	switch {
	case digits == "":
		s.missDigits(d, d.Nothing)
	case !d.Fits(digits):
		s.wrongDigits(d)
	default:
		s.got(digits)
	}
}

// wrongDigits says that they do not fit. What was typed behind them was meant
// for another place.
func (s *step) wrongDigits(d ivr.Digits) {
	s.Typed = ""
	s.missDigits(d, ivr.Miss{Play: d.Wrong.Play, Then: either(d.Wrong.Then, d.Nothing.Then)})
}

// missDigits asks again, or goes the way out when it was asked often enough.
func (s *step) missDigits(d ivr.Digits, m ivr.Miss) {
	if s.Misses++; s.Misses > d.Retries {
		s.enter(m.Then)
		return
	}
	s.askDigits(d, m.Play)
}
