package site

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"time"

	"cordboard/appliance"
	"cordboard/appliance/sqlite"
	"cordboard/ivr"
)

// treesKept is what the history calls the trees as a whole: which there are, by
// what names. The text of each has a history of its own.
const treesKept = "trees"

// KeptTree is a tree as the history of the trees keeps it.
type KeptTree struct {
	Name string
	From string `json:",omitempty"` // the tree that it was copied from
	// Text and Draft are those of a tree that was taken away.
	Text  string `json:",omitempty"`
	Takes bool   `json:",omitempty"` // calls, by its text
	Draft *Draft `json:",omitempty"`
}

// What a tree's name is refused for.
var (
	ErrTreeTaken = appliance.Refuse(appliance.Conflict, "refusal.tree-taken") // tree
	ErrTreeLed   = appliance.Refuse(appliance.Conflict, "refusal.tree-led")
	// ErrTreeUnfit refuses to bring back what does not check any more.
	ErrTreeUnfit = appliance.Refuse(appliance.Conflict, "refusal.tree-unfit")
	// ErrTreeGone refuses to edit what was renamed or taken away meanwhile.
	ErrTreeGone = appliance.Refuse(appliance.Conflict, "refusal.tree-gone")
	// ErrTreeCalled refuses a text of old in which no edit can call a tree by the
	// name that it has now.
	ErrTreeCalled = appliance.Refuse(appliance.Conflict, "refusal.tree-called") // tree, now
)

// Leading is what leads to a tree.
type Leading struct {
	Entries []appliance.EntryPoint
	Trees   []string // that lead through it, or would by their drafts
}

// None tells whether nothing does.
func (l Leading) None() bool { return len(l.Entries)+len(l.Trees) == 0 }

// Leading reads what leads to a tree.
func (s *Site) Leading(ctx context.Context, name string) (l Leading, err error) {
	err = s.store.Read(ctx, func(v *sqlite.View) error {
		l, err = leading(v, name)
		return err
	})
	if err != nil {
		return l, fmt.Errorf("read what leads to tree %q: %w", name, err)
	}
	return l, nil
}

func leading(v *sqlite.View, name string) (l Leading, err error) {
	entries, err := v.EntryPoints()
	if err != nil {
		return l, err
	}
	for _, e := range entries {
		if e.Channel == appliance.Phone && e.Phone.Tree == name {
			l.Entries = append(l.Entries, e)
		}
	}
	texts, drafts, err := written(v)
	through := func(text string) bool { return ivr.LeadsThrough([]byte(text), name) }
	for other, text := range texts {
		if other != name && through(text) {
			l.Trees = append(l.Trees, other)
		}
	}
	for other, d := range drafts {
		if other != name && through(d.Text) {
			l.Trees = append(l.Trees, other)
		}
	}
	slices.Sort(l.Trees)
	l.Trees = slices.Compact(l.Trees)
	return l, err
}

// written are the texts of all trees, and their drafts, by name.
func written(v *sqlite.View) (texts wood, drafts map[string]*Draft, err error) {
	if texts, err = trees(v); err != nil {
		return nil, nil, err
	}
	stored, err := v.Settings(draftPrefix)
	drafts = map[string]*Draft{}
	for key := range stored {
		name := key[len(draftPrefix):]
		if drafts[name], err = draft(v, name); err != nil {
			return nil, nil, err
		}
	}
	return texts, drafts, err
}

// unusedName refuses a name that another tree has or had: its history would be
// that of both.
func unusedName(v *sqlite.View, name string) error {
	if err := checkPlainName(name); err != nil {
		return err
	}
	w, err := work(v, name)
	if err == nil && (w.Takes || w.Draft != nil || w.Last > 0) {
		return ErrTreeTaken.With("tree", name)
	}
	return err
}

// CopyTree makes a draft of another name with the text that is edited. It takes no
// calls until it is published.
func (s *Site) CopyTree(ctx context.Context, by appliance.OperatorID, from, name string) error {
	err := s.store.Write(ctx, func(tx *sqlite.Tx) error {
		w, err := existing(&tx.View, from)
		if err = cmp.Or(err, unusedName(&tx.View, name)); err != nil {
			return err
		}
		if err := putDraft(tx, name, s.draft(by, w.Text())); err != nil {
			return err
		}
		return s.changed(tx, by, treesKept, nil, KeptTree{Name: name, From: from})
	})
	if err != nil {
		return fmt.Errorf("copy tree %q to %q: %w", from, name, err)
	}
	return nil
}

// existing is a tree that there is, at least as a draft.
func existing(v *sqlite.View, name string) (w Work, err error) {
	if w, err = work(v, name); err == nil && !w.Takes && w.Draft == nil {
		err = appliance.ErrNotFound
	}
	return w, err
}

// RemoveTree takes a tree away to which nothing leads, with its draft. Its history
// stays, and calls under way end with the tree that they began with.
func (s *Site) RemoveTree(ctx context.Context, by appliance.OperatorID, name string) error {
	err := s.store.Write(ctx, func(tx *sqlite.Tx) error {
		w, err := existing(&tx.View, name)
		if err != nil {
			return err
		}
		led, err := leading(&tx.View, name)
		if err != nil {
			return err
		}
		if !led.None() {
			return ErrTreeLed
		}
		if err := errors.Join(tx.DeleteSetting(treePrefix+name), tx.DeleteSetting(draftPrefix+name)); err != nil {
			return err
		}
		return s.changed(tx, by, treesKept, KeptTree{Name: name, Text: w.Live.Text, Takes: w.Takes, Draft: w.Draft}, nil)
	})
	if err != nil {
		return fmt.Errorf("remove tree %q: %w", name, err)
	}
	return nil
}

// RenameTree gives a tree another name. What leads to it leads to it as before,
// and its history goes with it.
func (s *Site) RenameTree(ctx context.Context, by appliance.OperatorID, old, name string) error {
	return s.renameTree(ctx, by, old, name, 0)
}

func (s *Site) renameTree(ctx context.Context, by appliance.OperatorID, old, name string, undoes int) error {
	if old == name {
		return nil
	}
	err := s.store.Write(ctx, func(tx *sqlite.Tx) error {
		_, err := existing(&tx.View, old)
		if err = cmp.Or(err, unusedName(&tx.View, name)); err != nil {
			return err
		}
		for _, step := range []func(*sqlite.Tx, appliance.OperatorID, string, string) error{s.leadOn, s.callAnew, move} {
			if err := step(tx, by, old, name); err != nil {
				return err
			}
		}
		return s.record(tx, Change{What: treesKept, By: by, Undoes: undoes}, KeptTree{Name: old}, KeptTree{Name: name})
	})
	if err != nil {
		return fmt.Errorf("rename tree %q to %q: %w", old, name, err)
	}
	return nil
}

// leadOn has entry points lead to a tree by its new name.
func (s *Site) leadOn(tx *sqlite.Tx, by appliance.OperatorID, old, name string) error {
	led, err := leading(&tx.View, old)
	if err != nil {
		return err
	}
	for _, before := range led.Entries {
		after := before
		after.Phone.Tree = name
		if err := tx.SaveEntryPoint(after); err != nil {
			return err
		}
		if err := s.changed(tx, by, fmt.Sprint(entryPointKept, before.ID), before, after); err != nil {
			return err
		}
	}
	return nil
}

// callAnew has the texts that lead through a tree call it by its new name. A draft
// in which that cannot be done is left to its author: it may hold any mistake.
func (s *Site) callAnew(tx *sqlite.Tx, by appliance.OperatorID, old, name string) error {
	texts, drafts, err := written(&tx.View)
	if err != nil {
		return err
	}
	for _, in := range slices.Sorted(maps.Keys(texts)) {
		if !ivr.LeadsThrough([]byte(texts[in]), old) {
			continue
		}
		text, err := ivr.RenameTree([]byte(texts[in]), old, name)
		if errors.Is(err, ivr.ErrOutline) {
			return ErrTreeNeeds.With("tree", in)
		}
		if err != nil {
			return err
		}
		was, err := work(&tx.View, in)
		if err != nil {
			return err
		}
		if err := tx.SetSetting(treePrefix+in, string(text)); err != nil {
			return err
		}
		if err := s.record(tx, Change{What: treeKept + in, By: by, Note: old + " → " + name}, texts[in], string(text)); err != nil {
			return err
		}
		if d := drafts[in]; d != nil && d.Base == was.Live.Number {
			d.Base = was.Last + 1
			if err := putDraft(tx, in, *d); err != nil {
				return err
			}
		}
	}
	for in, d := range drafts {
		text, err := ivr.RenameTree([]byte(d.Text), old, name)
		if err != nil || string(text) == d.Text {
			continue
		}
		next := s.draft(d.By, string(text))
		next.Base = d.Base
		if err := putDraft(tx, in, next); err != nil {
			return err
		}
	}
	return nil
}

// move stores a tree, its draft and its history under another name.
func move(tx *sqlite.Tx, _ appliance.OperatorID, old, name string) error {
	for _, prefix := range []string{treePrefix, draftPrefix} {
		text, set, err := tx.Setting(prefix + old)
		if err != nil {
			return err
		}
		if !set {
			continue
		}
		if err := errors.Join(tx.SetSetting(prefix+name, text), tx.DeleteSetting(prefix+old)); err != nil {
			return err
		}
	}
	from := historyPrefix + treeKept + old + "@"
	stored, err := tx.Settings(from)
	if err != nil {
		return err
	}
	for key, kept := range stored {
		var c Change
		if err := json.Unmarshal([]byte(kept), &c); err != nil {
			return fmt.Errorf("read %s: %w", key, err)
		}
		c.What = treeKept + name
		text, err := json.Marshal(c)
		if err != nil {
			return err
		}
		to := historyPrefix + c.What + "@" + key[len(from):]
		if err := errors.Join(tx.SetSetting(to, string(text)), tx.DeleteSetting(key)); err != nil {
			return err
		}
	}
	return nil
}

// treesAgain takes a change of which trees there are back: what was renamed has
// its name again, and what was taken away is there again, if it still checks.
func (s *Site) treesAgain(ctx context.Context, by appliance.OperatorID, c Change) error {
	var before, after *KeptTree
	if err := cmp.Or(json.Unmarshal(c.Before, &before), json.Unmarshal(c.After, &after)); err != nil {
		return fmt.Errorf("read what they were: %w", err)
	}
	if after != nil {
		return s.renameTree(ctx, by, after.Name, before.Name, c.Number)
	}
	return s.bringBack(ctx, by, *before, c.At, c.Number)
}

// bringBack brings back a tree that was taken away, with its draft.
func (s *Site) bringBack(ctx context.Context, by appliance.OperatorID, was KeptTree, removed time.Time, undoes int) error {
	w, err := s.Work(ctx, was.Name)
	if err != nil {
		return err
	}
	free := func(v *sqlite.View) error {
		now, err := work(v, was.Name)
		if err == nil && (now.Takes || now.Draft != nil) {
			err = ErrTreeTaken.With("tree", was.Name)
		}
		return err
	}
	drafted := func(tx *sqlite.Tx) error {
		if d := was.Draft; d != nil {
			if was.Takes && d.Base == w.Last {
				d.Base++ // what takes calls is the next version, with the same text
			}
			if err := putDraft(tx, was.Name, *d); err != nil {
				return err
			}
		}
		return s.record(tx, Change{What: treesKept, By: by, Undoes: undoes}, nil, KeptTree{Name: was.Name})
	}
	renames, err := s.TreeRenames(ctx)
	if err != nil {
		return err
	}
	if was.Text, err = renames.In(was.Text, removed); err != nil {
		return err
	}
	if d := was.Draft; d != nil {
		if text, err := renames.In(d.Text, removed); err == nil { // else it is left to its author
			d.Text = text
		}
	}
	if was.Takes {
		_, err := s.issue(ctx, was.Name, was.Text, issue{by: by, again: w.Last, may: free, also: drafted})
		return err
	}
	return s.store.Write(ctx, func(tx *sqlite.Tx) error {
		if err := free(&tx.View); err != nil {
			return err
		}
		return drafted(tx)
	})
}
