package desk

import (
	"context"

	"cordboard/appliance"
	"cordboard/appliance/sqlite"
)

// Promote lets those who are asked aside talk with the contact: they serve him
// from now on, and wrap up. Where nobody is asked it does nothing.
func (d *Desk) Promote(ctx context.Context, id appliance.ConversationID) error {
	return d.change(ctx, "let in who was asked aside in", id, func(_ *sqlite.Tx, x *exchange) error {
		x.promote()
		return nil
	})
}

func (x *exchange) promote() {
	for i := range x.parts {
		if p := &x.parts[i]; p.Aside && p.Left.IsZero() {
			p.Aside = false
			x.noteOf(served, i)
		}
	}
}
