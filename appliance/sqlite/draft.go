package sqlite

import (
	"errors"

	"cordboard/appliance"
)

func scanDraft(row scanner) (d appliance.Draft, err error) {
	err = row.Scan(&d.Operator, &d.Conversation, &d.Note, &d.Text, &d.Version)
	return d, err
}

const draft statement = `SELECT operator, conversation, note, text, version FROM draft WHERE operator = ? AND conversation = ?`

// Draft reads what an operator has written in a conversation and not sent; without
// text: nothing.
func (v *View) Draft(o appliance.OperatorID, c appliance.ConversationID) (appliance.Draft, error) {
	d, err := one(v, scanDraft, draft, o, c)
	if errors.Is(err, appliance.ErrNotFound) {
		return appliance.Draft{Operator: o, Conversation: c}, nil
	}
	return d, err
}

const saveDraft statement = `INSERT INTO draft (operator, conversation, note, text, version) VALUES (?, ?, ?, ?, 1)
	ON CONFLICT DO UPDATE SET note = excluded.note, text = excluded.text, version = version + 1
	RETURNING operator, conversation, note, text, version`

// SaveDraft keeps it in place of the one before, and returns it with its version.
func (t *Tx) SaveDraft(d appliance.Draft) (appliance.Draft, error) {
	return one(&t.View, scanDraft, saveDraft, d.Operator, d.Conversation, d.Note, d.Text)
}

const clearDraft statement = `UPDATE draft SET text = '', note = 0, version = version + 1 WHERE operator = ? AND conversation = ? AND text <> ''`

// ClearDraft forgets what an operator wrote in a conversation, and tells whether there
// was anything. Its version is kept, so that the next draft is newer than any page has.
func (t *Tx) ClearDraft(o appliance.OperatorID, c appliance.ConversationID) (had bool, err error) {
	err = t.update(clearDraft, o, c)
	if errors.Is(err, appliance.ErrNotFound) {
		return false, nil
	}
	return err == nil, err
}
