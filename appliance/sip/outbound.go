package sip

import (
	"errors"
	"strings"
	"time"

	wire "github.com/emiago/sipgo/sip"

	"cordboard/appliance/media/sdp"
	"cordboard/appliance/sip/message"
)

func (m heard) open(c *Call) {
	switch {
	case c.out == nil || m.to != c.out.inviting:
		c.reanswered(m)
	case m.res.IsProvisional():
		c.progress(m.res)
	case m.res.IsSuccess():
		c.picked(m.res)
	default:
		c.declined(m.res)
	}
}

// progress takes a provisional response (RFC 3261 section 13.2.2.1). What is
// heard before the answer is the exchange's to choose: a tone of its own, an
// announcement (RFC 3960).
func (c *Call) progress(res *wire.Response) {
	l := &c.loop
	if l.stage != early {
		return
	}
	c.out.heard = true
	if l.wantsOut() {
		c.cancelOurs()
		return
	}
	tag := res.To().Params.GetOr("tag", "")
	if res.StatusCode == wire.StatusTrying || tag == "" {
		return
	}
	c.meet(res, tag)
	rseq, reliably := reliable(res)
	if reliably {
		if !l.due(rseq) {
			return
		}
		c.prack(rseq)
	}
	if body := res.Body(); len(body) > 0 && mimeType(res) == mimeSDP && l.sound.Pact == sdp.WeOffered {
		hear := l.sound.Preview
		if reliably { // then it is the answer (RFC 3262 section 5)
			hear = l.sound.Accept
		}
		if stream, err := hear(body); err == nil {
			c.tell(Early{stream})
			return
		}
	}
	if res.StatusCode == 180 {
		c.tell(Ringing{})
	}
}

// meet takes over what a response says about the dialog that it makes
// (section 12.1.2). The last one who was heard of counts until one answers.
func (c *Call) meet(res *wire.Response, tag string) {
	fork := c.out.fork(tag)
	if fork == nil {
		asked := c.out.asked
		fork = &asked
		if len(c.out.forks) < 32 { // an exchange that forks further has gone mad
			c.out.forks = append(c.out.forks, fork)
			c.server.known(c, tag)
		}
	}
	fork.dialog = fork.dialog.answeredBy(res, tag)
	fork.peer.learn(res)
	c.loop.session = fork
}

// picked takes a 200: it is acknowledged whatever becomes of it (section
// 13.2.2.4). The first one is the call; of others, and of one who was quicker
// than our CANCEL, we take leave at once.
func (c *Call) picked(res *wire.Response) {
	l := &c.loop
	tag := res.To().Params.GetOr("tag", "")
	if l.stage != early {
		if inv := c.out.inviting; inv.ack != nil && tag == l.dialog.RemoteTag {
			c.acknowledge(&l.dialog, inv.ack)
			return
		}
		c.leaveFork(res, tag)
		return
	}
	c.meet(res, tag)
	ack := l.dialog.acknowledgement(c.server.self(&l.dialog), c.out.request)
	c.out.inviting.ack = ack
	c.acknowledge(&l.dialog, ack)
	l.stage = confirmed
	c.out.proofs.Close()
	if l.wantsOut() || c.out.cancelled {
		c.bye()
		return
	}
	c.refreshed(l.refresh.told(readExpiry(res)))
	stream, err := l.sound.Conclude(res.Body())
	if err != nil {
		c.server.log.Info("answer is of no use", "call", c.id, "err", err)
		c.tell(Failed{Refused{Status: 488, Reason: "Not Acceptable Here"}})
		c.bye()
		return
	}
	c.tell(Answered{stream})
	c.pursue()
}

// leaveFork acknowledges somebody who answered too late, and hangs up.
func (c *Call) leaveFork(res *wire.Response, tag string) {
	d := c.out.asked.dialog.answeredBy(res, tag)
	c.acknowledge(&d, d.acknowledgement(c.server.self(&d), c.out.request))
	c.loop.byes++
	c.sendBye(d, true)
}

// declined takes a refusal; sipgo has acknowledged it. A redirection is one
// too, unless whoever placed the call allows what the other side chooses.
func (c *Call) declined(res *wire.Response) {
	if c.loop.stage != early {
		return
	}
	if !c.loop.wantsOut() && c.out.tries < mostTries && c.amended(res) {
		c.again()
		return
	}
	c.end(Failed{refusedBy(res)})
}

// mostTries is how often an INVITE is sent anew, for whatever reasons, and to
// how many others.
const mostTries = 5

// amended changes what a refusal asks to be changed, and tells whether the
// INVITE is worth another try.
func (c *Call) amended(res *wire.Response) bool {
	asked := &c.out.asked
	if least, ok := tooShort(res); ok && least > asked.refresh.Least { // RFC 4028 section 7.3
		asked.refresh.Least = least
		return true
	}
	return c.out.proofs.Learn(res) || c.redirected(res)
}

// refusedBy reads a refusal.
func refusedBy(res *wire.Response) Refused {
	refused := Refused{Status: res.StatusCode, Reason: printable(res.Reason)}
	if h := res.GetHeader("retry-after"); h != nil {
		delta, _, _ := strings.Cut(strings.TrimSpace(h.Value()), " ")
		delta, _, _ = strings.Cut(delta, ";")
		refused.RetryAfter = min(seconds(delta), 24*time.Hour)
	}
	return refused
}

// open of lost: no final response came in 64*T1, or the way is gone, or it never
// left.
func (m lost) open(c *Call) {
	if w := c.loop.trying; w != nil && w.inviting == m.to {
		c.decided(w, nil, m.err)
		return
	}
	if c.loop.stage != early || c.out == nil || m.to != c.out.inviting {
		return
	}
	c.server.log.Info("INVITE was not answered", "call", c.id, "err", m.err)
	if errors.Is(m.err, errUnsent) {
		c.end(Failed{Refused{Status: 503, Reason: "Service Unavailable"}})
		return
	}
	c.end(Failed{Refused{Status: 408, Reason: "Request Timeout"}})
}

// cancelOurs takes our INVITE back as soon as that is allowed: not before a
// provisional response (section 9.1). The call ends with the response to the
// INVITE; one who has no more to say is not waited for.
func (c *Call) cancelOurs() {
	l := &c.loop
	if !c.out.heard || c.out.cancelled {
		return
	}
	c.out.cancelled = true
	l.clock.set(cancelOverdue, 64*c.server.limits.T1)
	c.takeBack(c.out.request)
}

// cancelOverdue ends a call for whose INVITE no final response came after our
// CANCEL (section 9.1).
func (c *Call) cancelOverdue() {
	if c.loop.stage == early {
		c.end(nil)
	}
}

// takeBack sends the CANCEL of an INVITE.
func (c *Call) takeBack(invite *message.Text) {
	c.dispatch(&c.loop.dialog, cancelOf(invite), func(tx *wire.ClientTx, err error) {
		if err == nil {
			_, err = final(nil, tx)
		}
		if err != nil {
			c.server.log.Debug("CANCEL not confirmed", "call", c.id, "err", err)
		}
	})
}

// cancelOf is the CANCEL of a request (section 9.1): all that names its
// transaction, and nothing else.
func cancelOf(m *message.Text) *message.Text {
	_, target, _ := strings.Cut(m.Start, " ")
	c := &message.Text{Start: "CANCEL " + target}
	for _, f := range m.Fields {
		switch f.Name {
		case "via", "max-forwards", "from", "to", "call-id", "route":
			c.Add(f.Name, f.Value)
		case "cseq":
			number, _, _ := strings.Cut(f.Value, " ")
			c.Add("cseq", number+" CANCEL")
		}
	}
	return c
}
