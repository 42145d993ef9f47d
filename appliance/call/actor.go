package call

import (
	"cmp"
	"context"
	"log/slog"
	"runtime/debug"
	"slices"
	"sync/atomic"

	"cordboard/appliance"
	"cordboard/appliance/mailbox"
	"cordboard/appliance/sip"
	"cordboard/ivr/run"
)

// Events that only the actor understands: it turns them into what state.on
// takes.
type (
	joined     struct{ operator appliance.OperatorID }
	checkStaff struct{}
	passedOn   struct{ queue appliance.QueueID }
	lookAgain  struct{}
	command    struct {
		event              // wish, watch or leave
		verdict chan error // buffered
	}
)

func (joined) happens()     {}
func (checkStaff) happens() {}
func (passedOn) happens()   {}
func (lookAgain) happens()  {}
func (command) happens()    {}

// actor carries one call. Its fields are its goroutine's own, but for mail, gone and
// seen.
type actor struct {
	*Calls
	log  *slog.Logger
	mail *mailbox.Box[event]
	gone chan struct{} // closed when the call is over

	entry        appliance.EntryPoint
	conversation appliance.Conversation
	queue        appliance.QueueID

	state
	telephones
	seating
	guidance
	announcer
	seen window
}

// window is what others see of a call. Any goroutine may look.
type window struct {
	place    atomic.Pointer[place]
	standing atomic.Pointer[Standing]
	gauge    gauge
}

// actor makes one that nothing has happened to yet. It wants furnish before it runs.
func (cs *Calls) actor(c appliance.Conversation, log *slog.Logger) *actor {
	return &actor{
		Calls: cs, mail: mailbox.New[event](), gone: make(chan struct{}), log: log.With("conversation", c.ID), conversation: c,
		telephones: telephones{fars: map[seat]*far{}, successors: map[seat]*successor{}},
		guidance:   newGuidance(),
	}
}

// furnish gives the caller's place its telephone, which may have no line yet. The
// call closes its leg.
func (a *actor) furnish(f *far) {
	a.fars[caller], a.seen.gauge.leg = f, f.leg
}

// run is the actor's loop, from the first event on. Who called us is heard by it
// on his line; of nil there is none. A fault of ours ends this call alone.
func (a *actor) run(ctx context.Context, first event, from *sip.Call) {
	defer a.exit()
	defer close(a.gone)
	defer a.clean(context.WithoutCancel(ctx))
	defer func() {
		if fault := recover(); fault != nil {
			a.log.Error("call broke", "fault", fault, "stack", string(debug.Stack()))
			a.breakOff(context.WithoutCancel(ctx))
		}
	}()
	a.legAt(caller).Listen(keys{a.mail})
	a.take(ctx, first)
	var signals <-chan sip.Event
	if from != nil {
		signals = from.Events()
	}
	for a.Phase != over {
		select {
		case signal, ok := <-signals:
			if !ok {
				signals = nil
			}
			a.take(ctx, heard{caller, from, signal})
		case <-a.mail.Some():
			for _, e := range a.mail.Take() {
				a.take(ctx, e)
			}
		case <-a.waits.C:
			a.take(ctx, inTreeEvent{run.TimedOut{Wait: a.waitNumber}})
		case <-ctx.Done():
			a.take(context.WithoutCancel(ctx), broke{"shutdown"})
		}
	}
}

// breakOff ends a call in which a fault of ours was met, wherever it stood: its
// state may say that it is over while nothing of that was done.
func (a *actor) breakOff(ctx context.Context) {
	defer func() {
		if fault := recover(); fault != nil {
			a.log.Error("call broke again", "fault", fault, "stack", string(debug.Stack()))
		}
	}()
	owed := a.Owed && !a.Answered
	a.Phase = over
	a.releaseAll(ctx)
	if owed {
		a.unreached(ctx, a.conversation, "unreachable")
	} else {
		a.finish(ctx, finish{by: appliance.BySystem, cause: "fault"})
	}
	a.part()
}

// enter lets others find the call, until exit.
func (a *actor) enter() {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.calls[a.conversation.ID] = a
}

func (a *actor) exit() {
	for _, o := range slices.Clone(a.listening) {
		a.letGo(o)
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	delete(a.calls, a.conversation.ID)
	for _, l := range a.owned {
		delete(a.lines, l)
	}
}

// take decides what an event means and carries it out.
func (a *actor) take(ctx context.Context, e event) {
	switch e := e.(type) {
	case joined:
		a.take(ctx, accepted{e.operator, a.claims(e.operator), a.rule(ctx, cmp.Or(a.queue, a.entry.Queue))})
	case consulted:
		a.take(ctx, seated{e, a.claims(e.operator)})
	case checkStaff:
		if a.Phase == waiting && !a.Staff.Somebody(a.entry.ID, a.queue, appliance.KindCall) {
			a.take(ctx, nobody{})
		}
	case passedOn:
		switch a.Phase {
		case talking:
			a.passOn(ctx, e.queue)
		case waiting: // if it is another, for the tree has queued him
			a.overflow(ctx, e.queue)
		}
	case lookAgain:
		a.look(ctx)
	case yield:
		a.yield(ctx, e.operator)
	case listen:
		a.listen(ctx)
	case announce:
		a.announce(ctx, e.turn)
	case announced:
		a.announced(e.turn)
	case beeped:
		a.hearMessage(ctx, e.ask)
	case overheard:
		a.overhear(ctx, e.ask)
	case torn:
		a.withdraw(ctx, e.ask)
	case command:
		a.command(ctx, e)
	case heard:
		a.heard(ctx, e)
	case replacing:
		a.replace(ctx, e)
	case spliced:
		a.spliced(ctx, e)
	case successorLate:
		a.late(ctx, e)
	case asked:
		a.asked(e)
	case awayLate:
		a.awayLate(ctx, e.errand)
	case placed:
		e.legUp, e.comes, e.rule = a.claims(e.operator), a.Legs.Comes(e.operator), a.rule(ctx, a.queue)
		a.decide(ctx, e)
	case legChanged:
		e.up = e.up && a.hasSound(e.operator)
		a.decide(ctx, e)
	default:
		a.decide(ctx, e)
	}
}

// decide does what follows from an event.
func (a *actor) decide(ctx context.Context, e event) {
	actions := a.on(e, world{ctx, a, a.Now()}, a.Now())
	a.stand()
	for _, todo := range actions {
		if !a.do(ctx, todo) {
			break
		}
	}
	a.letGoOfAbsent()
	a.summon()
}

// allows says why what somebody asked for cannot be done.
func (s *state) allows(e event) error {
	switch e := e.(type) {
	case wish:
		return s.permits(e)
	case watch:
		return s.permitsWatch(e)
	case leave:
		return s.allows(s.leaving(e.operator))
	}
	return ErrNoCall
}

// command checks that the operator may and then does what he asked.
func (a *actor) command(ctx context.Context, c command) {
	err := a.allows(c.event)
	if err == nil {
		c.event, err = a.equipped(ctx, c.event)
	}
	c.verdict <- err
	if err == nil {
		a.take(ctx, c.event)
	}
}

// equipped adds to what may be done what only the world knows: whether the
// supervisor hears, and by which ways a number is called. These come last, for
// who asks for them is taken to call.
func (a *actor) equipped(ctx context.Context, e event) (_ event, err error) {
	switch e := e.(type) {
	case watch:
		if e.role != "" {
			e.legUp, err = a.listens(e.operator, true)
		}
		return e, err
	case wish:
		if number, asks := e.act.(ask); asks {
			number.ways, err = a.Outside.Ways(ctx, e.operator, number.number, a.entry)
			e.act = number
		}
		return e, err
	}
	return e, nil
}

// clean gives back what the call held, whatever way it ended.
func (a *actor) clean(ctx context.Context) {
	a.waits.Stop()
	a.announceBy(programme{})
	a.endMessage(ctx)
	a.settle(ctx)
	leg := a.legAt(caller)
	leg.Listen(nil)
	leg.Stop()
	a.part()
	if a.recording != nil {
		a.endRecording(a.recording)
	}
	a.releaseAll(ctx)
	leg.Close()
	a.outside.Wait()
}
