package sqlite

import "cordboard/appliance"

const revisions statement = `SELECT r.entry, r.at, r.text FROM revision AS r JOIN entry AS e ON e.id = r.entry
	WHERE e.conversation = ? ORDER BY r.id`

// Revisions reads what the entries of a conversation said before, the oldest first.
func (v *View) Revisions(c appliance.ConversationID) ([]appliance.Revision, error) {
	return many(v, func(row scanner) (r appliance.Revision, err error) {
		err = row.Scan(&r.Entry, instant{&r.At}, &r.Text)
		return r, err
	}, revisions, c)
}

const (
	addRevision statement = `INSERT INTO revision (entry, at, text) SELECT id, ?, text FROM entry WHERE id = ?`
	reviseEntry statement = `UPDATE entry SET text = ?, edited = ?, deleted = ? WHERE id = ?`
)

// ReviseEntry gives an entry another text, and keeps the one that it had until then as
// a revision.
func (t *Tx) ReviseEntry(e appliance.Entry) error {
	until := e.Edited
	if !e.Deleted.IsZero() {
		until = e.Deleted
	}
	if err := t.update(addRevision, micros(until), e.ID); err != nil {
		return err
	}
	if err := t.update(reviseEntry, e.Text, micros(e.Edited), micros(e.Deleted), e.ID); err != nil {
		return err
	}
	return t.search(ofEntry, int64(e.ID), ofText(e))
}
