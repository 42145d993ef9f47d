package desk

import (
	"context"
	"slices"

	"cordboard/appliance"
	"cordboard/appliance/access"
	"cordboard/appliance/plain"
	"cordboard/appliance/sqlite"
)

// MayTag tells whether an operator puts tags on a conversation and takes them off: who
// serves it, if only asked aside, who served it, and who may intervene.
func MayTag(o appliance.Operator, c appliance.Conversation, serves bool) bool {
	return serves && o.Answers() || access.Can(o, access.Tag, access.Conversation(c))
}

// Tag has an operator put a tag on a conversation (F226), also after its end. One that
// it has already changes nothing.
func (d *Desk) Tag(ctx context.Context, o appliance.OperatorID, id appliance.ConversationID, t appliance.TagID) error {
	return d.change(ctx, "tag", id, tagging(o, t, func(x *exchange, operator appliance.Operator, tag appliance.Tag) error {
		return x.tag(tag, appliance.MostTags, byOperator(appliance.EntryTagged, operator))
	}))
}

// Untag has him take one off. One that it does not have changes nothing.
func (d *Desk) Untag(ctx context.Context, o appliance.OperatorID, id appliance.ConversationID, t appliance.TagID) error {
	return d.change(ctx, "untag", id, tagging(o, t, func(x *exchange, operator appliance.Operator, tag appliance.Tag) error {
		if !slices.Contains(x.Tags, tag.ID) {
			return nil
		}
		x.marked(x.Untagged(tag.ID), tag, byOperator(appliance.EntryUntagged, operator))
		return nil
	}))
}

// tagging is what an operator does with a tag, if he may.
func tagging(o appliance.OperatorID, t appliance.TagID, decide func(*exchange, appliance.Operator, appliance.Tag) error) func(*sqlite.Tx, *exchange) error {
	return by(o, func(tx *sqlite.Tx, x *exchange, operator appliance.Operator) error {
		if !MayTag(operator, x.Conversation, x.serving(o) >= 0) {
			return ErrMayNotTag
		}
		tag, err := tx.Tag(t)
		if err != nil {
			return err
		}
		return decide(x, operator, tag)
	})
}

// TagByPage puts on the tag that the page of the contact names, blind to case and
// diacritics. What names none that pages may put on is ErrNoTag, and is kept nowhere: no
// page learns which others there are. One that an operator took off stays off: each load
// of the page names it again.
func (d *Desk) TagByPage(ctx context.Context, id appliance.ConversationID, name string) error {
	return d.change(ctx, "tag", id, byContact(func(tx *sqlite.Tx, x *exchange) error {
		all, err := tx.Tags()
		if err != nil {
			return err
		}
		i := slices.IndexFunc(all, func(t appliance.Tag) bool { return t.ByPage && plain.Fold(t.Name) == plain.Fold(name) })
		switch {
		case x.State.Over():
			return ErrOver
		case i < 0:
			return ErrNoTag
		}
		if off, err := tx.TakenOff(id, all[i].Name); err != nil || off {
			return err
		}
		return x.tag(all[i], appliance.MostTagsByPage, appliance.Entry{Kind: appliance.EntryTagged, By: appliance.BySystem})
	}))
}

func (x *exchange) tag(t appliance.Tag, limit int, told appliance.Entry) error {
	tags, err := x.Tagged(t, limit)
	if err != nil || len(tags) == len(x.Tags) {
		return err
	}
	x.marked(tags, t, told)
	return nil
}

// marked has it have these tags from now on, as its story tells of one.
func (x *exchange) marked(tags []appliance.TagID, t appliance.Tag, told appliance.Entry) {
	x.Tags = tags
	told.Data = map[string]string{"tag": t.Name}
	x.post(told)
	x.note(changed)
}
