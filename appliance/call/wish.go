package call

import (
	"time"

	"cordboard/appliance"
	"cordboard/appliance/sip"
)

// wish is what an operator wants of a call in which he has a place.
type wish struct {
	operator appliance.OperatorID
	act
}

func (wish) happens() {}

// act is what he wants.
type act interface{ wished() }

type (
	hold struct{ on bool }
	mute struct{ on bool }
	// hangup leaves the call to those who are with the caller, or ends it for all.
	hangup struct{ all bool }
	digit  struct{ key byte }
	pause  struct {
		on     bool
		reason string
	}
	// ask has a number called, by the ways that lead there.
	ask struct {
		number string
		role   Role // Aside or Guest
		// handing means that the operators leave as soon as it answers.
		handing bool
		ways    []sip.Outgoing
	}
	merge struct{} // has those aside sit with the caller
	hand  struct{} // leaves the caller to those aside and the guests
	drop  struct{ seat seat }
)

func (hold) wished()   {}
func (mute) wished()   {}
func (hangup) wished() {}
func (digit) wished()  {}
func (pause) wished()  {}
func (ask) wished()    {}
func (merge) wished()  {}
func (hand) wished()   {}
func (drop) wished()   {}

// dial has a number called for a place at the call.
type dial struct {
	seat seat
	ways []sip.Outgoing
}

func (dial) deed() {}

// press presses a key towards everybody whom the operator talks with.
type press struct {
	seat seat
	key  byte
}

func (press) deed() {}

// release ends the call to a number.
type release struct{ seat seat }

func (release) deed() {}

// quit has the desk end an operator's part, who leaves the call to others: to the
// colleague whom he had asked aside, or else to whoever is with him.
type quit struct{ operator, to appliance.OperatorID }

func (quit) deed() {}

// promoted has the desk know that operators who were asked aside talk with the
// caller now.
type promoted struct{}

func (promoted) deed() {}

// permits says why a wish cannot be fulfilled; nil: it can.
func (s *state) permits(w wish) error {
	if s.Phase != talking {
		return ErrNoCall
	}
	if !s.serves(w.operator) && !s.mayBeside(w) {
		return ErrNotYourCall
	}
	switch a := w.act.(type) {
	case ask:
		switch {
		case !s.Answered:
			return ErrUnanswered
		case len(s.Parties) >= mostParties:
			return ErrTableFull
		case a.role == Aside && len(s.in(Aside)) > 0:
			return ErrAsking
		}
	case pause:
		if a.on && !s.Keeping.on() {
			return ErrNotRecorded
		}
	case merge, hand:
		if s.firstAnswered() == nil && s.colleague() == nil {
			return ErrNobodyAside
		}
	case drop:
		if p := s.party(a.seat); p == nil || p.Operator != 0 && p.Role != Aside {
			return ErrNoParty
		}
	case hangup:
		if a.all && s.in(Serving)[0].Operator != w.operator {
			return ErrNotYourCall
		}
	}
	return nil
}

// mostParties bounds who can sit at one call besides the caller.
const mostParties = 9

// mayBeside tells whether one who does not serve the caller may do it: whoever is
// heard shuts his own sound, and who is asked aside goes.
func (s *state) mayBeside(w wish) bool {
	p := s.operator(w.operator)
	if p == nil {
		return false
	}
	switch a := w.act.(type) {
	case mute:
		return p.Role != Listening
	case hangup:
		return p.Role == Aside && !a.all
	}
	return false
}

// colleague is the operator who is asked aside, or nil.
func (s *state) colleague() *party {
	for _, p := range s.in(Aside) {
		if p.Operator != 0 {
			return p
		}
	}
	return nil
}

// firstAnswered is the first number that sits here and was answered, or nil.
func (s *state) firstAnswered() *party {
	for i := range s.Parties {
		if p := &s.Parties[i]; p.Operator == 0 && p.Answered {
			return p
		}
	}
	return nil
}

// watch is a supervisor who wants to hear a call: with a Role he listens,
// whispers or, as a Guest, talks; without one he leaves.
type watch struct {
	operator appliance.OperatorID
	legUp    bool
	role     Role
}

func (watch) happens() {}

// permitsWatch says why a supervisor cannot do what he wants; nil: he can.
func (s *state) permitsWatch(w watch) error {
	p := s.operator(w.operator)
	switch {
	case s.Phase != talking:
		return ErrNoCall
	case p != nil && (p.Role == Serving || p.Role == Aside): // he has a part in it
		return ErrOwnCall
	case w.role != "" && p == nil && len(s.Parties) >= mostParties:
		return ErrTableFull
	}
	return nil
}

// watch seats a supervisor, changes what he does, or lets him go.
func (s *state) watch(w watch, now time.Time) []action {
	p := s.operator(w.operator)
	if s.permitsWatch(w) != nil || p == nil && w.role == "" {
		return nil
	}
	switch {
	case w.role == "":
		s.rise(p.Seat)
	case p == nil:
		s.sit(party{Role: w.role, Operator: w.operator, Answered: true, There: w.legUp, Since: now})
	default:
		p.Role = w.role
	}
	return []action{sound{}, watched(w.operator, w.role)}
}

// watched is a line of the call's story about a supervisor.
func watched(o appliance.OperatorID, r Role) action {
	return note{appliance.Entry{
		Kind: appliance.EntryWatched, By: appliance.ByOperator, Operator: o, Data: map[string]string{"role": string(r)},
	}}
}

// leave is an operator who goes, whatever he does at the call.
type leave struct{ operator appliance.OperatorID }

func (leave) happens() {}

// leaving is what that asks of the call: who watches it hears it no more, and whoever
// has a part in it hangs up.
func (s *state) leaving(o appliance.OperatorID) event {
	if p := s.operator(o); p != nil && p.watches() {
		return watch{operator: o}
	}
	return wish{o, hangup{}}
}

// obey does what is permitted.
func (s *state) obey(w wish, now time.Time) []action {
	if s.permits(w) != nil {
		return nil
	}
	me := s.operator(w.operator)
	switch a := w.act.(type) {
	case hold:
		return s.hold(w.operator, a.on, now)
	case mute:
		me.Muted = a.on
		return []action{sound{}}
	case digit:
		return []action{press{me.Seat, a.key}}
	case pause:
		return s.pause(w.operator, a)
	case ask:
		return s.ask(w.operator, a, now)
	case merge:
		return s.merge(w.operator, now)
	case hand:
		return s.hand(w.operator, now)
	case drop:
		p := *s.party(a.seat)
		if p.Operator != 0 {
			return []action{quit{operator: p.Operator}}
		}
		s.rise(a.seat)
		return []action{sound{}, release(a), about(appliance.EntryPartyLeft, w.operator, p.Number)}
	case hangup:
		if s.Owed && !s.Answered {
			return s.owe("no-answer")
		}
		colleague := s.colleague()
		switch {
		case a.all:
		case me.Role == Aside || len(s.in(Serving)) > 1:
			return []action{quit{operator: w.operator}}
		case colleague != nil:
			return []action{quit{w.operator, colleague.Operator}}
		}
		return s.end(appliance.ByOperator, w.operator, "hangup")
	}
	return nil
}

func (s *state) hold(o appliance.OperatorID, on bool, now time.Time) []action {
	switch {
	case !on && !s.Held && s.Failed != Attempt{}:
		s.Failed = Attempt{}
		return []action{sound{}}
	case on == s.Held:
		return nil
	case !on:
		return append([]action{sound{}}, s.resume(o, now)...)
	}
	s.Held, s.HeldAt = true, now
	return []action{sound{}, entry(appliance.EntryHeld, o, 0)}
}

// resume ends the hold, if there is one, and tells the story so.
func (s *state) resume(o appliance.OperatorID, now time.Time) []action {
	if !s.Held {
		return nil
	}
	s.Held, s.Failed = false, Attempt{}
	return []action{entry(appliance.EntryResumed, o, now.Sub(s.HeldAt))}
}

// pause keeps what is said now out of the recording, or has it kept again.
func (s *state) pause(o appliance.OperatorID, p pause) []action {
	if p.on == s.Paused {
		return nil
	}
	s.Paused = p.on
	e := appliance.Entry{Kind: appliance.EntryRecordingOn, By: appliance.ByOperator, Operator: o}
	if p.on {
		e.Kind, e.Data = appliance.EntryRecordingOff, map[string]string{"reason": p.reason}
	}
	return []action{sound{}, note{e}}
}

// ask has a number called. The caller is held while somebody is asked aside.
func (s *state) ask(o appliance.OperatorID, a ask, now time.Time) []action {
	p := s.sit(party{Role: a.role, Number: a.number, Handing: a.handing, By: o})
	if a.role == Aside || s.Failed.Joining {
		s.Failed = Attempt{}
	}
	todo := []action{dial{p.Seat, a.ways}, about(appliance.EntryPartyCalled, o, a.number)}
	if a.role == Aside && !s.Held {
		todo = append(todo, s.hold(o, true, now)...)
	}
	return todo
}

func (s *state) merge(o appliance.OperatorID, now time.Time) []action {
	todo := append([]action{sound{}}, s.resume(o, now)...)
	if s.promote() {
		todo = append(todo, promoted{})
	}
	for _, p := range s.in(Aside) {
		if p.Answered {
			p.Role = Guest
			todo = append(todo, about(appliance.EntryPartyJoined, o, p.Number))
		}
	}
	return todo
}

// hand leaves the caller to the colleague who was asked aside, whose
// conversation it is then, or else to the numbers that were called for him. Of
// what is spoken with those nothing is recorded, and the operators have done
// their part.
func (s *state) hand(o appliance.OperatorID, now time.Time) []action {
	if p := s.colleague(); p != nil {
		to := p.Operator
		return append(s.merge(o, now), quit{o, to})
	}
	to := s.firstAnswered().Number
	var gone []action
	for _, p := range append([]party(nil), s.Parties...) {
		switch {
		case p.Operator != 0:
			s.rise(p.Seat)
		case !p.Answered:
			s.rise(p.Seat)
			gone = append(gone, release{p.Seat})
		default:
			s.party(p.Seat).Role = Guest
		}
	}
	s.Phase = handed
	todo := append([]action{sound{}}, gone...)
	todo = append(todo, s.resume(o, now)...)
	return append(todo, about(appliance.EntryHanded, o, to),
		finish{by: appliance.ByOperator, operator: o, cause: "handed"}, stepOut{})
}

// about is a line of the call's story about a number.
func about(kind appliance.EntryKind, o appliance.OperatorID, number string) action {
	return note{appliance.Entry{
		Kind: kind, By: appliance.ByOperator, Operator: o, Data: map[string]string{"number": number},
	}}
}
