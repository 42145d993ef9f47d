package call

import (
	"context"
	"time"

	"cordboard/appliance/sip"
)

// successor is the telephone of somebody who is called to take a place, because
// the one there asks for it (REFER, RFC 3515). The leg is that of the place.
type successor struct {
	far
	number   string
	referral *sip.Referral
}

// successorLimit is how long a successor may ring: as long as our subscription
// says that the other side is told how it goes (RFC 3515 section 2.4.4).
const successorLimit = 3 * time.Minute

// successorLate says that this time is over.
type successorLate struct {
	seat      seat
	successor *successor
}

func (successorLate) happens() {}

// referred takes the wish of a telephone that another one takes its place. It is
// held against the rules and the caps of whoever answers for the call.
func (a *actor) referred(ctx context.Context, at seat, r *sip.Referral) {
	if !a.mayLeave(at) {
		a.decline(r, 603, "Decline")
		return
	}
	x := &successor{far: far{leg: a.legAt(at)}, number: r.Number, referral: r}
	if other := r.Ours(); other != nil {
		a.joinOther(ctx, at, x, other)
		return
	}
	ways, err := a.Outside.Ways(ctx, a.answersFor(), r.Number, a.entry)
	if err != nil {
		a.log.Warn("transfer by the other side is not allowed", "operator", a.answersFor(), "err", err)
		a.decline(r, 403, "Forbidden")
		return
	}
	for _, way := range ways {
		way.Replaces, way.ReferredBy = r.Replaces, r.By
		x.ways = append(x.ways, way)
	}
	if a.expect(ctx, at, x) {
		a.try(at, &x.far)
	}
}

func (a *actor) decline(r *sip.Referral, status int, reason string) {
	if err := r.Refuse(status, reason); err != nil {
		a.log.Info("refuse a transfer by the other side", "err", err)
	}
}

// expect accepts the wish and begins to wait for the successor. It tells whether
// anybody still wants him.
func (a *actor) expect(ctx context.Context, at seat, x *successor) bool {
	if err := x.referral.Accept(); err != nil { // he waited too long, or hung up
		a.log.Info("accept a transfer by the other side", "err", err)
		return false
	}
	a.successors[at] = x
	a.take(ctx, succeeding{at, x.number})
	time.AfterFunc(successorLimit, func() { a.mail.Post(successorLate{at, x}) })
	return true
}

// hearSuccessor takes what somebody does who is called to take a place, and
// tells the one who asked for it.
func (a *actor) hearSuccessor(ctx context.Context, at seat, x *successor, e sip.Event) {
	switch e := e.(type) {
	case sip.Ringing:
		x.rang = true
		a.tellReferrer(x, 180, "Ringing")
	case sip.Early:
		x.rang = true
		a.tellReferrer(x, 183, "Session Progress")
		x.leg.Connect(e.Stream)
		a.take(ctx, presaged{at})
	case sip.Answered:
		delete(a.successors, at)
		a.tellReferrer(x, 200, "OK")
		a.leave(ctx, a.give(at, x.line, e.Stream))
		a.take(ctx, succeeded{at, x.number})
	case sip.Failed:
		if e.Next(x.rang, x.ways) {
			a.try(at, &x.far)
			return
		}
		a.noSuccessor(ctx, at, e.Refused.Status, e.Refused.Reason)
	case sip.HungUp, sip.Replaced, nil:
		a.noSuccessor(ctx, at, 480, "Temporarily Unavailable")
	}
}

// tellReferrer tells the one who asked for a successor how that goes. Most have
// hung up by the end, and need to know no more.
func (a *actor) tellReferrer(x *successor, status int, reason string) {
	if err := x.referral.Tell(status, reason); err != nil {
		a.log.Debug("tell how a transfer goes", "err", err)
	}
}

// late gives up on a successor who lets it ring.
func (a *actor) late(ctx context.Context, e successorLate) {
	if a.successors[e.seat] == e.successor {
		a.noSuccessor(ctx, e.seat, 408, "Request Timeout")
	}
}

// noSuccessor leaves a place to the one who wanted to leave it.
func (a *actor) noSuccessor(ctx context.Context, at seat, status int, reason string) {
	x := a.successors[at]
	delete(a.successors, at)
	a.leave(ctx, x.line)
	if reason == "" {
		reason = "Failed"
	}
	a.tellReferrer(x, status, reason)
	f := a.fars[at]
	there := f.line != nil
	if there {
		x.leg.Connect(f.stream)
	}
	a.take(ctx, unsucceeded{at, sip.Cause(status)})
	if !there {
		a.forget(at)
	}
}

// dismiss calls off a successor, whose place is none any more.
func (a *actor) dismiss(ctx context.Context, at seat) {
	if x := a.successors[at]; x != nil {
		delete(a.successors, at)
		a.leave(ctx, x.line)
		a.tellReferrer(x, 487, "Request Terminated")
	}
}
