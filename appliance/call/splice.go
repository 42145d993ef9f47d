package call

import (
	"context"
	"net/netip"
	"sync"

	"cordboard/appliance/media"
	"cordboard/appliance/sip"
)

// splice joins a place at one call to a place at another one, after the
// telephone that had both asked for it: what is heard at one is said at the
// other. Their legs send to each other, as two telephones would. It is a line of
// both.
type splice struct {
	over chan struct{} // closed by who hangs up first
	once sync.Once
}

func newSplice() *splice { return &splice{over: make(chan struct{})} }

// Hangup parts the two.
func (s *splice) Hangup(context.Context) error {
	s.once.Do(func() { close(s.over) })
	return nil
}

// spliced asks a call to give the place of one of its telephones to another
// call.
type spliced struct {
	line   *sip.Call
	splice *splice
	by     *actor
	seat   seat // there
	sound  netip.AddrPort
	number string // of who is behind it
}

func (spliced) happens() {}

// joinOther joins a place here to the one of another call's telephone: the same
// exchange has both and asks that those behind them talk with each other (RFC
// 5589 section 7).
func (a *actor) joinOther(ctx context.Context, at seat, x *successor, telephone *sip.Call) {
	other := a.owner(telephone)
	if other == nil || other == a {
		a.decline(x.referral, 603, "Decline")
		return
	}
	s := newSplice()
	x.line = s
	if !a.expect(ctx, at, x) {
		return
	}
	a.watchSplice(at, s, other)
	behind := a.conversation.Phone
	if at == caller {
		behind = a.conversation.Called
	}
	other.mail.Post(spliced{telephone, s, a, at, x.leg.Local(), behind})
}

// spliced gives a telephone's place to another call.
func (a *actor) spliced(ctx context.Context, e spliced) {
	at, there := a.seatOf(e.line)
	if !there || !a.mayYield(at) {
		e.by.mail.Post(heard{e.seat, e.splice, sip.Failed{Refused: sip.Refused{Status: 603, Reason: "Decline"}}})
		return
	}
	a.leave(ctx, a.give(at, e.splice, straight(e.sound)))
	a.watchSplice(at, e.splice, e.by)
	e.by.mail.Post(heard{e.seat, e.splice, sip.Answered{Stream: straight(a.legAt(at).Local())}})
	a.take(ctx, succeeded{at, e.number})
}

// watchSplice tells when the other call hangs up, or is no more.
func (a *actor) watchSplice(at seat, s *splice, other *actor) {
	a.beside(func() {
		select {
		case <-s.over:
		case <-other.gone:
		}
		a.mail.Post(heard{at, s, sip.HungUp{}})
	})
}

// straight is the sound between two legs of the box.
func straight(to netip.AddrPort) media.Stream {
	return media.Stream{Remote: to, Codec: media.PCMA, Payload: uint8(media.PCMA), Event: 101, Sends: true, Hears: true}
}
