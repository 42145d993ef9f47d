package site

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"cordboard/appliance/sqlite"
	"cordboard/ivr"
)

// Renames are the changes of trees' names, the oldest first, as far back as
// history goes.
type Renames []rename

type rename struct {
	at      time.Time
	old, is string
}

// Now is the name that a tree has by now which bore this one at that time.
func (r Renames) Now(name string, at time.Time) string {
	for _, c := range r {
		if c.old == name && !c.at.Before(at) {
			name = c.is
		}
	}
	return name
}

// Latest is the name that the tree has by now which bore this one last.
func (r Renames) Latest(name string) string {
	for i, c := range slices.Backward(r) {
		if c.old == name {
			return r[i:].Now(name, c.at)
		}
	}
	return name
}

// TreeRenames reads them.
func (s *Site) TreeRenames(ctx context.Context) (Renames, error) {
	all, err := s.renames.Of(ctx, s.store, struct{}{}, renames)
	if err != nil {
		return nil, fmt.Errorf("read which trees were renamed: %w", err)
	}
	return all, nil
}

func renames(v *sqlite.View) (all Renames, err error) {
	kept, err := changes(v, treesKept)
	for _, c := range slices.Backward(kept) {
		var was, is *KeptTree
		if err := errors.Join(json.Unmarshal(c.Before, &was), json.Unmarshal(c.After, &is)); err != nil {
			return nil, fmt.Errorf("read a change of the trees: %w", err)
		}
		if was != nil && is != nil {
			all = append(all, rename{c.At, was.Name, is.Name})
		}
	}
	return all, err
}

// In is a text of that time with the trees that it leads through by the names
// that they have by now. It is refused where no edit can do that.
func (r Renames) In(text string, at time.Time) (string, error) {
	var led []rename
	for _, c := range r {
		known := slices.ContainsFunc(led, func(l rename) bool { return l.old == c.old })
		if now := r.Now(c.old, at); now != c.old && !known && ivr.LeadsThrough([]byte(text), c.old) {
			led = append(led, rename{old: c.old, is: now})
		}
	}
	// By way of names that no tree can have: one may have taken another's.
	between := func(i int) string { return fmt.Sprintf("/%d", i) }
	written := []byte(text)
	var err error
	for i, l := range led {
		if written, err = ivr.RenameTree(written, l.old, between(i)); err != nil {
			return "", ErrTreeCalled.With("tree", l.old).With("now", l.is)
		}
	}
	for i, l := range led {
		if written, err = ivr.RenameTree(written, between(i), l.is); err != nil {
			return "", ErrTreeCalled.With("tree", l.old).With("now", l.is)
		}
	}
	return string(written), nil
}
