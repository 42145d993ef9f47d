package sip

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"

	wire "github.com/emiago/sipgo/sip"

	"cordboard/appliance/media"
	"cordboard/appliance/media/sdp"
)

// wish is something that our side wants agreed upon inside the session. One at
// a time is put to the other side.
type wish struct {
	direction sdp.Direction
	refresh   bool         // wants no more than a sign
	reply     chan<- error // has room for one
	session   *session     // to whose other side it was put
	inviting  *inviting    // by which it is put, nil: by UPDATE
	late      bool         // it was taken back
	before    sdp.Session  // what counts again when it is refused
}

func (w *wish) open(c *Call) {
	c.loop.wishes = append(c.loop.wishes, w)
	c.pursue()
}

// underway tells what is going on.
func (l *loop) underway() underway {
	return underway{
		early:    l.stage == early,
		inviting: l.trying != nil && l.trying.inviting != nil,
		unacked:  l.unacked != nil,
		pact:     l.sound.Pact,
	}
}

// pursue puts the next wish to the other side as soon as nothing is in its way.
func (c *Call) pursue() {
	l := &c.loop
	if l.trying != nil || len(l.wishes) == 0 || l.clock.running(tryAgain) || l.stage >= leaving {
		return
	}
	w := l.wishes[0]
	way := l.underway().way(w.refresh, l.peer.Update)
	if way == notYet {
		return
	}
	l.wishes = l.wishes[1:]
	l.trying, w.session, w.before, w.late = w, l.session, l.sound, false
	var description []byte
	if !w.refresh || way == byInvite {
		l.sound.Ours = w.direction
		if description = l.sound.Offer(); description == nil {
			c.refused(w, sdp.ErrNoSound)
			return
		}
	}
	c.put(w, way, description)
}

// put sends the request.
func (c *Call) put(w *wish, way way, description []byte) {
	l := &c.loop
	fields := append(c.server.here(&l.dialog), l.refresh.question(true)...)
	if description != nil {
		fields = append(fields, Header{"content-type", mimeSDP})
	}
	if way == byUpdate {
		w.inviting = nil
		c.transact(l.session, "UPDATE", fields, description, func(res *wire.Response, err error) letter {
			return updated{w, res, err}
		})
		return
	}
	request := l.dialog.request("INVITE", c.server.self(&l.dialog), fields...)
	request.Body = description
	c.sign(request)
	w.inviting = c.sendInvite(&l.dialog, request)
	l.clock.set(offerOverdue, 64*c.server.limits.T1)
}

// overdue takes an offer back that the other side ponders over: while it does,
// no other one may go either way. One that does not even answer that is gone.
func (c *Call) overdue() {
	l := &c.loop
	w := l.trying
	switch {
	case w == nil || w.inviting == nil || l.stage >= leaving:
	case w.late:
		c.decided(w, nil, context.DeadlineExceeded)
	case w.inviting.heard: // else sipgo gives it up, by Timer B
		w.late = true
		c.takeBack(w.inviting.request)
		l.clock.set(offerOverdue, 64*c.server.limits.T1)
	}
}

// updated is what came of an UPDATE of ours; res is nil if nothing did.
type updated struct {
	wish *wish
	res  *wire.Response
	err  error
}

func (m updated) open(c *Call) {
	if m.wish == c.loop.trying {
		c.decided(m.wish, m.res, m.err)
	}
}

// reanswered takes a response to an INVITE of ours inside the session. A 200
// is acknowledged whatever becomes of it, and again when it comes again.
func (c *Call) reanswered(m heard) {
	l := &c.loop
	if m.to.ack != nil {
		c.acknowledge(&l.dialog, m.to.ack)
		return
	}
	if m.to.heard = true; m.res.IsProvisional() {
		return
	}
	if m.res.IsSuccess() {
		l.dialog.retarget(m.res.Contact())
		m.to.ack = l.dialog.acknowledgement(c.server.self(&l.dialog), m.to.request)
		c.acknowledge(&l.dialog, m.to.ack)
	}
	if w := l.trying; w != nil && w.inviting == m.to {
		c.decided(w, m.res, nil)
	}
}

// decided takes the final response to a wish, nil if there is none.
func (c *Call) decided(w *wish, res *wire.Response, err error) {
	l := &c.loop
	l.clock.stop(offerOverdue)
	switch {
	case l.stage >= leaving, w.session != l.session: // or somebody else answered
		c.refused(w, ErrOver)
	case errors.Is(err, errUnsent): // there may be a way when it is tried again
		c.refused(w, fmt.Errorf("offer sound anew: %w", err))
	case res == nil:
		c.refused(w, fmt.Errorf("offer sound anew: %w", errors.Join(err, ErrOver)))
		c.lose()
	case res.IsSuccess():
		c.granted(w, res)
	case res.StatusCode == wire.StatusRequestPending:
		c.restore(w)
		l.trying, l.wishes = nil, append([]*wish{w}, l.wishes...)
		l.clock.set(tryAgain, collisionWait(c.out != nil, rand.Float64(), c.server.limits.T1))
	case c.mended(w, res):
		c.restore(w)
		l.trying, l.wishes = nil, append([]*wish{w}, l.wishes...)
		c.pursue()
	default:
		refused := refusedBy(res)
		c.refused(w, &refused)
		if res.StatusCode == 481 || res.StatusCode == 408 { // RFC 3261 section 12.2.1.2
			c.lose()
		}
	}
}

// mended tells whether a wish that was refused for its form can be put in
// another one.
func (c *Call) mended(w *wish, res *wire.Response) bool {
	l := &c.loop
	if least, ok := tooShort(res); ok && least > l.refresh.Least { // RFC 4028 section 7.3
		l.refresh.Least = least
		return true
	}
	switch res.StatusCode {
	case wire.StatusMethodNotAllowed, wire.StatusNotImplemented:
		if w.refresh && w.inviting == nil && l.peer.Update {
			l.peer.Update = false
			return true
		}
	}
	return c.out != nil && c.out.proofs.Learn(res)
}

// granted takes the answer to an offer of ours.
func (c *Call) granted(w *wish, res *wire.Response) {
	l := &c.loop
	l.dialog.retarget(res.Contact())
	l.peer.learn(res)
	c.refreshed(l.refresh.told(readExpiry(res)))
	if l.sound.Pact == sdp.Settled { // nothing was offered
		l.trying = nil
		w.reply <- nil
		c.pursue()
		return
	}
	stream, err := l.sound.Accept(res.Body())
	if err != nil { // two sides that do not understand each other
		c.refused(w, fmt.Errorf("offer sound anew: %w", err))
		c.lose()
		return
	}
	l.trying = nil
	if stream != w.before.Stream {
		c.tell(c.agreed(stream))
	}
	w.reply <- nil
	c.pursue()
}

// refused lets all be as it was before a wish.
func (c *Call) refused(w *wish, err error) {
	c.restore(w)
	l := &c.loop
	l.trying = nil
	if l.refresh.Ours && l.clock.running(sessionOver) && !l.clock.running(refreshDue) {
		l.clock.set(refreshDue, l.refresh.again()) // it was to refresh the session too
	}
	w.reply <- err
	c.pursue()
}

// restore takes an offer back, if one was made: of a mere refresh, the other
// side may have changed the sound meanwhile.
func (c *Call) restore(w *wish) {
	s := &w.session.sound
	if s.Pact != sdp.WeOffered {
		return
	}
	*s = s.Withdrawn(w.before)
}

// agreed is the event of a new agreement.
func (c *Call) agreed(stream media.Stream) Event {
	if c.loop.stage == early && c.out != nil {
		return Early{stream}
	}
	return Reoffer{stream}
}

// lose ends a call whose other side is gone or cannot be understood.
func (c *Call) lose() {
	switch c.loop.stage {
	case answered, confirmed:
		c.tell(HungUp{})
		c.bye()
	}
}

// dropWishes ends what we wanted when the call ends.
func (c *Call) dropWishes() {
	l := &c.loop
	if l.trying != nil {
		l.wishes = append(l.wishes, l.trying)
	}
	for _, w := range l.wishes {
		w.reply <- ErrOver
	}
	l.trying, l.wishes = nil, nil
}
