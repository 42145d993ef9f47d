package desk

import (
	"context"
	"strconv"
	"time"

	"cordboard/appliance"
	"cordboard/appliance/sqlite"
)

// CallBack promises a caller a call to a number of his: a conversation that has
// his place in a queue, and waits there once Enqueue is told that he has hung
// up. A number that is owed a call in that queue already is owed no second one.
func (d *Desk) CallBack(ctx context.Context, from appliance.ConversationID, q appliance.QueueID, number string) (appliance.Conversation, error) {
	var c appliance.Conversation
	err := d.store.Write(ctx, func(tx *sqlite.Tx) error {
		queue, err := tx.Queue(q)
		if err != nil {
			return err
		}
		call, err := load(tx, from, d.now())
		if err != nil {
			return err
		}
		x := call.descend(appliance.Callback)
		if err := d.owe(tx, x, call, number); err != nil {
			return err
		}
		owed, err := owedIn(tx, q, x.Phone)
		if err != nil || owed.ID != 0 {
			c = owed
			if err != nil {
				return err
			}
			return call.owes(tx, owed)
		}
		x.Queue, x.Topic, x.Queued = queue.ID, queue.In(x.Language), call.Queued
		if x.Queued.IsZero() {
			x.Queued = x.now
		}
		if err := x.save(tx); err != nil {
			return err
		}
		c = x.Conversation
		return call.owes(tx, c)
	})
	return c, wrap("promise a call back of", from, err)
}

// owes tells in the story of a call what was promised to its caller.
func (x *exchange) owes(tx *sqlite.Tx, owed appliance.Conversation) error {
	e := appliance.Entry{Kind: appliance.EntryCallOwed, By: appliance.ByContact, Data: map[string]string{"conversation": owed.ID.String(), "number": owed.Called}}
	if err := x.tell(e); err != nil {
		return err
	}
	return x.save(tx)
}

// owe notes whom to call, who need not be who called: then it tells from where he
// did.
func (d *Desk) owe(tx *sqlite.Tx, x, call *exchange, number string) error {
	region, err := d.site.Region(&tx.View)
	if err != nil {
		return err
	}
	to, err := reachOf(Opening{Channel: appliance.Callback, Phone: number}, region)
	if err != nil {
		return err
	}
	caller, err := reachOf(Opening{Channel: appliance.Callback, Phone: call.Phone}, region)
	if err != nil {
		return err
	}
	x.Outbound = true
	x.Phone = to.number()
	x.Called = x.Phone
	if to.number() == caller.number() {
		x.follow(call, "")
		return nil
	}
	x.follow(call, caller.number())
	contact, err := to.identify(tx, "", x.now)
	x.Contact, x.Name = contact.ID, contact.Name
	return err
}

// owedIn is the call that a number is owed in a queue, if there is one.
func owedIn(tx *sqlite.Tx, q appliance.QueueID, number string) (appliance.Conversation, error) {
	open, err := tx.Conversations(sqlite.ConversationFilter{
		Queue: q, States: []appliance.ConversationState{appliance.InTree, appliance.Waiting, appliance.Active},
	})
	for _, c := range open {
		if c.Channel == appliance.Callback && c.Phone == number {
			return c, err
		}
	}
	return appliance.Conversation{}, err
}

// Unreached notes that a contact who was owed a call did not take it. Nobody
// serves him any more, or has anything to wrap up; it tells how often that was. A
// call that a restart of the box cut off counts for none. The story says when he is
// called again: after the pause, unless these were all the tries.
func (d *Desk) Unreached(ctx context.Context, id appliance.ConversationID, cause string, retry appliance.Retry) (tries int, err error) {
	err = d.change(ctx, "note that nobody took the call of", id, func(tx *sqlite.Tx, x *exchange) error {
		if x.State != appliance.Active {
			return appliance.ErrNotServing
		}
		log, err := tx.Entries(id, 0, 0)
		if err != nil {
			return err
		}
		if tries = failures(log); cause != restart {
			tries++
		}
		if tries >= retry.Tries {
			retry.Pause = 0
		}
		x.unreached(cause, retry.Pause)
		return nil
	})
	return tries, err
}

// restart is the cause of a call that the box itself cut off.
const restart = "restart"

// failures counts the calls that a contact did not take.
func failures(story []appliance.Entry) (n int) {
	for _, e := range story {
		if e.Kind == appliance.EntryPartyFailed && e.Data["cause"] != restart {
			n++
		}
	}
	return n
}

func (x *exchange) unreached(cause string, pause time.Duration) {
	for _, o := range x.servers() {
		i := x.serving(o)
		x.goes(i)
		x.spareWrapUp(i)
	}
	x.State, x.Joined = appliance.InTree, time.Time{}
	failed := appliance.Entry{
		Kind: appliance.EntryPartyFailed, By: appliance.BySystem, Data: map[string]string{"number": x.Called, "cause": cause},
	}
	if pause > 0 {
		failed.Data["pause"] = strconv.Itoa(int(pause.Seconds()))
	}
	x.post(failed)
	x.note(changed)
}
