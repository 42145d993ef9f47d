package run

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"cordboard/ivr"
)

// version is that of the saved form. Whoever changes what a field means counts
// it up and teaches Load the old one. Version 1 knew no parameters and no
// digits, and is read as it is.
const version = 2

type saved struct {
	Version int `json:"v"`
	state
}

// ErrSaved says that saved bytes are not a session in this tree.
var ErrSaved = errors.New("not a saved session of this tree")

// Save writes the session, but for its tree.
func (s *Session) Save() []byte {
	b, err := json.Marshal(saved{Version: version, state: s.state})
	if err != nil {
		panic(err) // a struct of strings and numbers always marshals
	}
	return b
}

// Load reads a session saved in the same tree; it continues where it stood.
func Load(t *ivr.Tree, b []byte) (*Session, error) {
	var v saved
	if err := json.Unmarshal(b, &v); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrSaved, err)
	}
	if v.Version < 1 || v.Version > version {
		return nil, fmt.Errorf("%w: version %d, want up to %d", ErrSaved, v.Version, version)
	}
	if err := v.check(t); err != nil {
		return nil, err
	}
	return &Session{tree: t, state: v.state}, nil
}

// check refuses what no session of the tree can have saved.
func (s state) check(t *ivr.Tree) error {
	if !slices.Contains([]phase{before, inside, talking, leaving, over}, s.Phase) {
		return fmt.Errorf("%w: phase %q", ErrSaved, s.Phase)
	}
	if s.Phase != before && s.Phase != over && t.Find(s.Node) == nil {
		return fmt.Errorf("%w: there is no node %q", ErrSaved, s.Node)
	}
	if min(s.Last, s.Playing, s.Waiting, s.Misses, s.Idle, s.Asking) < 0 || max(s.Playing, s.Waiting, s.Asking) > s.Last {
		return fmt.Errorf("%w: its numbers do not fit", ErrSaved)
	}
	if len(s.Typed) > typedLimit || strings.Trim(s.Typed, ivr.Keys) != "" || strings.Trim(s.Digits, "0123456789") != "" {
		return fmt.Errorf("%w: its keys are none", ErrSaved)
	}
	return nil
}
