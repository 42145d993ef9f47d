package desk

import (
	"context"
	"time"

	"cordboard/appliance"
	"cordboard/appliance/sqlite"
)

// Gone notes since when the visitor of a chat that goes on has had no page open.
func (d *Desk) Gone(ctx context.Context, id appliance.ConversationID, since time.Time) error {
	return d.change(ctx, "note who left", id, func(_ *sqlite.Tx, x *exchange) error {
		if x.State.Over() || !x.Gone.IsZero() {
			return nil
		}
		x.Gone = since
		x.note(changed)
		return nil
	})
}

// Back notes that he has one again.
func (d *Desk) Back(ctx context.Context, id appliance.ConversationID) error {
	return d.change(ctx, "note who is back", id, func(_ *sqlite.Tx, x *exchange) error {
		if x.State.Over() || x.Gone.IsZero() {
			return nil
		}
		x.Gone = time.Time{}
		x.note(changed)
		return nil
	})
}
