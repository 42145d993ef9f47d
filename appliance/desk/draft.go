package desk

import (
	"context"
	"strings"

	"cordboard/appliance"
	"cordboard/appliance/plain"
	"cordboard/appliance/sqlite"
)

// draftLimit is how much of a draft is kept: who pasted more than a message may hold
// still has it to shorten.
const draftLimit = 10 * appliance.MessageLimit

// SaveDraft keeps what an operator has written in a conversation and not sent, until
// he sends it or wraps up; without text there is none. Who wrote last wins, and his
// other pages are told.
func (d *Desk) SaveDraft(ctx context.Context, draft appliance.Draft) (appliance.Draft, error) {
	draft.Text = plain.Clip(strings.ToValidUTF8(draft.Text, ""), draftLimit)
	err := d.store.Write(ctx, func(tx *sqlite.Tx) error {
		x, err := load(tx, draft.Conversation, d.now())
		if err != nil {
			return err
		}
		if !x.works(draft.Operator) {
			return x.stranger(draft.Operator)
		}
		draft, err = tx.SaveDraft(draft)
		return err
	})
	if err == nil {
		d.feed.Notify(appliance.DraftChanged{Operator: draft.Operator, Conversation: draft.Conversation})
	}
	return draft, wrap("draft in", draft.Conversation, err)
}
