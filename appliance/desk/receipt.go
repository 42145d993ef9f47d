package desk

import (
	"context"

	"cordboard/appliance"
	"cordboard/appliance/sqlite"
)

// Received notes how far the contact's page has come, and how far he has read on it.
// Nothing is unread again, and of entries that are not there nothing is kept.
func (d *Desk) Received(ctx context.Context, id appliance.ConversationID, got, read appliance.EntryID) error {
	return d.read(ctx, appliance.Receipt{Conversation: id, Got: got, Read: read})
}

// Seen notes how far an operator has read. What he does not serve he reads unseen.
func (d *Desk) Seen(ctx context.Context, o appliance.OperatorID, id appliance.ConversationID, entry appliance.EntryID) error {
	var x *exchange
	err := d.store.Read(ctx, func(v *sqlite.View) (err error) {
		x, err = look(v, id, d.now())
		return err
	})
	if err != nil || x.serving(o) < 0 {
		return wrap("read in", id, err)
	}
	return d.read(ctx, appliance.Receipt{Conversation: id, Seen: entry})
}

// read keeps a receipt that says more than the one before; one that says nothing new is
// read, and nothing is written.
func (d *Desk) read(ctx context.Context, r appliance.Receipt) error {
	var before appliance.Receipt
	further := func(v *sqlite.View) error {
		newest, err := v.NewestEntry(r.Conversation)
		if err != nil {
			return err
		}
		if before, err = v.Receipt(r.Conversation); err != nil {
			return err
		}
		r.Got, r.Read, r.Seen = min(r.Got, newest), min(r.Read, newest), min(r.Seen, newest)
		r = before.Beyond(r)
		return nil
	}
	err := d.store.Read(ctx, further)
	if err == nil && r != before {
		err = d.store.Write(ctx, func(tx *sqlite.Tx) error {
			if err := further(&tx.View); err != nil || r == before {
				return err
			}
			tx.Emit(appliance.ReceiptChanged{Receipt: r})
			return tx.SaveReceipt(r)
		})
	}
	return wrap("keep the receipt of", r.Conversation, err)
}
