package desk

import (
	"context"

	"cordboard/appliance"
	"cordboard/appliance/sqlite"
)

// Reclaim takes a conversation from an operator who cannot serve it any more.
// Where others serve it too, it is theirs; else it waits again at the place
// that it had, and so before those who came later. One that never was in a
// queue ends. What he does not serve stays as it is.
func (d *Desk) Reclaim(ctx context.Context, o appliance.OperatorID, id appliance.ConversationID) error {
	return d.change(ctx, "reclaim", id, by(o, func(tx *sqlite.Tx, x *exchange, operator appliance.Operator) error {
		queue, err := x.queue(tx)
		if err != nil {
			return err
		}
		return x.reclaim(operator, queue)
	}))
}

func (x *exchange) reclaim(o appliance.Operator, q appliance.Queue) error {
	i := x.serving(o.ID)
	if x.State.Over() || i < 0 {
		return nil
	}
	x.departs(o, i)
	switch {
	case len(x.Operators) > 0:
		return nil
	case x.Queue == 0:
		return x.end(appliance.BySystem, 0, "lost")
	}
	x.State = appliance.Waiting
	if x.Queued.IsZero() {
		x.Queued = x.now
	}
	x.line(q)
	return nil
}
