package sqlite

import (
	"errors"

	"cordboard/appliance"
)

const receipt statement = `SELECT conversation, got, read, seen FROM receipt WHERE conversation = ?`

// Receipt is how far a conversation has been read; of one of which nobody said so, not at
// all.
func (v *View) Receipt(c appliance.ConversationID) (appliance.Receipt, error) {
	r, err := one(v, func(row scanner) (r appliance.Receipt, err error) {
		err = row.Scan(&r.Conversation, &r.Got, &r.Read, &r.Seen)
		return r, err
	}, receipt, c)
	if errors.Is(err, appliance.ErrNotFound) {
		return appliance.Receipt{Conversation: c}, nil
	}
	return r, err
}

const saveReceipt statement = `INSERT INTO receipt (conversation, got, read, seen) VALUES (?, ?, ?, ?)
	ON CONFLICT DO UPDATE SET got = excluded.got, read = excluded.read, seen = excluded.seen`

// SaveReceipt keeps it in place of the one before.
func (t *Tx) SaveReceipt(r appliance.Receipt) error {
	_, err := t.exec(saveReceipt, r.Conversation, r.Got, r.Read, r.Seen)
	return err
}

const newestEntry statement = `SELECT id FROM entry WHERE conversation = ? ORDER BY id DESC LIMIT 1`

// NewestEntry is that of a conversation's log; zero: it has none.
func (v *View) NewestEntry(c appliance.ConversationID) (appliance.EntryID, error) {
	id, err := one(v, func(row scanner) (id appliance.EntryID, err error) {
		err = row.Scan(&id)
		return id, err
	}, newestEntry, c)
	if errors.Is(err, appliance.ErrNotFound) {
		err = nil
	}
	return id, err
}

const newestReply statement = `SELECT id, operator FROM entry
	WHERE conversation = ? AND author = 'operator' AND kind IN ('message', 'file') ORDER BY id DESC LIMIT 1`

// NewestReply is the newest message or file of one of us, and whose it is; zero: there is
// none.
func (v *View) NewestReply(c appliance.ConversationID) (id appliance.EntryID, by appliance.OperatorID, err error) {
	type reply struct {
		id appliance.EntryID
		by appliance.OperatorID
	}
	r, err := one(v, func(row scanner) (r reply, err error) {
		err = row.Scan(&r.id, refer(&r.by))
		return r, err
	}, newestReply, c)
	if errors.Is(err, appliance.ErrNotFound) {
		err = nil
	}
	return r.id, r.by, err
}
