package desk

import (
	"context"

	"cordboard/appliance"
	"cordboard/appliance/sqlite"
)

// Speak notes that the contact reads another language from now on: what the box
// says to him is in that one, and what was said stays as it was. What is over
// stays as it is; one that the box does not speak is ErrLanguage.
func (d *Desk) Speak(ctx context.Context, id appliance.ConversationID, l appliance.Language) error {
	return d.change(ctx, "change the language of", id, byContact(func(tx *sqlite.Tx, x *exchange) error {
		queue, err := x.queue(tx)
		if err != nil {
			return err
		}
		return x.speak(l, queue)
	}))
}

func (x *exchange) speak(l appliance.Language, q appliance.Queue) error {
	switch {
	case !l.Known():
		return appliance.ErrLanguage
	case x.State.Over() || x.Language == l:
		return nil
	}
	x.Language = l
	if x.Topic != "" && q.ID != 0 {
		x.Topic = q.In(l)
	}
	x.post(appliance.Entry{Kind: appliance.EntryLanguage, By: appliance.ByContact, Data: map[string]string{"language": string(l)}})
	x.note(changed)
	return nil
}
