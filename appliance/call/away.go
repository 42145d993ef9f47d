package call

import (
	"context"
	"slices"
	"time"

	"cordboard/appliance"
	"cordboard/appliance/sip"
)

// stepOut lets the exchange connect those who are left to themselves, if it is
// one that does: both leave the box.
type stepOut struct{}

// ledOn says that the exchange has led the caller on to the number at a place.
type ledOn struct{ seat seat }

// asked is what the exchange says to the wish that it lead the caller on.
type asked struct {
	dial
	err error
}

// awayLate says that it should have told the end by now.
type awayLate struct{ seat seat }

// ledOn ends a call whose caller talks elsewhere.
func (s *state) ledOn(at seat) []action {
	o, done := s.answersFor(), s.Phase == handed
	var number string
	if p := s.party(at); p != nil {
		number = p.Number
	}
	s.Phase = over
	todo := []action{part{}, bye{}}
	if done {
		return todo
	}
	return append(todo, about(appliance.EntryHanded, o, number), finish{by: appliance.ByOperator, operator: o, cause: "handed"})
}

// leadOn asks the caller's exchange to lead him on to a number to which the
// operators leave him (REFER, RFC 5589 section 6), and tells whether it may.
// Nobody else but they may be with him.
func (a *actor) leadOn(d dial) bool {
	p, line := a.party(d.seat), a.callersLine()
	if p == nil || !p.Handing || line == nil || len(a.numbers()) > 1 {
		return false
	}
	i := slices.IndexFunc(d.ways, func(way sip.Outgoing) bool {
		return a.Outside.Refers(line.Source().Addr(), way.Peer.Addr())
	})
	if i < 0 {
		return false
	}
	way := d.ways[i]
	a.away = d.seat
	a.sendRefer(line, sip.Transfer{Number: way.Number, Domain: way.Domain, By: way.Caller.Number}, d)
	return true
}

// stepOut asks the same for one whom the operator has talked with (section 7).
// Where the exchange does not do it the box stays between the two.
func (a *actor) stepOut() {
	line, numbers := a.callersLine(), a.numbers()
	if line == nil || len(numbers) != 1 || a.fars[numbers[0]] == nil {
		return
	}
	other, is := a.fars[numbers[0]].line.(*sip.Call)
	if is && a.Outside.Refers(line.Source().Addr(), other.Source().Addr()) {
		a.sendRefer(line, sip.Transfer{Instead: other}, dial{seat: numbers[0]})
	}
}

// sendRefer sends REFER. Nobody waits for what comes of it.
func (a *actor) sendRefer(line *sip.Call, t sip.Transfer, d dial) {
	a.outside.Go(func() {
		ctx, cancel := context.WithTimeout(context.Background(), answerLimit)
		defer cancel()
		a.mail.post(asked{d, line.Refer(ctx, t)})
	})
}

const (
	// answerLimit is how long an exchange may think about a REFER (RFC 3261
	// section 17.1.2.2: 64*T1), awayLimit how long about its end.
	answerLimit = 32 * time.Second
	awayLimit   = 3 * time.Minute
)

// asked calls the number ourselves where the exchange does not.
func (a *actor) asked(ctx context.Context, e asked) {
	if e.err == nil {
		time.AfterFunc(awayLimit, func() { a.mail.post(awayLate{e.seat}) })
		return
	}
	a.log.Info("exchange does not lead the caller on", "err", e.err)
	if a.away != e.seat || a.Phase != talking {
		return
	}
	a.away = 0
	if p := a.party(e.seat); p == nil {
		return
	}
	if err := a.call(e.dial); err != nil {
		a.log.Error("call a number", "err", err)
		a.take(ctx, lineEvent{seat: e.seat, what: lineFailed, cause: sip.Cause(503)})
	}
}

// transferred follows how the exchange leads the caller on. If nobody took the
// call, the operator still has him.
func (a *actor) transferred(ctx context.Context, e sip.Transferred) {
	switch {
	case !e.Over:
	case e.Status >= 200 && e.Status < 300:
		a.take(ctx, ledOn{a.away})
	case a.away != 0:
		a.notLedOn(ctx, sip.Cause(e.Status))
	default:
		a.log.Info("exchange did not connect those who were left to themselves", "status", e.Status)
	}
}

func (a *actor) awayLate(ctx context.Context, at seat) {
	if a.away == at {
		a.notLedOn(ctx, "no-answer")
	}
}

func (a *actor) notLedOn(ctx context.Context, cause string) {
	at := a.away
	a.away = 0
	a.take(ctx, lineEvent{seat: at, what: lineFailed, cause: cause})
}

// callersLine is the caller's telephone, nil if there is none to be asked.
func (a *actor) callersLine() *sip.Call {
	if a.line != nil && !a.hungUp {
		return a.line
	}
	if f := a.fars[caller]; f != nil {
		line, _ := f.line.(*sip.Call)
		return line
	}
	return nil
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
