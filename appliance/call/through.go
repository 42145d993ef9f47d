package call

import (
	"time"

	"cordboard/appliance"
	"cordboard/appliance/sip"
	"cordboard/ivr/run"
)

// outward is the number that the tree has called for the caller, if it has.
type outward struct {
	Seat seat
	Ask  int
	// Music says that the caller hears something else until it answers.
	Music bool
}

// unanswered says that the time is over in which somebody could answer.
type unanswered struct{ seat seat }

func (unanswered) happens() {}

// dialOut has a number called for a place, for so long; ringback lets the
// caller hear that it rings.
type (
	dialOut struct {
		seat   seat
		number string
		within time.Duration
	}
	ringback struct{}
)

func (dialOut) deed()  {}
func (ringback) deed() {}

// dialFor has a number called that the tree asks for.
func (s *state) dialFor(d run.Dial, music bool) []action {
	p := s.sit(party{Role: Guest, Number: d.Number})
	s.Outward = outward{Seat: p.Seat, Ask: d.Ask, Music: music}
	todo := []action{dialOut{p.Seat, d.Number, d.For}, about(appliance.EntryPartyCalled, 0, d.Number)}
	if !music {
		todo = append(todo, ringback{})
	}
	return todo
}

// outwardGoes follows the call to a number that the tree has called.
func (s *state) outwardGoes(e lineEvent, w run.World) []action {
	p := s.party(e.seat)
	if p == nil {
		return nil
	}
	ask, number := s.Outward.Ask, p.Number
	switch e.what {
	case lineEarly:
		p.There = !s.Outward.Music
		s.CallerThere = p.There && (s.Answered || s.Early)
		return []action{sound{}}
	case lineAnswered:
		todo := s.open()
		p.Answered, p.There, s.CallerThere = true, true, true
		p.Legs++
		todo = append(todo, s.step(w, run.Through{Ask: ask})...)
		return append(todo, sound{}, about(appliance.EntryPartyJoined, 0, number))
	case lineFailed:
		s.closeOutward()
		failed := system(appliance.EntryPartyFailed, number).(note)
		failed.Data["cause"] = e.cause
		return append([]action{sound{}, failed}, s.step(w, run.Answer{Ask: ask, Outcome: outcomeOf(e.cause)})...)
	case lineLeft:
		s.closeOutward()
		return append([]action{sound{}, about(appliance.EntryPartyLeft, 0, number)},
			s.step(w, run.Answer{Ask: ask, Outcome: run.Done})...)
	}
	return nil
}

// giveUp is the end of the time in which a number could answer.
func (s *state) giveUp(at seat, w run.World) []action {
	p := s.party(at)
	if p == nil || p.Answered || at != s.Outward.Seat {
		return nil
	}
	return append([]action{release{at}}, s.outwardGoes(lineEvent{seat: at, what: lineFailed, cause: "no-answer"}, w)...)
}

// withdraw gives up what the tree does not wait for any more.
func (s *state) withdraw(ask int) []action {
	if s.Rung.Ask == ask {
		s.Rung = rung{}
		return []action{unqueue{}}
	}
	if at := s.Outward.Seat; at != 0 && ask == s.Outward.Ask {
		s.closeOutward()
		return []action{release{at}, sound{}}
	}
	return nil
}

func (s *state) closeOutward() {
	s.rise(s.Outward.Seat)
	s.Outward, s.CallerThere = outward{}, false
}

// outcomeOf is what the tree is told of a call that nobody took.
func outcomeOf(cause string) run.Outcome {
	switch cause {
	case "busy":
		return run.Busy
	case "no-answer", "declined":
		return run.Nobody
	}
	return run.Failed
}

// dialOut calls a number for the caller, as far as the rules for calls out
// allow it to the box itself.
func (a *actor) dialOut(d dialOut, ways []sip.Outgoing, err error) {
	if err != nil {
		a.log.Warn("number of a tree cannot be called", "err", err)
		a.mail.Post(lineEvent{seat: d.seat, what: lineFailed, cause: a.Outside.Cause(err)})
		return
	}
	time.AfterFunc(d.within, func() { a.mail.Post(unanswered{d.seat}) })
	a.dial(dial{d.seat, ways})
}

// treeHears tells whether what the caller presses is the tree's to hear: while nobody
// talks with him.
func (s *state) treeHears() bool {
	return s.Phase == inTree && !s.CallerThere || s.Phase == waiting
}

// hearKeys has the caller's keys come to the tree.
func (a *actor) hearKeys() {
	if a.treeHears() {
		a.legAt(caller).Listen(keys{a.mail})
	}
}
