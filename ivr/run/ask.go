package run

import (
	"time"

	"cordboard/ivr"
)

// Outcome is what came of something that the tree asked for.
type Outcome string

// The outcomes. Each node says which of them it knows; another one counts as
// Failed.
const (
	Found   Outcome = "found"   // a Lookup: one contact, and the call is his from now on
	Several Outcome = "several" // a Lookup
	Unknown Outcome = "unknown" // a Lookup, or an Invite whose code is none
	Busy    Outcome = "busy"    // a Reach, an Invite or a Dial
	Nobody  Outcome = "nobody"  // they do not answer, or are not there
	Kept    Outcome = "kept"    // a Record or a CallBack: it is stored
	Empty   Outcome = "empty"   // a Record in which nothing was said
	Done    Outcome = "done"    // a Dial whose talk is over, the caller still there
	Failed  Outcome = "failed"  // it cannot be done
)

// quick is how long an answer may take that nobody outside gives; slack is
// what one from outside may take beyond its time.
const (
	quick = 5 * time.Second
	slack = 10 * time.Second
)

// request asks for something, with music meanwhile unless it is empty. When no
// answer comes in time, it failed: whoever drives the session may not know how
// to do it at all.
func (s *step) request(within time.Duration, music string, effect func(number int) Effect) {
	if music != "" {
		s.play([]string{music}, true)
	} else {
		s.silence()
	}
	s.Asking = s.number()
	s.do(effect(s.Asking))
	s.wait(within)
}

// withdraw gives up what was asked for.
func (s *step) withdraw() {
	if s.Asking != 0 {
		s.do(Withdraw{Ask: s.Asking})
		s.Asking, s.Through = 0, false
	}
}

// Asked is the number of an effect that wants an Answer. Whoever cannot carry
// one out answers Failed.
func Asked(e Effect) (number int, asked bool) {
	switch e := e.(type) {
	case Reach:
		return e.Ask, true
	case Invite:
		return e.Ask, true
	case Dial:
		return e.Ask, true
	case Lookup:
		return e.Ask, true
	case Record:
		return e.Ask, true
	case CallBack:
		return e.Ask, true
	}
	return 0, false
}

// through takes the waiting from a caller who talks with somebody outside.
func (s *step) through() {
	if _, ok := s.act().(ivr.Dial); ok {
		s.Through, s.Waiting = true, 0
		s.silence()
	}
}

// answered goes the way of what was asked for.
func (s *step) answered(o Outcome) {
	s.Asking, s.Waiting = 0, 0
	switch a := s.act().(type) {
	case ivr.Operator:
		s.enter(unreached(o, a.Busy, a.Nobody))
	case ivr.Directory:
		s.enter(unreached(o, a.Busy, a.Nobody))
	case ivr.Invitation:
		s.uninvited(a, o)
	case ivr.Dial:
		s.undialled(a, o)
	case ivr.Lookup:
		s.lookedUp(a, o)
	case ivr.Voicemail:
		s.recorded(a, o)
	case ivr.Callback:
		s.calledBack(a, o)
	}
}

// either is the first way, or the second where that leads nowhere.
func either(way, otherwise string) string {
	if way == "" {
		return otherwise
	}
	return way
}

// unreached is the way of a caller whom an operator did not take.
func unreached(o Outcome, busy, nobody string) string {
	if o == Busy {
		return either(busy, nobody)
	}
	return nobody
}
