package desk

import (
	"context"
	"errors"
	"time"

	"cordboard/appliance"
	"cordboard/appliance/access"
	"cordboard/appliance/sqlite"
)

// TakeOver makes an operator serve a conversation in place of those who do.
// Whether he may is decided by who asks. What nobody serves is ErrNotTaken, what is
// over ErrOver, and a call ErrOnCall to one who is in another and ErrNoCalls to one
// who takes none; what he serves already stays as it is. So does his
// presence: this is work that he chose, and no other is offered him for it.
func (d *Desk) TakeOver(ctx context.Context, o appliance.OperatorID, id appliance.ConversationID) error {
	return d.change(ctx, "take over", id, by(o, func(tx *sqlite.Tx, x *exchange, operator appliance.Operator) error {
		calls, err := OnCall(&tx.View, o)
		if err != nil {
			return err
		}
		return x.takeOver(operator, calls)
	}))
}

// takeOver seats the new one first, so that the contact is never with nobody.
func (x *exchange) takeOver(o appliance.Operator, calls bool) error {
	switch {
	case x.State.Over():
		return ErrOver
	case x.serving(o.ID) >= 0:
		return nil
	case !o.Answers():
		return o.Barred()
	case x.State != appliance.Active:
		return ErrNotTaken
	case x.Channel.Kind() == appliance.KindCall && calls:
		return appliance.ErrOnCall
	case x.Channel.Kind() == appliance.KindCall && !o.Takes(appliance.KindCall):
		return appliance.ErrNoCalls
	}
	before := x.servers()
	x.enter(o)
	for _, id := range before {
		x.goes(x.serving(id))
	}
	x.post(byOperator(appliance.EntryTakenOver, o))
	return nil
}

// TakeUp makes an operator serve a chat again that was Finished (F205): one that he served,
// or who may intervene any. Like what he takes over it asks for no room. What goes on is
// ErrTakenUp, what nobody ever served ErrOver, what is no chat ErrCallAgain, and that of
// somebody who is kept away ErrKeptAway. Who serves it stays as he is. What he had still
// to wrap up of it he wraps up when it ends again.
func (d *Desk) TakeUp(ctx context.Context, o appliance.OperatorID, id appliance.ConversationID) error {
	return d.change(ctx, "take up", id, by(o, func(tx *sqlite.Tx, x *exchange, operator appliance.Operator) error {
		if x.serving(o) < 0 && !access.Can(operator, access.TakeUp, access.Conversation(x.Conversation)) {
			return x.stranger(o)
		}
		err := Admit(&tx.View, CameWith(x.Conversation), x.now)
		if errors.Is(err, ErrBlocked) {
			return ErrKeptAway
		}
		if err != nil {
			return err
		}
		return x.takeUp(operator)
	}))
}

func (x *exchange) takeUp(o appliance.Operator) error {
	switch {
	case x.serving(o.ID) >= 0:
		return nil
	case x.State == appliance.Abandoned:
		return ErrOver
	case x.State != appliance.Finished:
		return ErrTakenUp
	case x.Channel.Kind() != appliance.KindChat:
		return ErrCallAgain
	case !o.Answers():
		return o.Barred()
	}
	for part := range x.parts {
		if x.parts[part].Operator == o.ID {
			x.spareWrapUp(part)
		}
	}
	x.Ended, x.EndedBy = time.Time{}, ""
	x.enter(o)
	x.post(byOperator(appliance.EntryTakenUp, o))
	return nil
}

// JoinIn makes an operator serve a chat beside those who do, without being asked.
// Whether he may is decided by who asks, and like what he takes over it asks for no
// room. What nobody serves is ErrNotTaken, what is over ErrOver, and what is no chat
// ErrNoChat: a call is joined by its sound. Who serves it already stays as he is.
func (d *Desk) JoinIn(ctx context.Context, o appliance.OperatorID, id appliance.ConversationID) error {
	return d.change(ctx, "join in", id, by(o, func(_ *sqlite.Tx, x *exchange, operator appliance.Operator) error {
		return x.joinIn(operator)
	}))
}

func (x *exchange) joinIn(o appliance.Operator) error {
	switch {
	case x.State.Over():
		return ErrOver
	case x.serving(o.ID) >= 0:
		return nil
	case !o.Answers():
		return o.Barred()
	case x.Channel.Kind() != appliance.KindChat:
		return ErrNoChat
	case x.State != appliance.Active:
		return ErrNotTaken
	}
	x.enter(o)
	joined := byOperator(appliance.EntryJoined, o)
	joined.Data["purpose"] = string(appliance.ToJoin)
	x.post(joined)
	return nil
}
