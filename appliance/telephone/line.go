package telephone

import (
	"context"
	"time"

	"cordboard/appliance"
	"cordboard/appliance/media"
	"cordboard/appliance/media/rtp"
	"cordboard/appliance/sip"
)

// telephone is one operator's. It is Run's own.
type telephone struct {
	*Telephones
	state
	id       appliance.OperatorID
	operator appliance.Operator

	line   *sip.Call // nil: none, or it has ended
	leg    *rtp.Leg
	ways   []sip.Outgoing // those that were not tried
	stream media.Stream
	since  time.Time // that stream is in force

	timer *time.Timer // ends a stage that lasts too long
	timed timed       // … namely this one
	turn  int         // tells one stage from another of its kind
}

// timed is a stage as far as its time is concerned.
type timed struct {
	Stage
	lasts time.Duration
}

// timesUp is the end of a stage, if it still is that one.
type timesUp struct{ turn int }

func (timesUp) happens() {}

func newTelephone(t *Telephones, o appliance.OperatorID) *telephone {
	return &telephone{Telephones: t, id: o}
}

// heard is what came from a line. It counts while that is the telephone's.
type heard struct {
	line *sip.Call
	sip.Event
}

func (heard) happens() {}

// take decides what an event means and carries it out.
func (t *telephone) take(ctx context.Context, e event) {
	for _, todo := range t.on(e) {
		t.do(ctx, todo)
	}
	t.stand()
}

// stand lets the stage last as long as it may, and others see it.
func (t *telephone) stand() {
	t.time()
	t.show(t.id, Standing{On: t.On, Stage: t.Stage, Fault: t.Fault, Waits: t.Done && t.call() != 0})
}

// time ends the stage when it has lasted long enough.
func (t *telephone) time() {
	now := timed{t.Stage, t.lasts()}
	if now == t.timed {
		return
	}
	t.timed = now
	t.turn++
	if t.timer != nil {
		t.timer.Stop()
	}
	if turn := t.turn; now.lasts > 0 {
		t.timer = time.AfterFunc(now.lasts, func() { t.post(t.id, timesUp{turn}) })
	}
}

func (t *telephone) do(ctx context.Context, todo action) {
	switch todo := todo.(type) {
	case dial:
		t.dial(ctx)
	case ask:
		t.ask(ctx)
	case join:
		t.leg.Stop()
		t.leg.Listen(nil)
		t.set(t.id, t.leg)
	case part:
		t.set(t.id, nil)
	case hang:
		t.hang(ctx)
	case accept:
		t.tell(ctx, "accept by telephone", func(ctx context.Context) error { return t.Offers.Accept(ctx, t.id, todo.call) }, notTaken(todo))
	case decline:
		t.tell(ctx, "decline by telephone", func(ctx context.Context) error { return t.Offers.Decline(ctx, t.id, todo.call) }, nil)
	case unreached:
		t.tell(ctx, "pass an offer by", func(ctx context.Context) error { return t.Offers.Unreached(ctx, t.id, todo.call, todo.cause) }, nil)
	case leave:
		t.tell(ctx, "leave by telephone", func(ctx context.Context) error { return t.Calls.Leave(ctx, todo.call, t.id) }, notLeft{})
	case press:
		t.tell(ctx, "press a key", func(ctx context.Context) error {
			return t.Calls.Digit(ctx, todo.call, t.id, string(todo.key))
		}, nil)
	}
}

// tell asks somebody who may make us wait. What comes of a refusal is told as
// otherwise; nil: nothing does.
func (t *telephone) tell(ctx context.Context, what string, do func(context.Context) error, otherwise event) {
	t.beside(func() {
		err := do(ctx)
		if err == nil {
			return
		}
		t.Log.Info("telephone: not done", "what", what, "operator", t.id, "err", err)
		if otherwise != nil {
			t.post(t.id, otherwise)
		}
	})
}

// dial calls the telephone.
func (t *telephone) dial(ctx context.Context) {
	who, err := t.whom(ctx)
	if err == nil {
		t.ways, err = t.Exchange.Extension(ctx, t.operator.Extension, who)
	}
	if err == nil {
		t.leg, err = t.Engine.Open()
	}
	if err != nil {
		t.Log.Warn("desk telephone cannot be called", "operator", t.id, "err", err)
		t.post(t.id, failed{Unreachable})
		return
	}
	t.since = time.Time{}
	t.try()
}

// try calls by the next way that is left.
func (t *telephone) try() {
	for len(t.ways) > 0 {
		way := t.ways[0]
		t.ways = t.ways[1:]
		way.Sound = t.leg.Local()
		line, err := t.Exchange.Dial(way)
		if err != nil {
			t.Log.Warn("call a desk telephone", "operator", t.id, "err", err)
			continue
		}
		t.line = line
		t.beside(func() {
			for e := range line.Events() {
				t.post(t.id, heard{line, e})
			}
		})
		return
	}
	t.line = nil
	t.post(t.id, failed{Unreachable})
}

// heard takes what the telephone does.
func (t *telephone) heard(ctx context.Context, h heard) {
	if t.line != h.line {
		return
	}
	switch e := h.Event.(type) {
	case sip.Ringing, sip.Early:
		t.take(ctx, rang{})
	case sip.Answered:
		t.connect(e.Stream)
		t.take(ctx, lifted{})
	case sip.Reoffer:
		t.connect(e.Stream)
	case sip.Digit:
		t.take(ctx, pressed{e.Key})
	case sip.Referred: // calls are passed on at the desk
		_ = e.Refuse(603, "Decline")
	case sip.Failed:
		rings := t.Stage == Ringing
		if e.Next(rings, t.ways) {
			t.try()
			return
		}
		t.line = nil
		t.take(ctx, failed{causeOf(e.Refused.Status, rings)})
	case sip.HungUp, sip.Unacknowledged:
		t.line = nil
		t.take(ctx, hungUp{})
	}
}

// causeOf names why a telephone was not lifted. One that rang and is busy then
// was told so by its operator; one that never rang is not there, whatever its
// exchange calls that.
func causeOf(status int, rang bool) string {
	switch cause := sip.Cause(status); {
	case rang && cause == Busy:
		return Declined
	case !rang && cause == NoAnswer:
		return Unreachable
	default:
		return cause
	}
}

func (t *telephone) connect(s media.Stream) {
	t.stream, t.since = s, time.Now()
	t.leg.Connect(s)
}

// listen hangs up on a telephone that has fallen silent: its exchange may have
// lost its power.
func (t *telephone) listen(ctx context.Context, now time.Time) {
	if t.line == nil || t.leg == nil || !t.stream.Silent(t.leg.LastHeard(), t.since, now, media.LongestSilence) {
		return
	}
	t.Log.Warn("desk telephone has fallen silent", "operator", t.id)
	t.take(ctx, hungUp{})
}

// hang ends the line and the leg. Nobody waits for the other side's answer but
// the end of Run.
func (t *telephone) hang(ctx context.Context) {
	if line := t.line; line != nil {
		t.line = nil
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
		t.beside(func() {
			defer cancel()
			if err := line.Hangup(ctx); err != nil {
				t.Log.Warn("hang up a desk telephone", "operator", t.id, "err", err)
			}
		})
	}
	if t.leg != nil {
		t.leg.Close()
		t.leg = nil
	}
}
