package desk

import (
	"context"

	"cordboard/appliance"
	"cordboard/appliance/sqlite"
)

// Promote lets those who are asked aside talk with the contact: they serve him
// from now on, and wrap up. Where nobody is asked it does nothing.
func (d *Desk) Promote(ctx context.Context, id appliance.ConversationID) error {
	return d.change(ctx, "let in who was asked aside in", id, func(tx *sqlite.Tx, x *exchange) error {
		return x.letIn(tx.Operator)
	})
}

// Hand ends an operator's part in a call that he leaves to a colleague whom he had
// asked aside: he serves the contact from then on. What is over is ErrOver, and
// where one of the two does not serve it ErrNotServing.
func (d *Desk) Hand(ctx context.Context, o, to appliance.OperatorID, id appliance.ConversationID) error {
	return d.change(ctx, "hand over", id, by(o, func(tx *sqlite.Tx, x *exchange, operator appliance.Operator) error {
		colleague, err := tx.Operator(to)
		if err != nil {
			return err
		}
		return x.hand(operator, colleague)
	}))
}

func (x *exchange) hand(o, to appliance.Operator) error {
	switch {
	case x.State.Over():
		return ErrOver
	case x.serving(o.ID) < 0:
		return x.stranger(o.ID)
	case o.ID == to.ID || x.serving(to.ID) < 0:
		return appliance.ErrNotServing
	}
	x.promote()
	x.passes(o.ID, o.ID, to)
	return nil
}

// letIn tells that whoever was asked aside has joined the contact: until then he
// had only talked with a colleague.
func (x *exchange) letIn(operator func(appliance.OperatorID) (appliance.Operator, error)) error {
	for _, id := range x.promote() {
		o, err := operator(id)
		if err != nil {
			return err
		}
		joined := byOperator(appliance.EntryJoined, o)
		joined.Data["purpose"] = string(appliance.ToJoin)
		x.post(joined)
	}
	return nil
}

// promote makes those who are asked aside serve the contact, and says who they are.
func (x *exchange) promote() (all []appliance.OperatorID) {
	for i := range x.parts {
		if p := &x.parts[i]; p.Aside && p.Left.IsZero() {
			p.Aside = false
			x.noteOf(served, i)
			all = append(all, p.Operator)
		}
	}
	return all
}
