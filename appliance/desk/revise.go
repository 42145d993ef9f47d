package desk

import (
	"context"
	"time"

	"cordboard/appliance"
	"cordboard/appliance/plain"
	"cordboard/appliance/sqlite"
)

// Edit gives a message or note of an operator's another text; AsIs counts as in a
// reply. What it said before stays in the store.
func (d *Desk) Edit(ctx context.Context, o appliance.OperatorID, id appliance.ConversationID, e appliance.EntryID, m Message) error {
	said, err := m.fill(appliance.Entry{})
	if err != nil {
		return err
	}
	return d.revise(ctx, "edit in", o, id, e, func(tx *sqlite.Tx, x *exchange, e appliance.Entry) error {
		if !e.Deleted.IsZero() {
			return ErrDeleted
		}
		if e.Text == said.Text {
			return nil
		}
		if e.Kind == appliance.EntryMessage {
			if err := x.goesOn(&tx.View); err != nil { // it would say something new
				return err
			}
			if err := d.reserved(tx, said.Text, m.AsIs); err != nil {
				return err
			}
		}
		e.Text, e.Edited = said.Text, x.now
		return x.revise(tx, e)
	})
}

// Delete takes a message or note of an operator's back; again, it does nothing.
func (d *Desk) Delete(ctx context.Context, o appliance.OperatorID, id appliance.ConversationID, e appliance.EntryID) error {
	return d.revise(ctx, "delete in", o, id, e, func(tx *sqlite.Tx, x *exchange, e appliance.Entry) error {
		if !e.Deleted.IsZero() {
			return nil
		}
		e.Text, e.Deleted = "", x.now
		return x.revise(tx, e)
	})
}

func (d *Desk) revise(ctx context.Context, act string, o appliance.OperatorID, id appliance.ConversationID, entry appliance.EntryID,
	decide func(*sqlite.Tx, *exchange, appliance.Entry) error,
) error {
	return d.change(ctx, act, id, func(tx *sqlite.Tx, x *exchange) error {
		e, err := tx.Entry(entry)
		if err != nil {
			return err
		}
		within, err := d.site.ReviseWithin(&tx.View)
		if err != nil {
			return err
		}
		if err := Revisable(e, o, within, x.now); err != nil {
			return err
		}
		if e.Conversation != id {
			return appliance.ErrNotFound
		}
		if err := x.goesOnFor(e); err != nil {
			return err
		}
		return decide(tx, x, e)
	})
}

// Revisable says why an operator may not change or take back an entry; nil: he may,
// while he may still write its like.
func Revisable(e appliance.Entry, o appliance.OperatorID, within time.Duration, now time.Time) error {
	written := e.Kind == appliance.EntryMessage || e.Kind == appliance.EntryNote
	switch {
	case !written || e.By != appliance.ByOperator || e.Operator != o:
		return ErrNotYours
	case within == 0:
		return ErrFinal
	case now.Sub(e.At) > within:
		return ErrTooLate.With("count", int(within/time.Minute))
	}
	return nil
}

// goesOnFor refuses to change what its author could not write any more.
func (x *exchange) goesOnFor(e appliance.Entry) error {
	switch {
	case e.Kind == appliance.EntryNote && !x.works(e.Operator):
		return x.stranger(e.Operator)
	case e.Kind == appliance.EntryNote:
		return nil
	case x.State.Over():
		return ErrOver
	case x.serving(e.Operator) < 0:
		return x.stranger(e.Operator)
	}
	return nil
}

// revise puts an entry as it is now in the place of what it was.
func (x *exchange) revise(tx *sqlite.Tx, e appliance.Entry) (err error) {
	is := deed{kind: revised, entry: e}
	if e.Kind == appliance.EntryNote {
		if is.names, err = x.mentions(tx, e); err != nil {
			return err
		}
	} else if x.LastBy == e.By && x.LastAt.Equal(e.At) {
		x.LastText = plain.Line(e.Text, appliance.PreviewLimit)
	}
	x.deeds = append(x.deeds, is)
	return nil
}

// quotes refuses to answer what is not there, or what who reads the answer may not
// see: a message quotes no note.
func quotes(tx *sqlite.Tx, id appliance.ConversationID, kind appliance.EntryKind, quoted appliance.EntryID) error {
	if quoted == 0 {
		return nil
	}
	q, err := tx.Entry(quoted)
	if appliance.AsRefusal(err) != nil {
		return ErrQuote
	}
	if err != nil {
		return err
	}
	if q.Conversation != id || !q.Deleted.IsZero() || q.Kind != appliance.EntryMessage && (q.Kind != appliance.EntryNote || kind != appliance.EntryNote) {
		return ErrQuote
	}
	return nil
}
