package sqlite

import (
	"time"

	"cordboard/appliance"
)

const entryColumns = `e.id, e.conversation, e.at, e.kind, e.author, e.operator, e.text, e.page, e.key, e.data, e.quotes, e.edited, e.deleted`

func scanEntry(row scanner) (appliance.Entry, error) {
	var e appliance.Entry
	err := row.Scan(&e.ID, &e.Conversation, instant{&e.At}, &e.Kind, &e.By, refer(&e.Operator),
		&e.Text, &e.Page, &e.Key, fromJSON{&e.Data}, refer(&e.Quotes), instant{&e.Edited}, instant{&e.Deleted})
	return e, err
}

const entries statement = `SELECT ` + entryColumns + ` FROM entry AS e
	WHERE e.conversation = ? AND e.id > ? ORDER BY e.id LIMIT ?`

// Entries reads a conversation's log after the given entry, the oldest first;
// limit 0 means all.
func (v *View) Entries(c appliance.ConversationID, after appliance.EntryID, limit int) ([]appliance.Entry, error) {
	if limit <= 0 {
		limit = -1
	}
	return many(v, scanEntry, entries, c, after, limit)
}

const told statement = `SELECT count(*) FROM (SELECT 1 FROM entry WHERE conversation = ? AND kind = ? LIMIT 1)`

// Told tells whether a conversation's log holds an entry of a kind.
func (v *View) Told(c appliance.ConversationID, k appliance.EntryKind) (bool, error) {
	n, err := one(v, scanAs[int], told, c, k)
	return n > 0, err
}

const takenOff statement = `SELECT count(*) FROM (SELECT 1 FROM entry
	WHERE conversation = ? AND kind = 'untagged' AND data ->> 'tag' = ? LIMIT 1)`

// TakenOff tells whether an operator took the tag of a name off a conversation.
func (v *View) TakenOff(c appliance.ConversationID, tag string) (bool, error) {
	n, err := one(v, scanAs[int], takenOff, c, tag)
	return n > 0, err
}

const lastTold statement = `SELECT max(at) FROM entry WHERE conversation = ? AND kind = ?`

// LastTold is when a conversation's log got its newest entry of a kind; zero: it has
// none.
func (v *View) LastTold(c appliance.ConversationID, k appliance.EntryKind) (time.Time, error) {
	return one(v, func(row scanner) (at time.Time, err error) {
		err = row.Scan(instant{&at})
		return at, err
	}, lastTold, c, k)
}

const toldOf statement = `SELECT DISTINCT conversation FROM entry
	WHERE kind = ? AND conversation IN (SELECT value FROM json_each(?)) ORDER BY conversation`

// ToldOf are those of some conversations whose log holds an entry of a kind.
func (v *View) ToldOf(k appliance.EntryKind, of []appliance.ConversationID) ([]appliance.ConversationID, error) {
	return many(v, scanAs[appliance.ConversationID], toldOf, k, asJSON(list(of)))
}

// Note is what an operator wrote for colleagues about a conversation, while it went
// on or as it was wrapped up.
type Note struct {
	Conversation appliance.ConversationID
	Operator     appliance.OperatorID
	At           time.Time
	Text         string
}

const notesOf statement = `SELECT conversation, operator, at, text FROM entry
		WHERE kind = 'note' AND deleted IS NULL AND conversation IN (SELECT value FROM json_each(?1))
	UNION ALL SELECT conversation, operator, wrapped_up, note FROM part
		WHERE note <> '' AND conversation IN (SELECT value FROM json_each(?1))
	ORDER BY 3 DESC LIMIT ?2`

// NotesOf reads the newest notes about some conversations, but those that were taken
// back, the newest first.
func (v *View) NotesOf(of []appliance.ConversationID, limit int) ([]Note, error) {
	return many(v, func(row scanner) (n Note, err error) {
		err = row.Scan(&n.Conversation, refer(&n.Operator), instant{&n.At}, &n.Text)
		return n, err
	}, notesOf, asJSON(list(of)), limit)
}

const entry statement = `SELECT ` + entryColumns + ` FROM entry AS e WHERE e.id = ?`

// Entry reads one line of a log.
func (v *View) Entry(id appliance.EntryID) (appliance.Entry, error) {
	return one(v, scanEntry, entry, id)
}

const entryByKey statement = `SELECT ` + entryColumns + ` FROM entry AS e
	WHERE e.conversation = ? AND e.key = ? AND e.key <> ''`

// EntryByKey reads the message that its sender named key.
func (v *View) EntryByKey(c appliance.ConversationID, key string) (appliance.Entry, error) {
	return one(v, scanEntry, entryByKey, c, key)
}

const addEntry statement = `INSERT INTO entry (conversation, at, kind, author, operator, text, page, key, data, quotes, edited, deleted)
	VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
	ON CONFLICT (conversation, key) WHERE key <> '' DO NOTHING`

// AddEntry appends to a conversation's log and returns the entry with its id.
// If the conversation has an entry of that key already, it changes nothing
// and returns that one and ErrDuplicate: the sender repeated himself.
func (t *Tx) AddEntry(e appliance.Entry) (appliance.Entry, error) {
	r, err := t.exec(addEntry, e.Conversation, micros(e.At), e.Kind, e.By, ref(e.Operator),
		e.Text, e.Page, e.Key, asJSON(e.Data), ref(e.Quotes), micros(e.Edited), micros(e.Deleted))
	if err != nil {
		return e, err
	}
	added, err := r.RowsAffected()
	if err != nil {
		return e, err
	}
	if added == 0 {
		old, err := t.EntryByKey(e.Conversation, e.Key)
		if err != nil {
			return e, err
		}
		return old, ErrDuplicate
	}
	id, err := r.LastInsertId()
	if err != nil {
		return e, err
	}
	e.ID = appliance.EntryID(id)
	return e, t.searchNew(ofEntry, id, ofText(e))
}
