package call

import (
	"context"
	"errors"
	"fmt"
	"time"

	"cordboard/appliance"
	"cordboard/ivr/run"
)

// debts are calls that are owed to contacts.
type debts interface {
	// CallBack promises the caller a call to a number, in his place in a queue;
	// it waits there when Enqueue is called.
	CallBack(ctx context.Context, from appliance.ConversationID, q appliance.QueueID, number string) (appliance.Conversation, error)
	// Unreached notes that a contact did not take such a call, and counts how
	// often that was; the story says when he is called again.
	Unreached(ctx context.Context, c appliance.ConversationID, cause string, retry appliance.Retry) (tries int, err error)
	// Again is when that is; zero: nothing is planned.
	Again(ctx context.Context, c appliance.ConversationID) (time.Time, error)
	// Reached tells whether he took it.
	Reached(ctx context.Context, c appliance.ConversationID) (bool, error)
}

// errNoWayOut says that no trunk calls out.
var errNoWayOut = errors.New("no trunk calls out")

// owed is a call that was promised to this one's caller.
type owed struct {
	conversation appliance.ConversationID
	queue        appliance.QueueID
}

// promise keeps the caller a place in a queue. He is called when his turn
// comes, and not before he has hung up.
func (a *actor) promise(ctx context.Context, p run.CallBack) {
	queue, err := a.Site.Queue(ctx, p.Queue)
	if err == nil && !a.Outside.Outward() {
		err = errNoWayOut
	}
	if err != nil {
		a.log.Warn("no call can be promised", "err", err)
		a.answerAsk(p.Ask, run.Failed)
		return
	}
	c, err := a.Desk.CallBack(ctx, a.conversation.ID, queue.ID, p.Number)
	if err != nil {
		a.log.Error("promise a call", "err", err)
		a.answerAsk(p.Ask, run.Failed)
		return
	}
	if c.State == appliance.InTree {
		a.owes = append(a.owes, owed{c.ID, queue.ID})
	}
	a.answerAsk(p.Ask, run.Kept)
}

// settle puts the calls into their queues that were promised.
func (a *actor) settle(ctx context.Context) {
	for _, o := range a.owes {
		a.enqueueOwed(ctx, o)
	}
	a.owes = nil
}

// enqueueOwed has a call that is owed wait for an operator. A store that has no
// room is asked again.
func (cs *Calls) enqueueOwed(ctx context.Context, o owed) {
	cs.insist(func() error { return cs.Desk.Enqueue(ctx, o.conversation, o.queue, "") })
}

// callBack calls a contact whose turn it is, for the operator who has taken it.
// The call is there to be found from now on: no fact about it is lost.
func (cs *Calls) callBack(c appliance.Conversation, o appliance.OperatorID) {
	cs.mu.Lock()
	defer cs.mu.Unlock()
	delete(cs.planned, c.ID)
	if cs.stopped || cs.running == nil || cs.calls[c.ID] != nil {
		return
	}
	a := cs.actor(c, cs.Log)
	cs.calls[c.ID] = a
	cs.alongside(func() {
		if err := cs.dialBack(cs.running, a, o); err != nil {
			close(a.gone)
			a.exit()
			a.log.Error("call back", "err", err)
			cs.unreached(context.WithoutCancel(cs.running), c, cs.Outside.Cause(err))
		}
	})
}

// callBackMissed calls those whose turn came unheard.
func (cs *Calls) callBackMissed(ctx context.Context) {
	open, err := cs.Desk.Unfinished(ctx)
	if err != nil {
		cs.Log.Error("look for calls that are owed", "err", err)
	}
	for _, c := range open {
		if c.Channel != appliance.Callback || c.State != appliance.Active || len(c.Operators) == 0 {
			continue
		}
		if talked, err := cs.Desk.Reached(ctx, c.ID); err == nil && !talked {
			cs.callBack(c, c.Operators[0])
		}
	}
}

// dialBack calls him and carries the call to its end.
func (cs *Calls) dialBack(ctx context.Context, a *actor, o appliance.OperatorID) error {
	c := a.conversation
	entry, err := cs.Desk.EntryPoint(ctx, c.EntryPoint)
	if err != nil {
		return fmt.Errorf("find the number to call from: %w", err)
	}
	ways, err := cs.Outside.Ways(ctx, 0, c.Called, entry) // the site promised it: it is no wish of his
	if err != nil {
		return err
	}
	leg, err := cs.Engine.Open()
	if err != nil {
		return fmt.Errorf("open leg: %w", err)
	}
	a.furnish(&far{leg: leg})
	a.entry, a.language, a.queue = entry, c.Language, c.Queue
	a.state = state{Phase: talking, Owed: true}
	a.run(ctx, placed{operator: o, ways: ways}, nil)
	return nil
}

// unreached notes that a contact did not take the call that he is owed. He is
// called again after a pause, in his old place, unless that was tried often
// enough.
func (cs *Calls) unreached(ctx context.Context, c appliance.Conversation, cause string) {
	cs.insist(func() error {
		retry := cs.Site.OwedRetry(ctx)
		tries, err := cs.Desk.Unreached(ctx, c.ID, cause, retry)
		switch {
		case err != nil: // a refusal: it was ended meanwhile
			if !settled(err) {
				cs.Log.Error("note that nobody took a call", "conversation", c.ID, "err", err)
			}
		case tries >= retry.Tries:
			cs.insist(func() error { return cs.Desk.End(ctx, c.ID, appliance.BySystem, 0, cause) })
		default:
			cs.tryAgain(ctx, owed{c.ID, c.Queue}, retry.Pause)
		}
		return err
	})
}

// tryAgain has a contact wait again, in his old place, after a pause.
func (cs *Calls) tryAgain(ctx context.Context, o owed, pause time.Duration) {
	plan := cs.plan(o.conversation)
	cs.after(pause, func() {
		if cs.due(o.conversation, plan) {
			cs.enqueueOwed(ctx, o)
		}
	})
}

// planAgain takes up the tries that were planned when the box stopped; false: the
// store could not be read.
func (cs *Calls) planAgain(ctx context.Context) bool {
	planned, err := cs.plannedTries(ctx)
	if err != nil {
		cs.Log.Error("read when contacts are called again", "err", err)
		return false
	}
	for o, again := range planned {
		cs.tryAgain(ctx, o, again.Sub(cs.Now()))
	}
	return true
}

func (cs *Calls) plannedTries(ctx context.Context) (map[owed]time.Time, error) {
	open, err := cs.Desk.Unfinished(ctx)
	if err != nil {
		return nil, err
	}
	planned := map[owed]time.Time{}
	for _, c := range open {
		if c.Channel != appliance.Callback || c.State != appliance.InTree {
			continue
		}
		again, err := cs.Desk.Again(ctx, c.ID)
		if err != nil {
			return nil, err
		}
		if !again.IsZero() {
			planned[owed{c.ID, c.Queue}] = again
		}
	}
	return planned, nil
}

// plan numbers the next try of a call that is owed.
func (cs *Calls) plan(c appliance.ConversationID) int {
	cs.mu.Lock()
	defer cs.mu.Unlock()
	cs.plans++
	cs.planned[c] = cs.plans
	return cs.plans
}

// due tells, once, whether a try is still to be made: an operator may have called
// the contact before its time.
func (cs *Calls) due(c appliance.ConversationID, plan int) bool {
	cs.mu.Lock()
	defer cs.mu.Unlock()
	if cs.planned[c] != plan {
		return false
	}
	delete(cs.planned, c)
	return true
}

// after does something when a time has passed, unless Run ends before.
func (cs *Calls) after(d time.Duration, do func()) {
	cs.mu.Lock()
	defer cs.mu.Unlock()
	if cs.stopped || cs.running == nil {
		return
	}
	cs.alongside(func() {
		timer := time.NewTimer(d)
		defer timer.Stop()
		select {
		case <-timer.C:
			do()
		case <-cs.running.Done():
		}
	})
}

// recoverOwed has a call that was owed when the process was killed wait again, unless
// Run goes on by what was planned; one that the contact had taken is over.
func (cs *Calls) recoverOwed(ctx context.Context, c appliance.Conversation) error {
	if c.State != appliance.Active {
		again, err := cs.Desk.Again(ctx, c.ID)
		if err != nil || !again.IsZero() {
			return err
		}
		return cs.Desk.Enqueue(ctx, c.ID, c.Queue, "")
	}
	reached, err := cs.Desk.Reached(ctx, c.ID)
	switch {
	case err != nil:
		return err
	case reached:
		return cs.Desk.End(ctx, c.ID, appliance.BySystem, 0, "restart")
	}
	if _, err := cs.Desk.Unreached(ctx, c.ID, "restart", appliance.Retry{}); err != nil {
		return err
	}
	return cs.Desk.Enqueue(ctx, c.ID, c.Queue, "")
}
