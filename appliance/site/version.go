package site

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"cordboard/appliance"
	"cordboard/appliance/sqlite"
	"cordboard/ivr"
)

// Version is a tree's text from when it was published.
type Version struct {
	Number int // counted from 1, also over those that history forgot
	At     time.Time
	By     appliance.OperatorID
	Note   string // what its publisher wrote of it, or empty
	Again  int    // the number of the version whose text it is anew, or 0
	Text   string
}

// ErrNote refuses a note that is no short line.
var ErrNote = appliance.Refuse(appliance.Invalid, "refusal.note")

const noteLimit = 200

// Versions reads what was published of a tree, the newest first, as far back
// as history goes.
func (s *Site) Versions(ctx context.Context, name string) (all []Version, err error) {
	err = s.store.Read(ctx, func(v *sqlite.View) error {
		all, err = versions(v, name)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("read versions of tree %q: %w", name, err)
	}
	return all, nil
}

func versions(v *sqlite.View, name string) ([]Version, error) {
	kept, err := changes(v, treeKept+name)
	if err != nil {
		return nil, err
	}
	all := make([]Version, 0, len(kept))
	number := 0
	for _, c := range slices.Backward(kept) {
		number = max(number+1, c.Number) // those of older boxes bear none
		version := Version{Number: number, At: c.At, By: c.By, Note: c.Note, Again: c.Again}
		if err := json.Unmarshal(c.After, &version.Text); err != nil {
			return nil, fmt.Errorf("read version %d: %w", number, err)
		}
		all = append(all, version)
	}
	slices.Reverse(all)
	return all, nil
}

// Publish lets a tree's draft take calls, unless an error is found in it or
// one of its tests fails. edition is the draft's and over the live version's
// number, both as the publisher read them; where either is another by now it
// is refused, and all stays as it is.
func (s *Site) Publish(ctx context.Context, by appliance.OperatorID, name, edition string, over int, note string) (ivr.Findings, error) {
	if note = strings.TrimSpace(note); utf8.RuneCountInString(note) > noteLimit || strings.ContainsAny(note, "\r\n") {
		return nil, ErrNote.With("limit", noteLimit)
	}
	seen := func(w Work) error {
		switch {
		case w.Edition() != edition:
			return ErrDraftMoved
		case w.Live.Number != over:
			return ErrLiveMoved.With("number", w.Live.Number)
		}
		return nil
	}
	w, err := s.Work(ctx, name)
	if err = cmp.Or(err, seen(w)); err != nil || w.Draft == nil {
		return nil, err
	}
	return s.issue(ctx, name, w.Draft.Text, issue{by: by, note: note, may: func(v *sqlite.View) error {
		now, err := work(v, name)
		return cmp.Or(err, seen(now))
	}})
}

// RollBack publishes the text of an older version anew, if it still checks:
// what it needs may be gone. Trees that were renamed since are called by the names
// that they have now. A draft stays as it is.
func (s *Site) RollBack(ctx context.Context, by appliance.OperatorID, name string, number int) (ivr.Findings, error) {
	all, err := s.Versions(ctx, name)
	if err != nil {
		return nil, err
	}
	i := slices.IndexFunc(all, func(v Version) bool { return v.Number == number })
	if i < 0 {
		return nil, appliance.ErrNotFound
	}
	renames, err := s.TreeRenames(ctx)
	if err != nil {
		return nil, err
	}
	text, err := renames.In(all[i].Text, all[i].At)
	if err != nil {
		return nil, fmt.Errorf("publish version %d of tree %q: %w", number, name, err)
	}
	return s.issue(ctx, name, text, issue{by: by, again: cmp.Or(all[i].Again, number)})
}

// SaveTree publishes a text without a draft, unless an error is found in it.
// Warnings are no hindrance; they are returned.
func (s *Site) SaveTree(ctx context.Context, by appliance.OperatorID, name, text string) (found ivr.Findings, err error) {
	return s.issue(ctx, name, text, issue{by: by})
}

// issue is how a text goes live.
type issue struct {
	by    appliance.OperatorID
	note  string
	again int
	// may refuses, inside the write; nil: nothing does. What it lets by is the
	// draft's text, and the draft is done.
	may func(*sqlite.View) error
	// also is written with it; nil: nothing is.
	also func(*sqlite.Tx) error
}

// issue checks a text before anything is written, since others wait for a
// write; when the site changed meanwhile, it is checked again.
func (s *Site) issue(ctx context.Context, name, text string, i issue) (found ivr.Findings, err error) {
	if err := checkPlainName(name); err != nil {
		return nil, err
	}
	for {
		report, at, looked := s.examine(ctx, name, text)
		if err = looked; err != nil {
			break
		}
		if found = report.Findings; found.Bad() {
			err = fmt.Errorf("%w: %w", ErrTree.With("count", errorsIn(found)), found)
			break
		}
		if err = s.speak(ctx, i.by, report.Texts); err != nil {
			break
		}
		if err = s.putTree(ctx, name, text, at, i); !errors.Is(err, errMoved) {
			break
		}
	}
	if err != nil {
		return found, fmt.Errorf("publish tree %q: %w", name, err)
	}
	return found, nil
}

// errMoved says that the site is not the one any more that was read.
var errMoved = errors.New("the site changed meanwhile")

// putTree stores a tree that was checked against the site at a version.
func (s *Site) putTree(ctx context.Context, name, text, at string, i issue) error {
	return s.store.Write(ctx, func(tx *sqlite.Tx) error {
		if now, _, err := tx.Setting(versionKey); err != nil || now != at {
			return cmp.Or(err, errMoved)
		}
		if i.may != nil {
			if err := i.may(&tx.View); err != nil {
				return err
			}
			if err := tx.DeleteSetting(draftPrefix + name); err != nil {
				return err
			}
		}
		old, set, err := tx.Setting(treePrefix + name)
		if err != nil || set && old == text {
			return err
		}
		if err := tx.SetSetting(treePrefix+name, text); err != nil {
			return err
		}
		var before any
		if set {
			before = old
		}
		err = s.record(tx, Change{What: treeKept + name, By: i.by, Note: i.note, Again: i.again}, before, text)
		if err != nil || i.also == nil {
			return err
		}
		return i.also(tx)
	})
}
