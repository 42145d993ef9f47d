package sqlite

import (
	"errors"

	"cordboard/appliance"
)

const draft statement = `SELECT operator, conversation, note, text FROM draft WHERE operator = ? AND conversation = ?`

// Draft reads what an operator has written in a conversation and not sent; without
// text: nothing.
func (v *View) Draft(o appliance.OperatorID, c appliance.ConversationID) (appliance.Draft, error) {
	d, err := one(v, func(row scanner) (d appliance.Draft, err error) {
		err = row.Scan(&d.Operator, &d.Conversation, &d.Note, &d.Text)
		return d, err
	}, draft, o, c)
	if errors.Is(err, appliance.ErrNotFound) {
		return appliance.Draft{Operator: o, Conversation: c}, nil
	}
	return d, err
}

const (
	saveDraft statement = `INSERT INTO draft (operator, conversation, note, text) VALUES (?, ?, ?, ?)
		ON CONFLICT DO UPDATE SET note = excluded.note, text = excluded.text`
	deleteDraft statement = `DELETE FROM draft WHERE operator = ? AND conversation = ?`
)

// SaveDraft keeps it in place of the one before; without text, there is none.
func (t *Tx) SaveDraft(d appliance.Draft) error {
	if d.Text == "" {
		return t.do(deleteDraft, d.Operator, d.Conversation)
	}
	return t.do(saveDraft, d.Operator, d.Conversation, d.Note, d.Text)
}
