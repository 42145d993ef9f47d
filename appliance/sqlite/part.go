package sqlite

import (
	"errors"

	"cordboard/appliance"
)

const partColumns = `id, conversation, operator, role, aside, began, gone, wrapped_up, reason, note`

func scanPart(row scanner) (appliance.Part, error) {
	var p appliance.Part
	err := row.Scan(&p.ID, &p.Conversation, &p.Operator, &p.Role, &p.Aside,
		instant{&p.Began}, instant{&p.Left}, instant{&p.WrappedUp}, refer(&p.Reason), &p.Note)
	return p, err
}

// partArgs are the columns from conversation to note.
func partArgs(p appliance.Part) []any {
	return []any{
		p.Conversation, p.Operator, p.Role, p.Aside,
		micros(p.Began), micros(p.Left), micros(p.WrappedUp), ref(p.Reason), p.Note,
	}
}

const (
	part        statement = `SELECT ` + partColumns + ` FROM part WHERE id = ?`
	partOf      statement = `SELECT ` + partColumns + ` FROM part WHERE conversation = ? AND operator = ? ORDER BY id DESC LIMIT 1`
	parts       statement = `SELECT ` + partColumns + ` FROM part WHERE conversation = ? ORDER BY id`
	partsOfAll  statement = `SELECT ` + partColumns + ` FROM part WHERE conversation IN (SELECT value FROM json_each(?)) ORDER BY id`
	openParts   statement = `SELECT ` + partColumns + ` FROM part WHERE role = 'serving' AND wrapped_up IS NULL ORDER BY id`
	closedParts statement = `SELECT ` + partColumns + ` FROM part WHERE role = 'serving' AND wrapped_up IS NOT NULL
		AND (SELECT channel FROM conversation AS c WHERE c.id = part.conversation) = ? ORDER BY id DESC LIMIT ?`
	openPartsOf statement = `SELECT ` + partColumns + ` FROM part WHERE operator = ? AND role = 'serving' AND wrapped_up IS NULL ORDER BY id`
)

// Part reads one part.
func (v *View) Part(id appliance.PartID) (appliance.Part, error) { return one(v, scanPart, part, id) }

// PartOf reads an operator's newest part in a conversation.
func (v *View) PartOf(c appliance.ConversationID, o appliance.OperatorID) (appliance.Part, error) {
	return one(v, scanPart, partOf, c, o)
}

// Parts reads all parts of a conversation, the oldest first.
func (v *View) Parts(c appliance.ConversationID) ([]appliance.Part, error) {
	return many(v, scanPart, parts, c)
}

// PartsOfAll reads the parts of several conversations, the oldest first.
func (v *View) PartsOfAll(c []appliance.ConversationID) ([]appliance.Part, error) {
	return many(v, scanPart, partsOfAll, asJSON(list(c)))
}

// OpenParts reads all that take a place in an operator's capacity: serving,
// and not wrapped up.
func (v *View) OpenParts() ([]appliance.Part, error) { return many(v, scanPart, openParts) }

// Share is an open part and the channel of its conversation.
type Share struct {
	Part    appliance.Part
	Channel appliance.Channel
}

const openShares statement = `SELECT p.operator, p.role, p.gone, c.channel FROM part AS p JOIN conversation AS c ON c.id = p.conversation
	WHERE p.role = 'serving' AND p.wrapped_up IS NULL`

// OpenShares reads of all open parts what tells whose room they take: operator, role
// and when he left.
func (v *View) OpenShares() ([]Share, error) {
	return many(v, func(row scanner) (s Share, err error) {
		err = row.Scan(&s.Part.Operator, &s.Part.Role, instant{&s.Part.Left}, &s.Channel)
		return s, err
	}, openShares)
}

// ClosedParts reads the newest of a channel that are wrapped up, the newest
// first.
func (v *View) ClosedParts(by appliance.Channel, limit int) ([]appliance.Part, error) {
	return many(v, scanPart, closedParts, by, limit)
}

// OpenPartsOf reads the open parts of one operator.
func (v *View) OpenPartsOf(o appliance.OperatorID) ([]appliance.Part, error) {
	return many(v, scanPart, openPartsOf, o)
}

const lastOperator statement = `SELECT p.operator FROM conversation AS c JOIN part AS p ON p.conversation = c.id
	WHERE c.contact = ? AND c.id <> ? AND p.role = 'serving' AND p.aside = 0 ORDER BY c.id DESC, p.id DESC LIMIT 1`

// LastOperator is whose a contact's newest conversation was last, of those that had
// an operator, but for one of them; zero: there was none.
func (v *View) LastOperator(c appliance.ContactID, but appliance.ConversationID) (o appliance.OperatorID, err error) {
	o, err = one(v, func(row scanner) (o appliance.OperatorID, err error) {
		err = row.Scan(&o)
		return o, err
	}, lastOperator, c, but)
	if errors.Is(err, appliance.ErrNotFound) {
		err = nil
	}
	return o, err
}

const addPart statement = `INSERT INTO part (conversation, operator, role, aside, began, gone, wrapped_up, reason, note)
	VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`

// AddPart stores a new part and returns it with its id.
func (t *Tx) AddPart(p appliance.Part) (appliance.Part, error) {
	var err error
	if p.ID, err = insert[appliance.PartID](t, addPart, partArgs(p)...); err != nil {
		return p, err
	}
	return p, t.searchNew(ofPart, int64(p.ID), ofNote(p))
}

const savePart statement = `UPDATE part SET conversation = ?, operator = ?, role = ?, aside = ?,
	began = ?, gone = ?, wrapped_up = ?, reason = ?, note = ? WHERE id = ?`

// SavePart replaces a part by what it is now.
func (t *Tx) SavePart(p appliance.Part) error {
	if err := t.update(savePart, append(partArgs(p), p.ID)...); err != nil {
		return err
	}
	if p.Note == "" {
		return nil // a trigger forgets the one that it had
	}
	return t.search(ofPart, int64(p.ID), ofNote(p))
}
