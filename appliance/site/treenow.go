package site

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"cordboard/appliance/sqlite"
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
		if c.old == name && c.at.After(at) {
			name = c.is
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
