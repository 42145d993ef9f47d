package sip

import (
	"fmt"
	"math/rand/v2"
	"strconv"
	"strings"
	"time"

	wire "github.com/emiago/sipgo/sip"

	"cordboard/appliance/media/sdp"
)

// Progress tells the caller that something is to be heard before the answer:
// 183 with a description, that of Negotiate. A caller who can is told reliably
// (RFC 3262); then the sound is agreed on with that, and later offers may come
// before the answer. One who made no offer and cannot is told without sound.
func (c *Call) Progress(description []byte) error {
	return c.ask(func(r chan<- error) letter { return progressing{description, r} })
}

type progressing struct {
	sdp   []byte
	reply chan<- error
}

// provisional is a response before the final one.
type provisional struct {
	status int
	reason string
	sdp    []byte
}

// assurance is what a call that came in knows about its reliable provisional
// responses. It is the loop's own.
type assurance struct {
	rseq   uint32         // of the latest
	out    *wire.Response // the latest, until its PRACK comes
	sound  bool           // it has a description of sound
	ours   []byte         // the offer that the caller left to us, as Negotiate wrote it
	agreed bool           // sound was agreed on by one of them
	// What waits for the PRACK.
	next   []provisional
	answer *answering

	interval time.Duration
	until    time.Time
}

func (m ringing) open(c *Call) {
	if err := c.settled(); err != nil {
		m.reply <- err
		return
	}
	m.reply <- c.inform(provisional{status: 180, reason: "Ringing"})
}

func (m progressing) open(c *Call) {
	if err := c.settled(); err != nil {
		m.reply <- err
		return
	}
	m.reply <- c.inform(provisional{183, "Session Progress", m.sdp})
}

// reminder is how often a caller's exchange is told that the call is still
// being offered, or it would give it up (RFC 3261 section 13.3.1.1).
const reminder = time.Minute

// inform sends a provisional response: reliably where the caller insists, or
// where it has sound and he can.
func (c *Call) inform(p provisional) error {
	l := &c.loop
	a := &l.assurance
	if a.agreed || c.offer == nil && !l.peer.Reliable {
		p.sdp = nil
	}
	reliably := lists(c.invite, "require", "100rel") || p.sdp != nil && l.peer.Reliable
	if reliably && a.rseq == 0 && p.sdp == nil { // the first has it, RFC 3262 section 5
		p.sdp = a.ours
	}
	if reliably && a.out != nil { // RFC 3262 section 3: one at a time
		a.next = append(a.next, p)
		return nil
	}
	c.server.front.Answered(c.attempt)
	res := c.contacted(c.invite, p.status, p.reason)
	setSDP(res, p.sdp)
	l.last = p
	l.clock.set(remindAgain, reminder)
	if reliably {
		c.assure(res, p.sdp != nil)
	}
	if err := c.tx.Respond(res); err != nil {
		return fmt.Errorf("tell caller %d: %w", p.status, err)
	}
	return nil
}

// assure makes a response a reliable one (RFC 3262 section 3).
func (c *Call) assure(res *wire.Response, sound bool) {
	l := &c.loop
	a := &l.assurance
	if a.rseq++; a.rseq == 1 {
		a.rseq = 1 + rand.Uint32N(1<<30)
	}
	appendFields(res, []Header{{"require", "100rel"}, {"rseq", strconv.FormatUint(uint64(a.rseq), 10)}})
	a.out, a.sound = res, sound
	if sound && l.sound.Pact == sdp.TheyOffered {
		l.sound.Pact, a.agreed = sdp.Settled, true
	}
	a.interval = c.server.limits.T1
	a.until = time.Now().Add(64 * c.server.limits.T1)
	l.clock.set(assureAgain, a.interval)
}

// assureAgain repeats a reliable response, or gives the call up after 64*T1.
func (c *Call) assureAgain() {
	l := &c.loop
	a := &l.assurance
	if a.out == nil || l.stage != early {
		return
	}
	if !time.Now().Before(a.until) {
		_ = c.tx.Respond(c.response(c.invite, 504, "Server Time-out"))
		c.end(Unacknowledged{})
		return
	}
	if err := c.tx.Respond(a.out); err != nil {
		c.server.log.Debug("response not sent again", "call", c.id, "err", err)
	}
	a.interval *= 2
	l.clock.set(assureAgain, min(a.interval, time.Until(a.until)))
}

// remindAgain repeats the latest provisional response without its sound.
func (c *Call) remindAgain() {
	l := &c.loop
	if l.stage != early || l.assurance.out != nil {
		return
	}
	if err := c.inform(provisional{status: l.last.status, reason: l.last.reason}); err != nil {
		c.server.log.Debug("reminder not sent", "call", c.id, "err", err)
	}
}

// assured takes a PRACK, with the answer to an offer of ours or with a new
// one (RFC 3262 sections 3 and 5). It may come after the answer, which waits for
// the PRACK of sound alone. One that fits is accepted whatever it brings; what cannot
// be answered ends the call instead (RFC 6337 table 2).
func (c *Call) assured(in incoming) {
	a := &c.loop.assurance
	if a.out == nil || !acknowledges(in.req, a.rseq, c.invite.CSeq().SeqNo) {
		c.reply(in, 481, "No Such Provisional Response")
		return
	}
	body, refused := sdpOf(in.req)
	var description []byte
	switch answers := c.loop.wantsAnswer(); {
	case refused != nil:
	case answers && body == nil:
		refused = &refusal{status: 400, reason: "Missing Answer"}
	case answers:
		refused = c.prackAnswers(body)
	case body != nil:
		description, refused = c.prackOffers(body)
	}
	res := c.response(in.req, 200, "OK")
	setSDP(res, description)
	c.send(in, res)
	if refused != nil {
		c.server.log.Info("PRACK is of no use", "call", c.id, "status", refused.status, "reason", refused.reason)
		c.breakDown(refused)
		return
	}
	c.release()
}

// breakDown ends a call with whose caller no sound can be agreed on.
func (c *Call) breakDown(why *refusal) {
	if c.loop.stage != early {
		c.lose()
		return
	}
	_ = c.tx.Respond(why.response(c.server, c.invite))
	c.end(HungUp{})
}

// wantsAnswer tells whether the response that a PRACK acknowledges has an offer of
// ours.
func (l *loop) wantsAnswer() bool {
	return l.assurance.sound && l.trying == nil && l.sound.Pact == sdp.WeOffered
}

// prackAnswers takes the answer to our offer.
func (c *Call) prackAnswers(body []byte) *refusal {
	l := &c.loop
	before := l.sound.Stream
	if _, err := l.sound.Accept(body); err != nil {
		return soundRefusal(err)
	}
	l.assurance.agreed = true
	if l.sound.Stream != before {
		c.tell(c.agreed(l.sound.Stream))
	}
	return nil
}

// prackOffers answers an offer of the caller's. It must not collide with one of ours,
// nor come before his first one has its answer.
func (c *Call) prackOffers(body []byte) (description []byte, _ *refusal) {
	l := &c.loop
	if l.sound.Pact != sdp.Settled { // RFC 3264 section 4
		return nil, &refusal{status: 400, reason: "Offer Before Answer"}
	}
	before := l.sound.Stream
	description, _, err := l.sound.Answer(body)
	if err != nil {
		return nil, soundRefusal(err)
	}
	if l.sound.Stream != before {
		c.tell(c.agreed(l.sound.Stream))
	}
	return description, nil
}

// release goes on with what waited for a PRACK.
func (c *Call) release() {
	l := &c.loop
	a := &l.assurance
	a.out = nil
	l.clock.stop(assureAgain)
	if m := a.answer; m != nil {
		a.answer = nil
		m.open(c)
		return
	}
	if len(a.next) > 0 {
		p := a.next[0]
		a.next = a.next[1:]
		if err := c.inform(p); err != nil {
			c.server.log.Debug("response not sent", "call", c.id, "status", p.status, "err", err)
		}
	}
}

// dropAnswer ends the wait for a PRACK of who answers the call.
func (c *Call) dropAnswer() {
	if m := c.loop.assurance.answer; m != nil {
		c.loop.assurance.answer = nil
		m.reply <- ErrOver
	}
}

// acknowledges tells whether a PRACK is of a response to an INVITE (RFC 3262
// section 7.2).
func acknowledges(prack *wire.Request, rseq, cseq uint32) bool {
	h := prack.GetHeader("rack")
	if h == nil {
		return false
	}
	words := strings.Fields(h.Value())
	return len(words) == 3 && words[2] == "INVITE" &&
		words[0] == strconv.FormatUint(uint64(rseq), 10) && words[1] == strconv.FormatUint(uint64(cseq), 10)
}

// reliable reads the number of a reliable response to an INVITE of ours.
func reliable(res *wire.Response) (rseq uint32, ok bool) {
	h := res.GetHeader("rseq")
	if h == nil || !lists(res, "require", "100rel") {
		return 0, false
	}
	n, err := strconv.ParseUint(strings.TrimSpace(h.Value()), 10, 32)
	return uint32(n), err == nil
}

// due tells whether a reliable response is the next one in its session, and
// not one that comes again or before its time (RFC 3262 section 4).
func (s *session) due(rseq uint32) bool {
	if s.rseq != 0 && rseq != s.rseq+1 {
		return false
	}
	s.rseq = rseq
	return true
}

// prack acknowledges a reliable response.
func (c *Call) prack(rseq uint32) {
	l := &c.loop
	cseq, _ := c.out.request.First("cseq")
	fields := []Header{{"rack", strconv.FormatUint(uint64(rseq), 10) + " " + cseq}}
	c.transact(l.session, "PRACK", fields, nil, func(res *wire.Response, err error) letter { return pracked{res, err} })
}

// pracked is what came of a PRACK of ours.
type pracked struct {
	res *wire.Response
	err error
}

func (m pracked) open(c *Call) {
	switch {
	case m.res == nil:
		c.server.log.Info("PRACK was not answered", "call", c.id, "err", m.err)
	case !m.res.IsSuccess():
		c.server.log.Info("PRACK was refused", "call", c.id, "status", m.res.StatusCode)
	}
}
