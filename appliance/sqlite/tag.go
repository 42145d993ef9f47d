package sqlite

import (
	"errors"

	"cordboard/appliance"
)

func scanTag(row scanner) (appliance.Tag, error) {
	var t appliance.Tag
	err := row.Scan(&t.ID, &t.Name, &t.Colour, &t.Off, &t.ByPage)
	return t, err
}

const (
	tag  statement = `SELECT id, name, colour, off, by_page FROM tag WHERE id = ?`
	tags statement = `SELECT id, name, colour, off, by_page FROM tag ORDER BY id`
)

// Tag reads one tag.
func (v *View) Tag(id appliance.TagID) (appliance.Tag, error) { return one(v, scanTag, tag, id) }

// Tags reads all tags, in the order in which they were made.
func (v *View) Tags() ([]appliance.Tag, error) { return many(v, scanTag, tags) }

const tagUsed statement = `SELECT conversation FROM conversation_tag WHERE tag = ? LIMIT 1`

// TagUsed tells whether a conversation has the tag.
func (v *View) TagUsed(id appliance.TagID) (bool, error) {
	_, err := one(v, func(row scanner) (c appliance.ConversationID, err error) {
		err = row.Scan(&c)
		return c, err
	}, tagUsed, id)
	if errors.Is(err, appliance.ErrNotFound) {
		return false, nil
	}
	return err == nil, err
}

const addTag statement = `INSERT INTO tag (name, colour, off, by_page) VALUES (?, ?, ?, ?)`

// AddTag stores a new tag and returns it with its id. A name that is taken is
// ErrDuplicate.
func (t *Tx) AddTag(k appliance.Tag) (appliance.Tag, error) {
	var err error
	k.ID, err = insert[appliance.TagID](t, addTag, k.Name, k.Colour, k.Off, k.ByPage)
	return k, err
}

const saveTag statement = `UPDATE tag SET name = ?, colour = ?, off = ?, by_page = ? WHERE id = ?`

// SaveTag replaces a tag by what it is now.
func (t *Tx) SaveTag(k appliance.Tag) error {
	return t.update(saveTag, k.Name, k.Colour, k.Off, k.ByPage, k.ID)
}

const deleteTag statement = `DELETE FROM tag WHERE id = ?`

// DeleteTag forgets a tag that no conversation has.
func (t *Tx) DeleteTag(id appliance.TagID) error { return t.update(deleteTag, id) }
