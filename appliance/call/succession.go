package call

import (
	"slices"
	"time"

	"cordboard/appliance"
	"cordboard/ivr/run"
)

// succession is somebody who is called to take the place of a party that wants
// to leave it to him.
type succession struct {
	Seat   seat
	Number string
	// Gone says that the party did not wait for him: who is left does.
	Gone bool
}

// Events of successions.
type (
	succeeding struct {
		seat   seat
		number string
	}
	// presaged says that something is to be heard of the successor before he
	// answers.
	presaged struct{ seat seat }
	// succeeded says that another telephone has a place: a successor's, or one
	// that took it by itself (RFC 3891).
	succeeded struct {
		seat   seat
		number string
	}
	unsucceeded struct {
		seat  seat
		cause string // as sip.Cause says it
	}
)

func (succeeding) happens()  {}
func (presaged) happens()    {}
func (succeeded) happens()   {}
func (unsucceeded) happens() {}

// succession is that of a place, or nil.
func (s *state) succession(at seat) *succession {
	i := slices.IndexFunc(s.Successions, func(x succession) bool { return x.Seat == at })
	if i < 0 {
		return nil
	}
	return &s.Successions[i]
}

func (s *state) endSuccession(at seat) {
	s.Successions = slices.DeleteFunc(s.Successions, func(x succession) bool { return x.Seat == at })
}

// mayLeave tells whether the telephone at a place may leave it to another one:
// once it was answered.
func (s *state) mayLeave(at seat) bool {
	p := s.party(at)
	switch {
	case s.Phase == over || s.succession(at) != nil:
		return false
	case at == caller:
		return s.Answered
	}
	return p != nil && p.Operator == 0 && p.Answered
}

// mayYield tells whether another telephone may take a place by itself: also one
// where it still rings.
func (s *state) mayYield(at seat) bool {
	p := s.party(at)
	return s.Phase != over && s.succession(at) == nil && (at == caller || p != nil && p.Operator == 0)
}

// answersFor is the operator who is concerned by what happens at the call; zero:
// none, the box itself is.
func (s *state) answersFor() appliance.OperatorID {
	if serving := s.in(Serving); s.Phase == talking && len(serving) > 0 {
		return serving[0].Operator
	}
	return 0
}

// succeed begins to wait for a successor. Nobody hears the one who wants to go
// any more, but for the caller: he still has his own call.
func (s *state) succeed(e succeeding) []action {
	if !s.mayLeave(e.seat) {
		return nil
	}
	s.Successions = append(s.Successions, succession{Seat: e.seat, Number: e.number})
	if p := s.party(e.seat); p != nil {
		p.There = false
	}
	return s.story([]action{sound{}}, system(appliance.EntryReferred, e.number))
}

// presage lets who is left hear what comes before the successor's answer.
func (s *state) presage(at seat) []action {
	if s.succession(at) == nil {
		return nil
	}
	s.show(at, true)
	return []action{sound{}}
}

// show says whether somebody is there. A caller whom a tree talks with has the
// tree, and nobody else.
func (s *state) show(at seat, there bool) {
	switch p := s.party(at); {
	case p != nil:
		p.There = there
	case at == caller && (s.Phase == talking || s.Phase == handed):
		s.CallerThere = there
	}
}

// succeeded gives a place to another telephone. Where it still rang, this is
// the answer.
func (s *state) succeeded(e succeeded, w run.World, now time.Time) []action {
	s.endSuccession(e.seat)
	told := system(appliance.EntrySucceeded, e.number)
	p := s.party(e.seat)
	if p != nil {
		p.Number = e.number
	}
	if p != nil && !p.Answered || e.seat == caller && !s.Answered {
		return s.story(s.lineGoes(lineEvent{seat: e.seat, what: lineAnswered}, w, now), told)
	}
	s.show(e.seat, true)
	return s.story([]action{sound{}}, told)
}

// unsucceeded: nobody took the place. Whoever wanted to leave it has it again; if
// he is gone, he is now.
func (s *state) unsucceeded(e unsucceeded, w run.World, now time.Time) []action {
	x := s.succession(e.seat)
	if x == nil {
		return nil
	}
	failed := system(appliance.EntryPartyFailed, x.Number).(note)
	failed.Data["cause"] = e.cause
	gone := x.Gone
	s.endSuccession(e.seat)
	if gone {
		return append(s.story(nil, failed), s.lineGoes(lineEvent{e.seat, lineLeft, "hangup"}, w, now)...)
	}
	s.show(e.seat, true)
	return s.story([]action{sound{}}, failed)
}

// leftToSuccessor takes the hang-up of a party whose successor is being called:
// its place is kept for him.
func (s *state) leftToSuccessor(at seat) ([]action, bool) {
	x := s.succession(at)
	if x == nil {
		return nil, false
	}
	x.Gone = true
	s.show(at, false)
	return []action{sound{}}, true
}

// story adds a line of the call's story, unless that is over: what callers do
// whom the operators have left is not theirs to know.
func (s *state) story(todo []action, line action) []action {
	if s.Phase == handed {
		return todo
	}
	return append(todo, line)
}

// system is a line of the call's story about a number, told by the box.
func system(kind appliance.EntryKind, number string) action {
	n := about(kind, 0, number).(note)
	n.By = appliance.BySystem
	return n
}
