package desk

import (
	"context"
	"errors"
	"time"

	"cordboard/appliance"
	"cordboard/appliance/access"
	"cordboard/appliance/sqlite"
)

// TakeUp makes an operator serve a chat again that was Finished (F205): one that he served,
// or who may intervene any. Like what he takes over it asks for no room. What goes on is
// ErrTakenUp, what nobody ever served ErrOver, what is no chat ErrCallAgain, that of
// somebody who is kept away ErrKeptAway, and one whose entry point was switched off
// ErrInterrupted. Who serves it stays as he is. What he had still
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
		if err := x.takeUp(operator); err != nil {
			return err
		}
		return x.goesOn(&tx.View)
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
	x.Ended, x.EndedBy, x.Gone = time.Time{}, "", time.Time{}
	x.enter(o)
	x.post(byOperator(appliance.EntryTakenUp, o))
	return nil
}
