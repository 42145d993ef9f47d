package desk

import (
	"context"
	"slices"

	"cordboard/appliance"
	"cordboard/appliance/plain"
	"cordboard/appliance/sqlite"
)

// Rate keeps what a contact says of his conversation after its end (F178). He may say
// otherwise later; the same again changes nothing. Who is blocked is ErrBlocked.
func (d *Desk) Rate(ctx context.Context, id appliance.ConversationID, face appliance.Face, comment string) error {
	comment = plain.Text(comment)
	if err := appliance.AtMost(appliance.MessageLimit, comment); err != nil {
		return err
	}
	return d.change(ctx, "rate", id, byContact(func(tx *sqlite.Tx, x *exchange) error {
		entry, err := tx.EntryPoint(x.EntryPoint)
		if err != nil {
			return err
		}
		return x.rate(face, comment, entry)
	}))
}

func (x *exchange) rate(face appliance.Face, comment string, entry appliance.EntryPoint) error {
	switch {
	case !slices.Contains(appliance.Faces(), face):
		return ErrFace
	case !x.Rates() || entry.Widget.Unrated:
		return ErrUnrated
	case x.Rating.Face == face && x.Rating.Comment == comment:
		return nil
	}
	x.Rating = appliance.Rating{Face: face, Comment: comment, At: x.now}
	x.note(changed)
	return nil
}
