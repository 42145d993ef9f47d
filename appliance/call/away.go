package call

import (
	"context"
	"errors"
	"slices"
	"time"

	"cordboard/appliance"
	"cordboard/appliance/sip"
)

// stepOut lets the exchange connect those who are left to themselves, if it is
// one that does: both leave the box.
type stepOut struct{}

func (stepOut) deed() {}

// errand is the REFER that the caller's exchange has been sent, to lead him on to
// the number at a place. There is one at a time, until its end is told: so what is
// told is about this one, whatever has become of the place meanwhile.
type errand struct {
	seat   seat
	number string
	// givenUp says that nobody waits for it, or not any more.
	givenUp bool
}

// told is what follows from how an errand goes; nil: nothing does.
func (x *errand) told(t sip.Transferred) event {
	switch {
	case !t.Over:
		return nil
	case t.Status >= 200 && t.Status < 300:
		return ledOn{x.seat, x.number}
	case x.givenUp:
		return nil
	}
	return lineEvent{seat: x.seat, what: lineFailed, cause: sip.Cause(t.Status)}
}

// ledOn says that the exchange has led the caller on to a number that was to have
// a place here.
type ledOn struct {
	seat   seat
	number string
}

func (ledOn) happens() {}

// asked is what the exchange says to the wish that it lead the caller on.
type asked struct {
	dial
	errand *errand
	err    error
}

func (asked) happens() {}

// awayLate says that it should have told the end by now.
type awayLate struct{ errand *errand }

func (awayLate) happens() {}

// ledOn ends a call whose caller talks elsewhere.
func (s *state) ledOn(number string) []action {
	o, done := s.answersFor(), s.Phase == handed
	s.Phase = over
	todo := []action{part{}, bye{}}
	if done {
		return todo
	}
	return append(todo, about(appliance.EntryHanded, o, number), finish{by: appliance.ByOperator, operator: o, cause: "handed"})
}

// leadOn asks the caller's exchange to lead him on to a number to which the
// operators leave him (REFER, RFC 5589 section 6), and tells whether it may.
// Nobody else but they may be with him, and nothing else be asked of it.
func (a *actor) leadOn(d dial) bool {
	p, line := a.party(d.seat), a.callersLine()
	if p == nil || !p.Handing || line == nil || a.errand != nil || len(a.numbers()) > 1 {
		return false
	}
	i := slices.IndexFunc(d.ways, func(way sip.Outgoing) bool {
		return a.Outside.Refers(line.Source().Addr(), way.Peer.Addr())
	})
	if i < 0 {
		return false
	}
	way := d.ways[i]
	a.sendRefer(line, sip.Transfer{Number: way.Number, Domain: way.Domain, By: way.Caller.Number}, d)
	return true
}

// stepOut asks the same for one whom the operator has talked with (section 7).
// Where the exchange does not do it the box stays between the two.
func (a *actor) stepOut() {
	line, numbers := a.callersLine(), a.numbers()
	if line == nil || a.errand != nil || len(numbers) != 1 || a.fars[numbers[0]] == nil {
		return
	}
	other, is := a.fars[numbers[0]].line.(*sip.Call)
	if is && a.Outside.Refers(line.Source().Addr(), other.Source().Addr()) {
		a.sendRefer(line, sip.Transfer{Instead: other}, dial{seat: numbers[0]})
		a.errand.givenUp = true
	}
}

// sendRefer sends REFER. Nobody waits for what comes of it.
func (a *actor) sendRefer(line *sip.Call, t sip.Transfer, d dial) {
	x := &errand{seat: d.seat, number: a.party(d.seat).Number}
	a.errand = x
	a.beside(func() {
		ctx, cancel := context.WithTimeout(context.Background(), answerLimit)
		defer cancel()
		a.mail.Post(asked{d, x, line.Refer(ctx, t)})
	})
}

const (
	// answerLimit is how long an exchange may think about a REFER (RFC 3261
	// section 17.1.2.2: 64*T1), awayLimit how long about its end.
	answerLimit = 32 * time.Second
	awayLimit   = 3 * time.Minute
)

// asked calls the number ourselves where the exchange does not.
func (a *actor) asked(e asked) {
	if e.err == nil {
		time.AfterFunc(awayLimit, func() { a.mail.Post(awayLate{e.errand}) })
		return
	}
	a.log.Info("exchange does not lead the caller on", "err", e.err)
	e.errand.givenUp = true
	if refused := (*sip.Refused)(nil); errors.As(e.err, &refused) && a.errand == e.errand {
		a.errand = nil // else it may think about it yet
	}
	if a.Phase == talking && a.party(e.seat) != nil {
		a.call(e.dial)
	}
}

// transferred follows how the exchange leads the caller on. If nobody took the
// call, the operator still has him.
func (a *actor) transferred(ctx context.Context, t sip.Transferred) {
	x := a.errand
	if x == nil {
		return
	}
	if t.Over {
		a.errand = nil
	}
	if e := x.told(t); e != nil {
		a.take(ctx, e)
	}
}

// awayLate takes the operators' caller for theirs again.
func (a *actor) awayLate(ctx context.Context, x *errand) {
	if a.errand == x && !x.givenUp {
		x.givenUp = true
		a.take(ctx, lineEvent{seat: x.seat, what: lineFailed, cause: "no-answer"})
	}
}

// callersLine is the caller's telephone, nil if there is none to be asked.
func (a *actor) callersLine() *sip.Call {
	line, _ := a.fars[caller].line.(*sip.Call)
	return line
}

// numbers are the places of the numbers at a call.
func (s *state) numbers() (all []seat) {
	for _, p := range s.Parties {
		if p.Operator == 0 {
			all = append(all, p.Seat)
		}
	}
	return all
}
