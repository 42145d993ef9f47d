package desk

import (
	"context"

	"cordboard/appliance"
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
