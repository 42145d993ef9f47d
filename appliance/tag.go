package appliance

import "slices"

// Tag is a word from the administrator's list that marks what a conversation is, to be
// found and counted by.
type Tag struct {
	ID     TagID
	Name   string // no other has it, however it is written
	Colour Colour
	Off    bool // nobody puts it on any more; it stays where it is
	ByPage bool // the contact's page may put it on
}

// Colour is one of those that a tag may have: the word is what tells it, never the
// colour alone.
type Colour string

// The colours.
const (
	Grey  Colour = "grey"
	Blue  Colour = "blue"
	Green Colour = "green"
	Amber Colour = "amber"
	Red   Colour = "red"
)

// Colours are those that there are.
func Colours() []Colour { return []Colour{Grey, Blue, Green, Amber, Red} }

// MostTags is how many a conversation has at most, and MostTagsByPage how many it may
// have for its contact's page to put on one more: operators keep room for theirs.
const (
	MostTags       = 10
	MostTagsByPage = 5
)

// Tagged are the tags of a conversation once it has another: the same where it has that
// already. One that is off is ErrTagOff, one more than limit are ErrManyTags.
func (c Conversation) Tagged(t Tag, limit int) ([]TagID, error) {
	switch {
	case slices.Contains(c.Tags, t.ID):
		return c.Tags, nil
	case t.Off:
		return nil, ErrTagOff
	case len(c.Tags) >= limit:
		return nil, ErrManyTags.With("limit", limit)
	}
	return append(slices.Clone(c.Tags), t.ID), nil
}

// Untagged are the tags of a conversation without one; nil: it had no other.
func (c Conversation) Untagged(id TagID) (rest []TagID) {
	for _, has := range c.Tags {
		if has != id {
			rest = append(rest, has)
		}
	}
	return rest
}

// HasTags tells whether a conversation has all of some tags.
func (c Conversation) HasTags(all []TagID) bool {
	return !slices.ContainsFunc(all, func(id TagID) bool { return !slices.Contains(c.Tags, id) })
}
