package site

import (
	"context"
	"fmt"
	"slices"

	"cordboard/appliance"
	"cordboard/appliance/plain"
	"cordboard/appliance/sqlite"
)

// ErrColour refuses a colour that no tag may have.
var ErrColour = appliance.Refuse(appliance.Invalid, "refusal.tag-colour")

// SaveTag adds a tag, if its id is zero, or changes it. Who types its name may leave
// case and diacritics out: no two differ by these alone.
func (s *Site) SaveTag(ctx context.Context, by appliance.OperatorID, t appliance.Tag, seen ...appliance.Version) (appliance.Tag, error) {
	flaws := appliance.Flaws{}
	nameFlaw(flaws, t.Name)
	flaws.Add("colour", !slices.Contains(appliance.Colours(), t.Colour), ErrColour)
	return edit(ctx, s, by, t, flaws, noun[appliance.Tag]{
		kept: tagKept,
		id:   func(t appliance.Tag) int64 { return int64(t.ID) },
		find: func(v *sqlite.View, t appliance.Tag) (appliance.Tag, error) { return v.Tag(t.ID) },
		add:  (*sqlite.Tx).AddTag, save: (*sqlite.Tx).SaveTag,
		check: tagFits,
	}, seen...)
}

// tagFits refuses the name of another.
func tagFits(v *sqlite.View, t appliance.Tag) error {
	all, err := v.Tags()
	if err != nil {
		return err
	}
	flaws := appliance.Flaws{}
	for _, other := range all {
		flaws.Add("name", other.ID != t.ID && plain.Fold(other.Name) == plain.Fold(t.Name), sqlite.ErrDuplicate)
	}
	return flaws.Err()
}

// RemoveTag forgets a tag that no conversation has. Of one that is used, retired is
// true: it stays where it is, and nobody puts it on any more.
func (s *Site) RemoveTag(ctx context.Context, by appliance.OperatorID, id appliance.TagID, seen ...appliance.Version) (retired bool, err error) {
	err = s.store.Write(ctx, func(tx *sqlite.Tx) error {
		before, err := tx.Tag(id)
		if err != nil {
			return err
		}
		if err := appliance.Unchanged(before, seen...); err != nil {
			return err
		}
		if retired, err = tx.TagUsed(id); err != nil {
			return err
		}
		if !retired {
			if err := tx.DeleteTag(id); err != nil {
				return err
			}
			return s.changed(tx, by, tagKept+id.String(), before, nil)
		}
		after := before
		after.Off = true
		if err := tx.SaveTag(after); err != nil {
			return err
		}
		return s.changed(tx, by, tagKept+id.String(), before, after)
	})
	if err != nil {
		return false, fmt.Errorf("remove tag %s: %w", id, err)
	}
	return retired, nil
}
