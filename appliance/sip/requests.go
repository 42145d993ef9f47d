package sip

import (
	"math/rand/v2"
	"strconv"

	wire "github.com/emiago/sipgo/sip"
)

// incoming is a request inside a dialog. The goroutine that brought it waits
// on done, because sipgo forgets the transaction when that returns.
type incoming struct {
	req  *wire.Request
	tx   wire.ServerTransaction
	done chan struct{}
}

func (in incoming) seq() uint32 { return in.req.CSeq().SeqNo }

func (in incoming) open(c *Call) {
	l := &c.loop
	s := c.sessionOf(in.req)
	if in.req.IsAck() {
		if s != nil {
			c.acknowledged(in.req)
		}
		close(in.done)
		return
	}
	if s == nil || l.stage == ended {
		c.reply(in, 481, "Call/Transaction Does Not Exist")
		return
	}
	due, late := l.order.take(in)
	if late {
		c.reply(in, 500, "CSeq Out Of Order")
		return
	}
	for _, one := range due {
		c.handle(one)
	}
	if l.order.waiting() {
		l.clock.set(giveUpOrder, c.server.limits.Reorder)
	}
}

// giveHeld goes on with what was held back: what it waited for does not come.
func (c *Call) giveHeld() {
	l := &c.loop
	if in := l.parked; in != nil {
		l.parked = nil
		if l.unacked != nil {
			c.retryLater(*in)
		} else {
			c.handle(*in)
		}
	}
	for _, in := range l.order.give() {
		c.handle(in)
	}
}

// dropHeld refuses what is held back when the call ends.
func (c *Call) dropHeld() {
	l := &c.loop
	held := l.order.give()
	if l.parked != nil {
		held = append(held, *l.parked)
		l.parked = nil
	}
	if r := l.referral; r != nil {
		held = append(held, r.in)
		l.referral = nil
		l.clock.stop(referralStale)
	}
	for _, in := range held {
		c.reply(in, 481, "Call/Transaction Does Not Exist")
	}
}

// reply answers in with a status alone.
func (c *Call) reply(in incoming, status int, reason string) {
	c.send(in, c.response(in.req, status, reason))
}

func (c *Call) send(in incoming, res *wire.Response) {
	if err := in.tx.Respond(res); err != nil {
		c.server.log.Debug("response not sent", "call", c.id, "status", res.StatusCode, "err", err)
	}
	close(in.done)
}

// handle answers one request, in its turn.
func (c *Call) handle(in incoming) {
	l := &c.loop
	l.dialog.RemoteSeq = max(l.dialog.RemoteSeq, in.seq())
	if l.stage == ended {
		c.reply(in, 481, "Call/Transaction Does Not Exist")
		return
	}
	if refused := refuseByHeaders(in.req); refused != nil {
		c.send(in, refused.response(c.server, in.req))
		return
	}
	switch in.req.Method {
	case wire.BYE:
		c.hungUp(in)
	case wire.INVITE, wire.UPDATE:
		c.reoffered(in)
	case wire.INFO:
		c.informed(in)
	case wire.OPTIONS:
		c.send(in, c.server.capabilities(in.req))
	case wire.NOTIFY:
		c.notified(in)
	case wire.SUBSCRIBE:
		c.reply(in, 489, "Bad Event")
	case wire.REFER:
		c.referralAsked(in)
	case wire.PRACK:
		c.assured(in)
	default:
		c.send(in, c.server.refuseMethod(in.req))
	}
}

// hungUp takes the caller's BYE. In an early dialog the INVITE ends with 487
// (RFC 3261 section 15.1.2).
func (c *Call) hungUp(in incoming) {
	c.reply(in, 200, "OK")
	if c.loop.stage == early && c.out == nil {
		_ = c.tx.Respond(c.response(c.invite, 487, "Request Terminated"))
	}
	c.end(HungUp{})
}

// later refuses what came too early (RFC 3261 section 14.2).
func later() *refusal {
	return &refusal{500, "Server Internal Error", []Header{{"Retry-After", strconv.Itoa(rand.IntN(10))}}}
}

func (c *Call) retryLater(in incoming) { c.send(in, later().response(c.server, in.req)) }

// reoffered answers a re-INVITE or an UPDATE (RFC 3311), with or without SDP.
func (c *Call) reoffered(in incoming) {
	l := &c.loop
	invite := in.req.IsInvite()
	body, refused := sdpOf(in.req)
	if refused != nil {
		c.send(in, refused.response(c.server, in.req))
		return
	}
	switch l.underway().rule(invite, body != nil) {
	case collision:
		c.reply(in, 491, "Request Pending")
		return
	case tooSoon:
		c.retryLater(in)
		return
	case afterACK:
		c.park(in)
		return
	}
	timer, short := c.server.limits.asked(readExpiry(in.req))
	if short != nil {
		c.send(in, short.response(c.server, in.req))
		return
	}
	var description []byte
	switch {
	case body != nil:
		answer, changed, err := l.sound.Answer(body)
		if err != nil {
			c.send(in, soundRefusal(err).response(c.server, in.req))
			return
		}
		description = answer
		if changed {
			defer c.tell(c.agreed(l.sound.Stream))
		}
	case invite:
		if description = l.sound.Offer(); description == nil {
			c.reply(in, 488, "Not Acceptable Here")
			return
		}
	}
	l.dialog.retarget(in.req.Contact())
	l.peer.learn(in.req)
	res := c.contacted(in.req, 200, "OK")
	if l.stage != early {
		c.refreshed(timer)
		appendFields(res, timer.answer())
	}
	setSDP(res, description)
	if !invite {
		c.send(in, res)
		return
	}
	if err := in.tx.Respond(res); err != nil {
		c.server.log.Debug("response not sent", "call", c.id, "status", 200, "err", err)
	}
	c.expectAck(unacked{cseq: in.seq(), tx: in.tx, res: res, done: in.done})
}

// park keeps an INVITE for a moment that may have overtaken an ACK.
func (c *Call) park(in incoming) {
	l := &c.loop
	if l.parked != nil {
		c.retryLater(in)
		return
	}
	l.parked = &in
	l.clock.set(giveUpOrder, c.server.limits.Reorder)
}

// informed takes digits out of an INFO (RFC 6086; the two bodies are older
// than it). One without a body is a keep-alive.
func (c *Call) informed(in incoming) {
	digit, status, reason := readInfo(in.req)
	if status != 200 {
		res := c.response(in.req, status, reason)
		if status == 415 {
			res.AppendHeader(wire.NewHeader("Accept", mimeRelay+", "+mimeDTMF))
		}
		c.send(in, res)
		return
	}
	c.reply(in, 200, "OK")
	if digit.Key != 0 {
		c.tell(Digit{digit})
	}
}
