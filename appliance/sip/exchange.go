package sip

import (
	"fmt"
	"time"

	wire "github.com/emiago/sipgo/sip"

	"cordboard/appliance/media/sdp"
	"cordboard/appliance/sip/message"
)

// unacked is a 200 to an INVITE that is sent again until its ACK comes (RFC
// 3261 section 13.3.1.4). sipgo's own wait restarts its 64*T1 at every
// retransmission and steps from T1 to T2 at once.
type unacked struct {
	cseq     uint32
	tx       wire.ServerTransaction
	res      *wire.Response
	interval time.Duration
	until    time.Time
	done     chan struct{} // of the re-INVITE's goroutine; nil for the INVITE
}

func (m answering) open(c *Call) {
	l := &c.loop
	if err := c.settled(); err != nil {
		m.reply <- err
		return
	}
	if c.server.stopped() { // nobody would wait for the ACK
		c.abandon(false)
		m.reply <- ErrOver
		return
	}
	if l.assurance.out != nil && l.assurance.sound { // RFC 3262 section 3
		l.assurance.answer = &m
		return
	}
	res := c.contacted(c.invite, 200, "OK")
	appendFields(res, l.refresh.answer())
	if !l.assurance.agreed { // else it is not said again, RFC 6337 section 3.1.1
		setSDP(res, m.sdp)
		l.sound.Said(m.sdp, c.offer == nil)
	}
	c.server.front.Answered(c.attempt) // first, so that no 100 of the front's follows the 200
	if err := c.tx.Respond(res); err != nil {
		m.reply <- fmt.Errorf("answer call: %w", err)
		c.end(HungUp{})
		return
	}
	l.stage = answered
	l.assurance.next = nil // RFC 3262 section 3: none begins after the final response
	l.clock.stop(assureAgain)
	l.clock.stop(remindAgain)
	c.refreshed(l.refresh)
	c.replace()
	c.expectAck(unacked{cseq: c.invite.CSeq().SeqNo, tx: c.tx, res: res})
	m.reply <- nil
}

// expectAck takes over a 200 that has just been sent.
func (c *Call) expectAck(u unacked) {
	l := &c.loop
	u.interval = c.server.limits.T1
	u.until = time.Now().Add(64 * c.server.limits.T1)
	l.unacked = &u
	l.clock.set(answerAgain, u.interval)
}

// sendAgain repeats the 200, or gives the call up after 64*T1.
func (c *Call) sendAgain() {
	l := &c.loop
	u := l.unacked
	if u == nil {
		return
	}
	if !time.Now().Before(u.until) {
		c.settle()
		c.tell(Unacknowledged{})
		c.bye()
		return
	}
	if err := u.tx.Respond(u.res); err != nil {
		c.server.log.Debug("answer not sent again", "call", c.id, "err", err)
	}
	u.interval = min(2*u.interval, 8*c.server.limits.T1) // T2 is 8*T1
	l.clock.set(answerAgain, min(u.interval, time.Until(u.until)))
}

// acknowledged takes an ACK, whichever way it came.
func (c *Call) acknowledged(ack *wire.Request) {
	l := &c.loop
	u := l.unacked
	if u == nil || ack.CSeq().SeqNo != u.cseq {
		return // a repetition, or of a refusal
	}
	if l.sound.Pact == sdp.WeOffered {
		c.takeAnswer(ack)
	}
	if l.stage == answered {
		l.stage = confirmed
		c.tell(Confirmed{})
	}
	c.settle()
	if l.wantsOut() {
		c.leave()
	}
	if in := l.parked; in != nil && l.stage == confirmed {
		l.parked = nil
		c.handle(*in)
	}
	c.pursue()
}

// settle ends the wait for an ACK, however.
func (c *Call) settle() {
	l := &c.loop
	u := l.unacked
	if u == nil {
		return
	}
	l.unacked = nil
	l.clock.stop(answerAgain)
	if u.done != nil {
		close(u.done)
	}
}

// takeAnswer reads the answer to an offer of ours out of an ACK. One that
// cannot be used leaves two sides that do not understand each other: BYE
// (RFC 3261 section 13.2.2.4 has the mirror image).
func (c *Call) takeAnswer(ack *wire.Request) {
	l := &c.loop
	stream, err := l.sound.Accept(ack.Body())
	if err != nil {
		c.server.log.Info("answer in ACK is of no use", "call", c.id, "err", err)
		c.settle()
		if l.stage == answered || l.stage == confirmed {
			c.tell(HungUp{})
			c.bye()
		}
		return
	}
	c.tell(Reoffer{stream})
}

// response writes a response in this call.
func (c *Call) response(r *wire.Request, status int, reason string) *wire.Response {
	return c.server.response(r, status, reason)
}

// contacted is a response that says where the dialog's requests go, and what
// may come (RFC 3261 section 13.3.1.4).
func (c *Call) contacted(r *wire.Request, status int, reason string) *wire.Response {
	res := c.response(r, status, reason)
	appendFields(res, c.server.here(&c.loop.dialog))
	return res
}

func appendFields(res *wire.Response, fields []Header) {
	for _, f := range fields {
		res.AppendHeader(wire.NewHeader(message.ProperName(f.Name), f.Value))
	}
}

func setSDP(res *wire.Response, description []byte) {
	if len(description) == 0 {
		return
	}
	res.AppendHeader(wire.NewHeader("Content-Type", mimeSDP))
	res.SetBody(description)
}
