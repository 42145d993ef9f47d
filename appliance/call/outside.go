package call

import (
	"time"

	"cordboard/appliance"
	"cordboard/appliance/sip"
	"cordboard/ivr/run"
)

// lineEvent is what came of the call with somebody on a telephone: a number that we
// called for a place at the table, or the contact himself, whoever called whom.
type lineEvent struct {
	seat seat
	what progress
	// cause says why a call failed, as sip.Cause does, or how the contact left it.
	cause string
}

func (lineEvent) happens() {}

// placed begins a call that an operator makes.
type placed struct {
	operator appliance.OperatorID
	legUp    bool
	comes    bool // his sound, which is not up, will be
	ways     []sip.Outgoing
	rule     appliance.RecordingRule
}

func (placed) happens() {}

// progress is how far such a call is.
type progress string

const (
	lineEarly    progress = "early" // something is to be heard before the answer
	lineAnswered progress = "answered"
	lineFailed   progress = "failed"
	lineLeft     progress = "left"
)

// place has the contact called: at once, unless the operator's own telephone
// must ring first, for whoever is called wants to hear somebody.
func (s *state) place(e placed, now time.Time) []action {
	s.sit(party{Role: Serving, Operator: e.operator, Answered: true, There: e.legUp, Since: now})
	s.Keeping.RecordingRule = e.rule
	if !e.legUp && e.comes {
		s.Ways = e.ways
		return []action{sound{}}
	}
	return []action{dial{caller, e.ways}, sound{}}
}

// lineGoes follows a call to somebody whom we called, or the tree.
func (s *state) lineGoes(e lineEvent, w run.World, now time.Time) []action {
	if e.seat != caller && e.seat == s.Outward.Seat {
		return s.outwardGoes(e, w)
	}
	return s.far(e, now)
}

// dialNow has the contact called who was to wait for the operator's telephone.
func (s *state) dialNow() []action {
	if len(s.Ways) == 0 {
		return nil
	}
	ways := s.Ways
	s.Ways = nil
	return []action{dial{caller, ways}}
}

// far follows those whom we called.
func (s *state) far(e lineEvent, now time.Time) []action {
	if e.seat == caller {
		return s.called(e, now)
	}
	p := s.party(e.seat)
	if p == nil {
		return nil
	}
	switch e.what {
	case lineEarly:
		p.There = true
		return []action{sound{}}
	case lineAnswered:
		return s.picked(p, now)
	case lineFailed:
		number := p.Number
		if joining := p.Role == Guest; s.Held || joining && s.operator(p.By) != nil {
			s.Failed = Attempt{Number: number, Cause: e.cause, Handing: p.Handing, Joining: joining, By: p.By}
		}
		s.rise(e.seat)
		failed := system(appliance.EntryPartyFailed, number).(note)
		failed.Data["cause"] = e.cause
		return []action{sound{}, failed}
	case lineLeft:
		return s.partyLeft(p)
	}
	return nil
}

// picked: somebody took the call to a number.
func (s *state) picked(p *party, now time.Time) []action {
	p.Answered, p.There = true, true
	p.Legs++
	if p.Handing {
		if serving := s.in(Serving); len(serving) > 0 {
			return s.hand(serving[0].Operator, now)
		}
	}
	todo := []action{sound{}}
	if p.Role == Guest {
		todo = append(todo, about(appliance.EntryPartyJoined, 0, p.Number))
	}
	return todo
}

// partyLeft: somebody whom we called hung up. Callers who were handed over to
// nobody else have nobody left.
func (s *state) partyLeft(p *party) []action {
	number := p.Number
	s.rise(p.Seat)
	if s.Phase != handed {
		return []action{sound{}, about(appliance.EntryPartyLeft, 0, number)}
	}
	if len(s.Parties) == 0 {
		return s.end(appliance.BySystem, 0, "hangup")
	}
	return []action{sound{}}
}

// called follows the call to the contact.
func (s *state) called(e lineEvent, now time.Time) []action {
	switch e.what {
	case lineEarly:
		s.CallerThere = true
		return []action{sound{}}
	case lineAnswered:
		s.Answered, s.CallerThere, s.Reached = true, true, now
		return append(s.keep(s.Keeping.RecordingRule), note{appliance.Entry{Kind: appliance.EntryReached, By: appliance.ByContact}})
	case lineFailed:
		if s.Owed {
			return s.owe(e.cause)
		}
		return s.end(appliance.BySystem, 0, e.cause)
	case lineLeft:
		return s.end(appliance.ByContact, 0, e.cause)
	}
	return nil
}
