package sqlite

import (
	"time"

	"cordboard/appliance"
)

const mentions statement = `SELECT ` + entryColumns + ` FROM mention AS m JOIN entry AS e ON e.id = m.entry
	WHERE m.operator = ? AND m.seen IS NULL ORDER BY e.id DESC LIMIT ?`

// Mentions reads the notes that name an operator and that he has not seen, the newest
// first.
func (v *View) Mentions(o appliance.OperatorID, limit int) ([]appliance.Entry, error) {
	return many(v, scanEntry, mentions, o, limit)
}

const mention statement = `INSERT INTO mention (entry, operator, conversation) SELECT id, ?, conversation FROM entry WHERE id = ?
	ON CONFLICT DO NOTHING`

// Mention notes that a note names an operator; again, it changes nothing.
func (t *Tx) Mention(e appliance.EntryID, o appliance.OperatorID) error {
	return t.do(mention, o, e)
}

const (
	unnamed   statement = `SELECT operator FROM mention WHERE entry = ? AND seen IS NULL AND operator NOT IN (SELECT value FROM json_each(?)) ORDER BY operator`
	unmention statement = `DELETE FROM mention WHERE entry = ? AND seen IS NULL AND operator NOT IN (SELECT value FROM json_each(?))`
)

// Unmention forgets of a note that it names others than these, as far as they have not
// seen it, and returns whom it does not name any more.
func (t *Tx) Unmention(e appliance.EntryID, but []appliance.OperatorID) ([]appliance.OperatorID, error) {
	gone, err := many(&t.View, scanAs[appliance.OperatorID], unnamed, e, asJSON(list(but)))
	if err != nil {
		return nil, err
	}
	return gone, t.do(unmention, e, asJSON(list(but)))
}

const seeMentions statement = `UPDATE mention SET seen = ? WHERE operator = ? AND conversation = ? AND seen IS NULL`

// SeeMentions notes that an operator has seen where the notes of a conversation name
// him, and tells whether there were any that he had not.
func (t *Tx) SeeMentions(o appliance.OperatorID, c appliance.ConversationID, at time.Time) (bool, error) {
	r, err := t.exec(seeMentions, micros(at), o, c)
	if err != nil {
		return false, err
	}
	n, err := r.RowsAffected()
	return n > 0, err
}
