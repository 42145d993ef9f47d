package call

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"runtime/debug"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"cordboard/appliance"
	"cordboard/appliance/media"
	"cordboard/appliance/media/rtp"
	"cordboard/appliance/sip"
	"cordboard/ivr"
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
		event               // wish or watch
		question bool       // whether it may be done, and no more
		verdict  chan error // buffered
	}
)

// actor carries one call. Its fields are its goroutine's own, but for mail,
// gone, shown and place.
type actor struct {
	*Calls
	line *sip.Call // of one who called us, or nil
	// hungUp says that line has ended.
	hungUp bool
	leg    *rtp.Leg
	log    *slog.Logger
	mail   *mailbox
	gone   chan struct{} // closed when the call is over

	entry        appliance.EntryPoint
	conversation appliance.Conversation
	queue        appliance.QueueID
	// codes counts the invitations that the caller typed.
	codes     int
	language  appliance.Language // of prompts, as the tree said last
	musicName string
	// identified says whether known has been asked.
	identified, known bool
	answerSDP         []byte
	stream            media.Stream
	since             time.Time // that stream is in force, zero before the answer

	state
	place atomic.Pointer[place] // read by others

	joints   []*joint
	summoned []appliance.OperatorID // whose sound knows that they sit here
	// listening are the operators whose sound the call claims: see ears.
	listening []appliance.OperatorID
	recording *Recording
	message   *message // that the caller speaks, or nil
	owes      []owed
	fars      map[seat]*far
	// successors are those who are called to take a place.
	successors map[seat]*successor
	owned      []*sip.Call // as lines knows
	errand     *errand     // on which the caller's exchange is, or nil
	// outside are the goroutines that read what those whom we called do.
	outside sync.WaitGroup
	shown   atomic.Pointer[Standing] // read by others
	// waits is the tree's timer; waitNumber tells which Wait it is.
	waits      *time.Timer
	waitNumber int
	// announcing is the timer of what is said every so often to one who waits,
	// turn which wait it is.
	announcing *time.Timer
	every      time.Duration
	turn       int
}

// carry makes the call's leg and conversation and runs its actor.
func (cs *Calls) carry(ctx context.Context, line *sip.Call, entry appliance.EntryPoint, log *slog.Logger) error {
	leg, err := cs.Engine.Open()
	if err != nil {
		cs.refuse(line, log, sip.Unavailable())
		return fmt.Errorf("open leg: %w", err)
	}
	defer leg.Close()
	sdp, stream, err := line.Negotiate(leg.Local())
	if err != nil {
		cs.refuse(line, log, &sip.Refused{Status: 488, Reason: "Not Acceptable Here"})
		return fmt.Errorf("negotiate sound: %w", err)
	}
	tree, err := cs.Site.Tree(ctx, entry)
	if err != nil {
		cs.refuse(line, log, &sip.Refused{Status: 500, Reason: "Server Internal Error"})
		return fmt.Errorf("find tree of entry point %d: %w", entry.ID, err)
	}
	caller := line.Caller()
	conversation, err := cs.Desk.Open(ctx, Opening{
		EntryPoint: entry, Name: caller.Name, Number: caller.Number, Called: line.Called(), Call: line.ID(),
		Parameters: parametersOf(line.Diverted()),
	})
	if err != nil {
		cs.refuse(line, log, sip.Unavailable())
		return fmt.Errorf("open conversation: %w", err)
	}
	a := cs.actor(conversation, leg, log)
	a.line, a.answerSDP, a.stream = line, sdp, stream
	a.own(line)
	a.entry, a.language = entry, entry.Language
	a.state = state{
		Phase: inTree, OnAccept: entry.Phone.Answer == appliance.AnswerOnAccept,
		tree: run.New(tree, entry.Language),
	}
	a.enter()
	a.run(ctx, began{})
	return nil
}

// parametersOf tell whom the caller had dialled, and why he came to us instead.
func parametersOf(d sip.Diversion) (all []appliance.Parameter) {
	for _, p := range []appliance.Parameter{
		{Key: "diverted-from", Value: d.Number, From: "trunk"},
		{Key: "diverted-because", Value: d.Reason, From: "trunk"},
	} {
		if p.Value != "" {
			all = append(all, p)
		}
	}
	return all
}

// actor makes one that nothing has happened to yet.
func (cs *Calls) actor(c appliance.Conversation, leg *rtp.Leg, log *slog.Logger) *actor {
	a := &actor{
		Calls: cs, leg: leg, mail: newMailbox(), gone: make(chan struct{}), log: log.With("conversation", c.ID),
		conversation: c, musicName: ivr.DefaultMusic, fars: map[seat]*far{}, successors: map[seat]*successor{}, waits: time.NewTimer(time.Hour),
	}
	a.waits.Stop()
	return a
}

// run is the actor's loop, from the first event on. A fault of ours ends this
// call alone.
func (a *actor) run(ctx context.Context, first event) {
	defer a.exit()
	defer close(a.gone)
	defer a.clean(context.WithoutCancel(ctx))
	defer func() {
		if fault := recover(); fault != nil {
			a.log.Error("call broke", "fault", fault, "stack", string(debug.Stack()))
			a.breakOff(context.WithoutCancel(ctx))
		}
	}()
	a.leg.Listen((*keys)(a.mail))
	a.take(ctx, first)
	var signals <-chan sip.Event
	if a.line != nil {
		signals = a.line.Events()
	}
	for a.Phase != over {
		select {
		case signal, ok := <-signals:
			switch {
			case !ok && a.line != nil:
				signals, a.hungUp = nil, true
				a.take(ctx, callerLeft{"gone"})
			case !ok:
				signals = nil
			case a.line != nil: // else it has no place any more
				a.signal(ctx, signal)
			}
		case <-a.mail.some:
			for _, e := range a.mail.take() {
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
	a.hangup(ctx)
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

// signal takes what the telephone's side says.
func (a *actor) signal(ctx context.Context, s sip.Event) {
	switch s := s.(type) {
	case sip.Cancelled:
		a.hungUp = true
		a.take(ctx, callerLeft{"cancelled"})
	case sip.HungUp:
		a.hungUp = true
		a.take(ctx, callerLeft{"hangup"})
	case sip.Unacknowledged:
		a.hungUp = true
		a.take(ctx, callerLeft{"no-ack"})
	case sip.Digit:
		a.take(ctx, pressed{s.Key})
	case sip.Referred:
		a.referred(ctx, caller, s.Referral)
	case sip.Transferred:
		a.transferred(ctx, s)
	case sip.Reoffer:
		a.stream, a.since = s.Stream, a.Now()
		a.leg.Connect(s.Stream)
	}
}

// take decides what an event means and carries it out.
func (a *actor) take(ctx context.Context, e event) {
	switch e := e.(type) {
	case joined:
		a.take(ctx, accepted{operator: e.operator, legUp: a.claims(e.operator)})
	case consulted:
		a.take(ctx, seated{e, a.claims(e.operator)})
	case checkStaff:
		if a.Phase == waiting && !a.Staff.Somebody(a.queue, true) {
			a.take(ctx, nobody{})
		}
	case passedOn:
		if a.Phase == talking { // else the tree has queued him
			a.passOn(ctx, e.queue)
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
		e.legUp, e.comes = a.claims(e.operator), a.Legs.Comes(e.operator)
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
	}
	return ErrNoCall
}

// command checks that the operator may and then does what he asked.
func (a *actor) command(ctx context.Context, c command) {
	err := a.allows(c.event)
	if w, watches := c.event.(watch); watches && w.role != "" && err == nil {
		w.legUp, err = a.listens(w.operator, true)
		c.event = w
	}
	c.verdict <- err
	if err == nil && !c.question {
		a.take(ctx, c.event)
	}
}

// do carries one action out and tells whether to go on with those after it.
// What fails for good ends the call.
func (a *actor) do(ctx context.Context, todo action) bool {
	var err error
	switch todo := todo.(type) {
	case run.Play:
		err = a.play(todo)
	case run.Say:
		err = a.play(run.Play{Number: todo.Number, Prompts: a.words(todo), Language: todo.Language})
	case run.Lookup:
		a.lookup(ctx, todo)
	case run.Record:
		a.leaveMessage(ctx, todo)
	case run.EndRecording:
		a.endMessage(ctx)
	case run.Withdraw:
		a.withdraw(ctx, todo.Ask)
	case dialOut:
		ways, refused := a.Outside.Ways(ctx, 0, todo.number, a.entry)
		a.dialOut(todo, ways, refused)
	case ringback:
		a.leg.Play(newRinging(), nil)
	case run.CallBack:
		a.promise(ctx, todo)
	case unreached:
		a.noteSound(ctx)
		a.unreached(context.WithoutCancel(ctx), a.conversation, todo.cause)
	case run.Reach:
		a.reach(ctx, todo)
	case run.Invite:
		a.invite(ctx, todo)
	case run.Set:
		a.keepParameter(ctx, appliance.Parameter{Key: todo.Name, Value: todo.Value, From: "tree"})
	case run.Silence:
		a.leg.Stop()
	case run.Speak:
		a.language = todo.Language
	case run.Wait:
		a.waitNumber = todo.Number
		a.waits.Reset(todo.After)
	case run.Note:
		a.tellStory(ctx, appliance.Entry{
			Kind: appliance.EntryPressed, By: appliance.ByContact,
			Data: map[string]string{"key": string(todo.Key), "node": todo.Node, "label": todo.Label},
		})
	case run.Enqueue:
		err = a.enqueue(ctx, todo)
	case unqueue:
		if !a.unqueue(ctx) {
			return false
		}
	case ring:
		err = a.line.Ring()
	case early:
		a.leg.Connect(a.stream)
		err = a.line.Progress(a.answerSDP)
	case released:
		a.insist(func() error { return a.Desk.Release(context.WithoutCancel(ctx), a.conversation.ID) })
	case answer:
		a.leg.Connect(a.stream)
		a.since = a.Now()
		err = a.line.Answer(a.answerSDP)
	case note:
		a.tellStory(ctx, todo.Entry)
	case record:
		a.record(ctx)
	case sound:
		a.arrange(ctx)
		a.hearKeys()
	case stepOut:
		a.stepOut()
	case part:
		a.part()
		a.hearKeys()
	case dial:
		a.dial(todo)
	case press:
		a.press(todo)
	case release:
		a.release(ctx, todo.seat)
	case quit:
		a.quit(context.WithoutCancel(ctx), todo)
	case promoted:
		a.insist(func() error { return a.Desk.Promote(context.WithoutCancel(ctx), a.conversation.ID) })
	case bye:
		a.hangup(ctx)
	case finish:
		a.finish(ctx, todo)
	}
	switch {
	case err == nil:
		return true
	case errors.Is(err, sip.ErrOver):
		a.take(ctx, callerLeft{"gone"})
	case a.Phase != over:
		a.log.Error("call cannot go on", "err", err)
		a.take(ctx, broke{"error"})
	}
	return false
}

// quit ends an operator's part, who leaves the call to others.
func (a *actor) quit(ctx context.Context, q quit) {
	a.insist(func() error {
		if q.to != 0 {
			return a.Desk.Hand(ctx, q.operator, q.to, a.conversation.ID)
		}
		return a.Desk.Leave(ctx, q.operator, a.conversation.ID)
	})
}

// passOn has the caller wait for another operator, as the store says already.
func (a *actor) passOn(ctx context.Context, q appliance.QueueID) {
	queue, err := a.Site.QueueByID(ctx, q)
	if err != nil {
		a.log.Error("pass on", "err", err)
		a.take(ctx, broke{"queue"})
		return
	}
	a.take(ctx, requeued{ivr.Direct(queue.Name, string(a.language))})
}

// enqueue puts the caller into a queue, unless nobody is there to answer, or an
// operator has taken him out of it before we heard that he was to wait there.
func (a *actor) enqueue(ctx context.Context, e run.Enqueue) error {
	queue, err := a.Site.Queue(ctx, e.Queue)
	if err != nil {
		return fmt.Errorf("find queue %q: %w", e.Queue, err)
	}
	a.queue = queue.ID
	a.announceEvery(e.Announce)
	err = a.Desk.Enqueue(ctx, a.conversation.ID, queue.ID, e.Language)
	if err == nil && !a.Staff.Somebody(queue.ID, true) { // he is missed there, and not lost
		a.mail.post(nobody{})
		return nil
	}
	switch {
	case full(err): // who cannot be kept is told so, and not cut off
		a.mail.post(nobody{})
	case conflicts(err):
		a.mail.post(lookAgain{})
	default:
		return err
	}
	return nil
}

// conflicts tells that the conversation stands otherwise than we thought.
func conflicts(err error) bool {
	refusal := appliance.AsRefusal(err)
	return refusal != nil && refusal.Kind == appliance.Conflict
}

// unqueue takes the caller out of the queue and tells whether to go on: not when
// somebody took him in that moment. A store that cannot write changes nothing
// about what he is told.
func (a *actor) unqueue(ctx context.Context) bool {
	err := a.Desk.Unqueue(ctx, a.conversation.ID)
	if conflicts(err) {
		a.mail.post(lookAgain{})
		return false
	}
	if err != nil {
		a.log.Error("take out of the queue", "err", err)
	}
	return true
}

// tellStory adds to the call's story. A call goes on without a line of it.
func (a *actor) tellStory(ctx context.Context, e appliance.Entry) {
	if err := a.Desk.Log(ctx, a.conversation.ID, e); err != nil {
		a.log.Error("tell the story", "entry", e.Kind, "err", err)
	}
}

// hangup ends every telephone's side: BYE, or 480 or CANCEL while it is
// unanswered. Nobody waits for the other side's answer but the end of the loop.
func (a *actor) hangup(ctx context.Context) {
	a.releaseAll(ctx)
	if a.line == nil || a.hungUp {
		return
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
	a.beside(func() {
		defer cancel()
		if err := a.line.Hangup(ctx); err != nil {
			a.log.Warn("hang up", "err", err)
		}
	})
}

// finish ends the conversation. A store that cannot write is asked again: a
// conversation that stayed open would keep its operator busy.
func (a *actor) finish(ctx context.Context, f finish) {
	a.noteSound(ctx)
	ctx = context.WithoutCancel(ctx)
	a.insist(func() error {
		err := a.Desk.End(ctx, a.conversation.ID, f.by, f.operator, f.cause)
		if err != nil && settled(err) { // it went to somebody else as it ended
			err = a.Desk.End(ctx, a.conversation.ID, appliance.BySystem, 0, f.cause)
		}
		if !settled(err) {
			a.log.Error("end conversation", "err", err)
		}
		return err
	})
}

// full tells whether the box had no room, which passes.
func full(err error) bool {
	refusal := appliance.AsRefusal(err)
	return refusal != nil && refusal.Kind == appliance.Full
}

// keepParameter keeps what the tree says of the caller. A call goes on without it.
func (a *actor) keepParameter(ctx context.Context, p appliance.Parameter) {
	if err := a.Desk.Set(ctx, a.conversation.ID, p); err != nil {
		a.log.Error("keep a parameter", "parameter", p.Key, "err", err)
	}
}

// clean gives back what the call held, whatever way it ended.
func (a *actor) clean(ctx context.Context) {
	a.waits.Stop()
	a.announceEvery(0)
	if a.announcing != nil {
		a.announcing.Stop()
	}
	a.endMessage(ctx)
	a.settle(ctx)
	a.leg.Listen(nil)
	a.leg.Stop()
	a.part()
	if a.recording != nil {
		a.endRecording(a.recording)
	}
	a.releaseAll(ctx)
	a.outside.Wait()
}

// keys posts the caller's keys to the mailbox and drops his sound: nobody
// listens to it but a bridge.
type keys mailbox

func (k *keys) Frame(media.Frame)   {}
func (k *keys) Digit(d media.Digit) { (*mailbox)(k).post(pressed{d.Key}) }
