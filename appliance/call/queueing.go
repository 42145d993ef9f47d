package call

import (
	"context"
	"fmt"
	"strconv"

	"cordboard/appliance"
	"cordboard/ivr"
	"cordboard/ivr/run"
)

// queues are where conversations wait.
type queues interface {
	Enqueue(ctx context.Context, c appliance.ConversationID, q appliance.QueueID, l appliance.Language) error
	// Unqueue takes it back from the queue, if it waits there.
	Unqueue(ctx context.Context, c appliance.ConversationID) error
	// TurnAway tells that a queue was full for it.
	TurnAway(ctx context.Context, c appliance.ConversationID, q appliance.QueueID) error
	// Waiting counts who waits in a queue.
	Waiting(ctx context.Context, q appliance.QueueID) (int, error)
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

// overflow has the caller wait on in another queue: his music goes on, and he
// hears the messages of that one.
func (a *actor) overflow(ctx context.Context, q appliance.QueueID) {
	if q == 0 || q == a.queue {
		return
	}
	queue, err := a.Site.QueueByID(ctx, q)
	if err != nil { // he waits on, and hears what he heard
		a.log.Error("wait in another queue", "err", err)
		return
	}
	a.queue = q
	a.announceBy(newProgramme(a.programme.outlook.every, queue, a.Now()))
}

// enqueue puts the caller into a queue, unless nobody is there to answer, or an
// operator has taken him out of it before we heard that he was to wait there.
func (a *actor) enqueue(ctx context.Context, e run.Enqueue) error {
	queue, err := a.Site.Queue(ctx, e.Queue)
	if err != nil {
		return fmt.Errorf("find queue %q: %w", e.Queue, err)
	}
	a.queue = queue.ID
	a.announceBy(newProgramme(e.Announce, queue, a.Now()))
	err = a.Desk.Enqueue(ctx, a.conversation.ID, queue.ID, e.Language)
	if err == nil && !a.Staff.Somebody(a.entry.ID, queue.ID, appliance.KindCall) { // he is missed there, and not lost
		a.mail.Post(nobody{})
		return nil
	}
	switch {
	case full(err): // who cannot be kept is told so, and not cut off
		a.mail.Post(nobody{})
	case conflicts(err):
		a.mail.Post(lookAgain{})
	default:
		return err
	}
	return nil
}

// sentAway tells why the caller is not where somebody would have answered. A call
// goes on without that.
func (a *actor) sentAway(ctx context.Context, s run.SentAway) {
	switch s.Why {
	case appliance.EntryFull:
		queue, err := a.Site.Queue(ctx, s.Of)
		if err == nil {
			err = a.Desk.TurnAway(ctx, a.conversation.ID, queue.ID)
		}
		if err != nil {
			a.log.Error("tell that a queue was full", "queue", s.Of, "err", err)
		}
	case appliance.EntryClosed:
		a.tellStory(ctx, appliance.Entry{Kind: s.Why, By: appliance.BySystem, Data: map[string]string{"hours": s.Of}})
	default:
		a.tellStory(ctx, appliance.Entry{Kind: s.Why, By: appliance.BySystem, Data: map[string]string{
			"queue": s.Of, "seconds": strconv.Itoa(int(s.After.Seconds())),
		}})
	}
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
		a.mail.Post(lookAgain{})
		return false
	}
	if err != nil {
		a.log.Error("take out of the queue", "err", err)
	}
	return true
}
