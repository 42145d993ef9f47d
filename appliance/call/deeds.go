package call

import (
	"context"
	"errors"

	"cordboard/appliance"
	"cordboard/appliance/sip"
	"cordboard/ivr/run"
)

// parts are the operators' shares in a conversation.
type parts interface {
	// Leave ends the part of an operator who leaves the call to others.
	Leave(ctx context.Context, o appliance.OperatorID, c appliance.ConversationID) error
	// Hand ends it too, and has a colleague who was asked aside serve the caller
	// in his place.
	Hand(ctx context.Context, o, to appliance.OperatorID, c appliance.ConversationID) error
	// Promote makes those who were asked aside serve the contact.
	Promote(ctx context.Context, c appliance.ConversationID) error
	// Release ends the parts of all who serve the call: the caller is the
	// tree's again.
	Release(ctx context.Context, c appliance.ConversationID) error
}

// story is what is known and told of a conversation.
type story interface {
	Log(ctx context.Context, c appliance.ConversationID, e appliance.Entry) error
	// Set writes a parameter of it.
	Set(ctx context.Context, c appliance.ConversationID, p appliance.Parameter) error
	// Identify says whose conversation it is.
	Identify(ctx context.Context, c appliance.ConversationID, contact appliance.ContactID) error
}

// do carries one action out and tells whether to go on with those after it.
// What fails for good ends the call.
func (a *actor) do(ctx context.Context, todo action) bool {
	if _, is := todo.(unqueue); is {
		return a.unqueue(ctx)
	}
	err := a.perform(ctx, todo)
	switch {
	case err == nil:
		return true
	case errors.Is(err, sip.ErrOver):
		a.left(ctx, caller, "gone")
	case a.Phase != over:
		a.log.Error("call cannot go on", "err", err)
		a.take(ctx, broke{"error"})
	}
	return false
}

// perform does what the call's state has decided.
func (a *actor) perform(ctx context.Context, todo action) error {
	switch todo := todo.(type) {
	case dialOut:
		ways, refused := a.Outside.Ways(ctx, 0, todo.number, a.entry)
		a.dialOut(todo, ways, refused)
	case ringback:
		a.legAt(caller).Play(newRinging(), nil)
	case unreached:
		a.noteSound(ctx)
		a.unreached(context.WithoutCancel(ctx), a.conversation, todo.cause)
	case released:
		a.insist(func() error { return a.Desk.Release(context.WithoutCancel(ctx), a.conversation.ID) })
	case ring, early, answer:
		return a.greet(todo)
	case note:
		a.tellStory(ctx, todo.Entry)
	case record:
		a.record(ctx)
	case notice:
		a.notice(todo.prompt)
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
		a.releaseAll(ctx)
	case finish:
		a.finish(ctx, todo)
	case effect:
		return a.follow(ctx, todo.Effect)
	}
	return nil
}

// follow does what the tree says.
func (a *actor) follow(ctx context.Context, todo run.Effect) error {
	switch todo := todo.(type) {
	case run.Play:
		return a.play(todo)
	case run.Say:
		return a.play(run.Play{Number: todo.Number, Prompts: a.words(todo), Language: todo.Language})
	case run.Lookup:
		a.lookup(ctx, todo)
	case run.Record:
		a.leaveMessage(ctx, todo)
	case run.EndRecording:
		a.endMessage(ctx)
	case run.Withdraw:
		a.withdraw(ctx, todo.Ask)
	case run.CallBack:
		a.promise(ctx, todo)
	case run.Reach:
		a.reach(ctx, todo)
	case run.Invite:
		a.invite(ctx, todo)
	case run.Set:
		a.keepParameter(ctx, appliance.Parameter{Key: todo.Name, Value: todo.Value, From: appliance.FromTree})
	case run.Silence:
		a.legAt(caller).Stop()
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
	case run.SentAway:
		a.sentAway(ctx, todo)
	case run.Enqueue:
		return a.enqueue(ctx, todo)
	}
	return nil
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

// tellStory adds to the call's story. A call goes on without a line of it.
func (a *actor) tellStory(ctx context.Context, e appliance.Entry) {
	if err := a.Desk.Log(ctx, a.conversation.ID, e); err != nil {
		a.log.Error("tell the story", "entry", e.Kind, "err", err)
	}
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
