package call

import (
	"context"
	"sync"
	"time"

	"cordboard/appliance/media"
	"cordboard/appliance/media/rtp"
	"cordboard/appliance/sip"
)

// line is what connects us with a telephone: a *sip.Call or a *splice.
type line interface {
	Hangup(ctx context.Context) error
}

// far is the telephone of somebody at a call: of the one who called us or whom we
// called, of a number, or of who took such a one's place.
type far struct {
	line   line // nil: not yet called, or hung up
	leg    *rtp.Leg
	ways   []sip.Outgoing // those that were not tried
	rang   bool
	answer []byte // with which one who called us is answered

	stream media.Stream
	since  time.Time // that stream is in force, zero before the answer
}

// telephones are those of a call.
type telephones struct {
	fars map[seat]*far // by place; the caller has one always
	// successors are those who are called to take a place.
	successors map[seat]*successor
	owned      []*sip.Call // as lines knows
	errand     *errand     // on which the caller's exchange is, or nil
	// outside are the goroutines that read what those whom we called do.
	outside sync.WaitGroup
}

// connect begins the exchange of sound that was agreed on.
func (f *far) connect(s media.Stream, since time.Time) {
	f.stream, f.since = s, since
	f.leg.Connect(s)
}

// heard is what he does; no Event: his line is over. It counts while
// line is his.
type heard struct {
	seat seat
	line line
	sip.Event
}

func (heard) happens() {}

// dial calls somebody for a place.
func (a *actor) dial(d dial) {
	if !a.leadOn(d) {
		a.call(d)
	}
}

// call is dial by ourselves. A place for which there is no sound to be had is the
// only one that suffers for it.
func (a *actor) call(d dial) {
	f := a.fars[d.seat]
	if f == nil {
		leg, err := a.Engine.Open()
		if err != nil {
			a.log.Error("open the leg of a number", "err", err)
			a.mail.Post(lineEvent{seat: d.seat, what: lineFailed, cause: "unreachable"})
			return
		}
		f = &far{leg: leg}
		a.fars[d.seat] = f
	}
	f.ways = d.ways
	a.try(d.seat, f)
}

// try calls by the next way that is left.
func (a *actor) try(at seat, f *far) {
	for len(f.ways) > 0 {
		way := f.ways[0]
		f.ways = f.ways[1:]
		way.Sound = f.leg.Local()
		line, over, err := a.Outside.Dial(way)
		if err != nil {
			a.log.Warn("call out", "err", err)
			continue
		}
		f.line = line
		a.own(line)
		a.beside(func() { over(a.hearOut(at, line)) })
		return
	}
	f.line = nil
	a.mail.Post(heard{seat: at, Event: sip.Failed{Refused: *sip.Unavailable()}})
}

// hearOut has the actor hear what comes on a line, and that nothing does any more: a
// line's end may go without a word. It returns the last that came.
func (a *actor) hearOut(at seat, l *sip.Call) (last sip.Event) {
	for e := range l.Events() {
		last = e
		a.mail.Post(heard{at, l, e})
	}
	a.mail.Post(heard{seat: at, line: l})
	return last
}

// heard takes what somebody on a telephone does.
func (a *actor) heard(ctx context.Context, h heard) {
	if x := a.successors[h.seat]; x != nil && x.line == h.line {
		a.hearSuccessor(ctx, h.seat, x, h.Event)
		return
	}
	f := a.fars[h.seat]
	if f == nil || f.line != h.line {
		return
	}
	switch e := h.Event.(type) {
	case sip.Ringing:
		f.rang = true
	case sip.Early:
		f.rang = true
		f.connect(e.Stream, time.Time{})
		a.take(ctx, lineEvent{seat: h.seat, what: lineEarly})
	case sip.Answered:
		f.connect(e.Stream, a.Now())
		a.take(ctx, lineEvent{seat: h.seat, what: lineAnswered})
	case sip.Reoffer:
		f.connect(e.Stream, a.owesSince(h.seat, a.Now()))
		a.tell() // of a codec
	case sip.Digit:
		if h.seat == caller && a.treeHears() {
			a.take(ctx, pressed{e.Key})
			return
		}
		a.press(press{h.seat, e.Key})
	case sip.Referred:
		a.referred(ctx, h.seat, e.Referral)
	case sip.Transferred:
		if h.seat == caller { // nobody else was asked
			a.transferred(ctx, e)
		}
	case sip.Failed:
		if e.Next(f.rang, f.ways) {
			a.try(h.seat, f)
			return
		}
		a.lost(ctx, lineEvent{seat: h.seat, what: lineFailed, cause: sip.Cause(e.Refused.Status)})
	case sip.Cancelled:
		a.left(ctx, h.seat, "cancelled")
	case sip.HungUp:
		a.left(ctx, h.seat, "hangup")
	case sip.Unacknowledged:
		a.left(ctx, h.seat, "no-ack")
	case nil:
		a.left(ctx, h.seat, "gone")
	}
}

// left is the end of a call by who hung up, or went without.
func (a *actor) left(ctx context.Context, at seat, how string) {
	a.lost(ctx, lineEvent{seat: at, what: lineLeft, cause: how})
}

// lost is the end of a call by the other side's doing. That is sent nothing more
// meanwhile: the end is written first, and nobody hears what plays. The place of
// one whose successor is being called is kept.
func (a *actor) lost(ctx context.Context, e lineEvent) {
	f := a.fars[e.seat]
	f.line = nil
	f.leg.Stop()
	a.take(ctx, e)
	if a.successors[e.seat] == nil {
		a.forget(e.seat)
	}
}

// release hangs up on somebody who has no place any more: BYE, or 480 or CANCEL while
// it is unanswered. Nobody waits for his answer but the end of the call.
func (a *actor) release(ctx context.Context, at seat) {
	a.dismiss(ctx, at)
	if f := a.fars[at]; f != nil {
		a.leave(ctx, f.line)
		f.line = nil
		a.forget(at)
	}
}

// releaseAll hangs up every telephone.
func (a *actor) releaseAll(ctx context.Context) {
	for at := range a.successors {
		a.dismiss(ctx, at)
	}
	for at := range a.fars {
		a.release(ctx, at)
	}
}

// leave hangs a telephone up; nil: there is none.
func (a *actor) leave(ctx context.Context, l line) {
	if l == nil {
		return
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
	a.beside(func() {
		defer cancel()
		if err := l.Hangup(ctx); err != nil {
			a.log.Warn("hang up", "err", err)
		}
	})
}

// forget takes a place's telephone away. The caller's place is there until the end.
func (a *actor) forget(at seat) {
	if f := a.fars[at]; f != nil && at != caller {
		delete(a.fars, at)
		f.leg.Listen(nil)
		f.leg.Close()
	}
}
