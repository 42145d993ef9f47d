package desk

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"cordboard/appliance"
	"cordboard/appliance/sqlite"
)

// Owed is a call that was promised to a contact who did not take it, and who is
// called again.
type Owed struct {
	Conversation appliance.Conversation
	// Contact is whose number it is; the zero Contact: nobody's who is known.
	Contact appliance.Contact
	// From is where he had called from, if that is another number than the one that
	// he asked to be called at.
	From  string
	Tries int
	// Cause says why the last try, which was at Last, did not reach him.
	Cause string
	Last  time.Time
	// Again is when the next one comes; zero: at once.
	Again time.Time
}

// closedAtDesk is the cause of the end of what an operator closes unserved.
const closedAtDesk = "closed"

// Owed lists the contacts who are called again, who is first first.
func (d *Desk) Owed(ctx context.Context) (all []Owed, err error) {
	err = d.store.Read(ctx, func(v *sqlite.View) error {
		if all, err = OwedIn(v); err != nil {
			return err
		}
		return nameOwed(v, all)
	})
	if err != nil {
		return nil, fmt.Errorf("list calls that are owed: %w", err)
	}
	return all, nil
}

// OwedIn lists them without their contacts.
func OwedIn(v *sqlite.View) ([]Owed, error) {
	resting, err := v.Conversations(sqlite.ConversationFilter{States: []appliance.ConversationState{appliance.InTree}})
	if err != nil {
		return nil, err
	}
	var all []Owed
	for _, c := range resting {
		if c.Channel != appliance.Callback {
			continue
		}
		story, err := v.Entries(c.ID, 0, 0)
		if err != nil {
			return nil, err
		}
		if o, failed := owedAfter(c, story); failed {
			all = append(all, o)
		}
	}
	slices.SortFunc(all, func(a, b Owed) int { return a.Again.Compare(b.Again) })
	return all, nil
}

// owedAfter reads from the story of a call that is owed how its tries went; one
// whose caller is still on the line has had none.
func owedAfter(c appliance.Conversation, story []appliance.Entry) (o Owed, failed bool) {
	o = Owed{Conversation: c, Tries: failures(story)}
	for _, e := range slices.Backward(story) {
		if e.Kind != appliance.EntryPartyFailed {
			continue
		}
		o.Cause, o.Last, o.Again, o.From = e.Data["cause"], e.At, e.Again(), story[0].Data["from"]
		return o, true
	}
	return o, false
}

// Again is when a contact is called again who did not take the call that he is owed;
// zero: nothing is planned.
func (d *Desk) Again(ctx context.Context, id appliance.ConversationID) (again time.Time, err error) {
	err = d.store.Read(ctx, func(v *sqlite.View) error {
		story, err := v.Entries(id, 0, 0)
		if err != nil {
			return err
		}
		o, _ := owedAfter(appliance.Conversation{ID: id}, story)
		again = o.Again
		return nil
	})
	return again, wrap("read the next try of", id, err)
}

// Reached tells whether a contact took the call that he was owed: its story says so,
// or, where that could not be written, that something of it was recorded.
func (d *Desk) Reached(ctx context.Context, id appliance.ConversationID) (reached bool, err error) {
	err = d.store.Read(ctx, func(v *sqlite.View) (err error) {
		if reached, err = v.Told(id, appliance.EntryReached); reached || err != nil {
			return err
		}
		_, err = v.RecordingOf(id)
		reached = err == nil
		if errors.Is(err, appliance.ErrNotFound) {
			return nil
		}
		return err
	})
	return reached, wrap("read whether anybody took", id, err)
}

func nameOwed(v *sqlite.View, all []Owed) error {
	ids := make([]appliance.ContactID, len(all))
	phones := make([]string, len(all))
	for i, o := range all {
		ids[i], phones[i] = o.Conversation.Contact, o.Conversation.Phone
	}
	contacts, err := v.ContactsAmong(ids, phones)
	if err != nil {
		return err
	}
	for i := range all {
		all[i].Contact = owner(contacts, ids[i], phones[i])
	}
	return nil
}

// CallNow has an operator serve a contact who is to be called again, so that he is
// called at once; the try that was planned has lost its sense. Who waits in his
// queue again, or is being called, is ErrNotWaiting; who is in a call gets ErrOnCall.
func (d *Desk) CallNow(ctx context.Context, o appliance.OperatorID, id appliance.ConversationID) error {
	return d.change(ctx, "call now", id, by(o, func(tx *sqlite.Tx, x *exchange, operator appliance.Operator) error {
		if err := resting(tx, x); err != nil {
			return err
		}
		calls, err := OnCall(&tx.View, o)
		if err != nil {
			return err
		}
		return x.callNow(operator, calls)
	}))
}

func (x *exchange) callNow(o appliance.Operator, calls bool) error {
	switch {
	case !o.Answers():
		return o.Barred()
	case !o.Takes(appliance.KindCall):
		return appliance.ErrNoCalls
	case calls:
		return appliance.ErrOnCall
	}
	x.enter(o)
	x.post(byOperator(appliance.EntryJoined, o))
	return nil
}

// resting refuses what is not a call that is owed and tried again later.
func resting(tx *sqlite.Tx, x *exchange) error {
	switch {
	case x.State.Over():
		return ErrOver
	case x.Channel != appliance.Callback || x.State != appliance.InTree:
		return appliance.ErrNotWaiting
	}
	failed, err := tx.Told(x.ID, appliance.EntryPartyFailed)
	if err == nil && !failed {
		err = appliance.ErrNotWaiting
	}
	return err
}

// CloseOwed ends a call that is owed, for a reason: nothing is tried any more, and
// nobody is missed.
func (d *Desk) CloseOwed(ctx context.Context, o appliance.OperatorID, id appliance.ConversationID, why appliance.ReasonID) error {
	return d.change(ctx, "close", id, by(o, func(tx *sqlite.Tx, x *exchange, operator appliance.Operator) error {
		if err := resting(tx, x); err != nil {
			return err
		}
		reason, err := tx.Reason(why)
		if errors.Is(err, appliance.ErrNotFound) || err == nil && reason.Off {
			return ErrReason
		}
		if err != nil {
			return err
		}
		x.settle(operator, reason.ID)
		x.finish(appliance.ByOperator, operator.ID, closedAtDesk)
		return nil
	}))
}

// settle notes that nobody is to be called for it any more.
func (x *exchange) settle(o appliance.Operator, why appliance.ReasonID) {
	settled := byOperator(appliance.EntrySettled, o)
	if why != 0 {
		settled.Data["reason"] = why.String()
	}
	x.post(settled)
}
