package sip

import (
	"context"
	"net/netip"
	"time"

	wire "github.com/emiago/sipgo/sip"

	"cordboard/appliance/media"
	"cordboard/appliance/sip/message"
)

// stage is how far a call is.
type stage int

const (
	early     stage = iota // no final response yet
	answered               // 200 sent, no ACK yet
	confirmed              // the dialog stands
	leaving                // our BYE is out
	ended
)

// loop is what a Call's goroutine alone knows.
type loop struct {
	*session
	stage stage
	clock clock
	turns turns

	assurance assurance
	last      provisional // what the caller was told last

	unacked *unacked  // a 200 that waits for its ACK
	parked  *incoming // a re-INVITE that waits for it too

	wishes []*wish // what our side wants agreed upon
	trying *wish   // the one that is put to the other side

	referral    *Referral // that nobody has decided on
	referralsIn int       // those accepted
	notices     int       // NOTIFYs under way
	referrals   int       // of ours that we hear of
	replaced    bool      // another call has taken the place

	queue    []Event // not read yet
	hangups  []chan<- error
	byes     int  // BYE transactions under way
	released bool // the Handler has returned
}

// letter is what is posted to a call's loop.
type letter interface{ open(c *Call) }

type (
	ringing     struct{ reply chan<- error }
	negotiating struct {
		local netip.AddrPort
		reply chan<- negotiated
	}
	negotiated struct {
		sdp    []byte
		stream media.Stream
		err    error
	}
	answering struct {
		sdp   []byte
		reply chan<- error
	}
	refusing struct {
		status  int
		reason  string
		headers []Header
		reply   chan<- error
	}
	hanging struct{ reply chan<- error }
	// released says that the Handler has returned, or failed.
	released struct{ failed bool }
	// byeDone says that a BYE is done with: of a fork, or of the call.
	byeDone struct {
		err  error
		fork bool
	}
	// stopping says that the server stops: nobody waits for an ACK any more.
	stopping struct{}
)

// run is the goroutine that owns the call. It ends when the call is over and
// the other side's last event was read, or the Handler is gone.
func (c *Call) run() {
	l := &c.loop
	l.clock = newClock()
	defer func() {
		l.clock.timer.Stop()
		close(c.events)
		close(c.over)
	}()
	next := c.start
	for panics := 0; panics < 2 && !l.finished(); next = c.step {
		if !c.well(next) {
			panics++
		}
	}
	c.server.forget(c)
}

// start is what a call begins with that the box made, or had before.
func (c *Call) start() {
	switch {
	case c.loop.stage == confirmed: // restored
		c.refreshed(c.loop.refresh)
	case c.out != nil:
		c.begin()
	}
}

func (l *loop) finished() bool {
	return l.stage == ended && l.byes == 0 && (l.released || len(l.queue) == 0)
}

// well tells whether something was done without a panic, which ends the call and
// not the process.
func (c *Call) well(do func()) bool {
	if c.survives(do) {
		return true
	}
	if !c.survives(c.fail) {
		c.survives(c.abort)
	}
	return false
}

// survives tells whether something was done without a panic.
func (c *Call) survives(do func()) (well bool) {
	defer func() {
		if p := recover(); p != nil {
			c.server.log.Error("call failed", "call", c.id, "panic", p)
		}
	}()
	do()
	return true
}

// step does one thing.
func (c *Call) step() {
	l := &c.loop
	var out chan<- Event
	var next Event
	if len(l.queue) > 0 {
		out, next = c.events, l.queue[0]
	}
	var gone <-chan struct{}
	var acks <-chan *wire.Request
	if c.tx != nil {
		acks = c.tx.Acks()
		if l.stage == early {
			gone = c.tx.Done()
		}
	}
	select {
	case m := <-c.mail:
		m.open(c)
	case <-c.cancels:
		c.cancelled()
	case <-gone:
		c.end(HungUp{})
	case ack := <-acks:
		c.acknowledged(ack)
	case <-l.clock.timer.C:
		c.wake()
	case out <- next:
		l.queue = l.queue[1:]
	}
}

// wake does what it is time for.
func (c *Call) wake() {
	for {
		switch a, due := c.loop.clock.due(time.Now()); {
		case !due:
			c.loop.clock.wind()
			return
		case a == answerAgain:
			c.sendAgain()
		case a == cancelOverdue:
			c.cancelOverdue()
		case a == giveUpOrder:
			c.giveHeld()
		case a == tryAgain:
			c.pursue()
		case a == refreshDue:
			c.refreshAgain()
		case a == sessionOver:
			c.expire()
		case a == assureAgain:
			c.assureAgain()
		case a == remindAgain:
			c.remindAgain()
		case a == offerOverdue:
			c.overdue()
		case a == referralStale:
			c.decide(603, "Decline")
		}
	}
}

// fail ends the call after a mistake of ours.
func (c *Call) fail() {
	switch c.loop.stage {
	case early:
		if c.out != nil {
			c.end(Failed{Refused{Status: 500, Reason: "Server Internal Error"}})
			return
		}
		_ = c.tx.Respond(c.response(c.invite, 500, "Server Internal Error"))
		c.end(nil)
	case answered, confirmed:
		c.bye()
	}
}

// tell queues an event. Digits beyond a bound are dropped; all else is rare.
// Nothing comes after Replaced.
func (c *Call) tell(e Event) {
	if _, digit := e.(Digit); digit && len(c.loop.queue) >= 256 || c.loop.replaced {
		return
	}
	c.loop.queue = append(c.loop.queue, e)
}

// end marks the call as over and tells last, unless that is nil.
func (c *Call) end(last Event) {
	l := &c.loop
	if l.stage == ended {
		return
	}
	if last != nil && l.stage != leaving {
		c.tell(last)
	}
	l.stage = ended
	c.server.front.Answered(c.attempt)
	c.settle()
	c.dropHeld()
	c.dropAnswer()
	c.dropWishes()
	for _, reply := range l.hangups {
		reply <- nil
	}
	l.hangups = nil
	c.server.forget(c)
}

// settled is why a call cannot be rung, answered or refused any more, nil if
// it can.
func (c *Call) settled() error {
	switch c.loop.stage {
	case early:
		if c.out != nil {
			return ErrPlaced
		}
		return nil
	case ended:
		return ErrOver
	}
	return ErrAnswered
}

func (m refusing) open(c *Call) {
	if err := c.settled(); err != nil {
		m.reply <- err
		return
	}
	res := c.response(c.invite, m.status, m.reason)
	for _, h := range m.headers {
		if message.IsToken(h.Name) {
			res.AppendHeader(wire.NewHeader(h.Name, clean(h.Value)))
		}
	}
	m.reply <- c.tx.Respond(res)
	c.end(nil)
}

func (m hanging) open(c *Call) {
	l := &c.loop
	l.released = l.released || c.alone
	switch l.stage {
	case early:
		if c.out != nil {
			l.hangups = append(l.hangups, m.reply)
			c.cancelOurs()
			return
		}
		m.reply <- c.tx.Respond(c.response(c.invite, 480, "Temporarily Unavailable"))
		c.end(nil)
	case ended:
		m.reply <- nil
	default:
		l.hangups = append(l.hangups, m.reply)
		c.leave()
	}
}

func (m released) open(c *Call) {
	l := &c.loop
	l.released = true
	switch l.stage {
	case early:
		c.abandon(m.failed)
	case answered, confirmed:
		c.leave()
	}
}

// abandon refuses a call that its Handler left undecided: no fault of the
// Handler's when the server stops.
func (c *Call) abandon(failed bool) {
	if !failed && c.server.stopped() {
		_ = c.tx.Respond(unavailable().response(c.server, c.invite))
		c.end(nil)
		return
	}
	if !failed {
		c.server.log.Error("call was neither answered nor refused", "call", c.id)
	}
	c.fail()
}

func (stopping) open(c *Call) {
	if c.alone {
		c.loop.released = true
		if c.loop.stage == early {
			c.cancelOurs()
		}
		c.leave()
		return
	}
	if c.loop.stage == answered {
		c.settle()
		c.bye()
	}
}

// leave sends BYE as soon as that is allowed: not before the ACK (RFC 3261
// section 15), nor before the other side knows how the transfer went that it
// asked for: a BYE that overtook that would end what it is told within.
func (c *Call) leave() {
	if c.loop.stage == confirmed && c.loop.notices == 0 {
		c.bye()
	}
}

// sign has a request of ours carry what it takes to be believed.
func (c *Call) sign(m *message.Text) {
	if c.out != nil {
		c.out.proofs.Sign(m)
	}
}

// wantsOut tells whether somebody here waits for leave to be allowed.
func (l *loop) wantsOut() bool { return l.released || l.replaced || len(l.hangups) > 0 }

// bye sends BYE, in a goroutine that run waits for.
func (c *Call) bye() {
	l := &c.loop
	l.stage = leaving
	l.byes++
	d := l.dialog
	l.dialog.LocalSeq++
	c.sendBye(d, false)
}

func (c *Call) sendBye(d dialog, fork bool) {
	a := asking{server: c.server, dialog: d}
	if c.out != nil {
		a.proofs = c.out.proofs.Clone()
	}
	c.inTurn(func() {}, func() { // it is the last: nothing waits for it to leave
		_, err := a.ask(context.Background(), "BYE")
		_ = c.post(byeDone{err, fork})
	})
}

func (m byeDone) open(c *Call) {
	if m.err != nil {
		c.server.log.Debug("BYE not confirmed", "call", c.id, "err", m.err)
	}
	c.loop.byes = max(0, c.loop.byes-1) // broken may have given it up
	if !m.fork {
		c.end(nil)
	}
}

func (c *Call) cancelled() {
	if c.loop.stage == early { // sipgo has sent both 200 and 487
		c.end(Cancelled{})
	}
}

// cancel notes a CANCEL. It is called within sipgo's transaction and must not
// wait.
func (c *Call) cancel() {
	select {
	case c.cancels <- struct{}{}:
	default:
	}
}
