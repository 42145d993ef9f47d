package site

import (
	"bytes"
	"cmp"
	"context"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"cordboard/appliance"
	"cordboard/appliance/hours"
	"cordboard/appliance/sqlite"
)

// Change is one change of the site's set-up: who made what of what.
type Change struct {
	// What names the thing: "settings", "queue/3", "tree/main".
	What string
	At   time.Time
	By   appliance.OperatorID
	// Before and After are the thing as JSON; Before is null for a new one.
	Before, After json.RawMessage
	// Number counts the changes of one thing, also those that are forgotten.
	Number int `json:",omitempty"`
	// Note is what who made it wrote of it.
	Note string `json:",omitempty"`
	// Again is the number of the change whose outcome it brings back.
	Again int `json:",omitempty"`
	// Undoes is the number of the change that it takes back.
	Undoes int `json:",omitempty"`
	// Secret tells that a secret is another than before, which Before and After
	// do not hold.
	Secret bool `json:",omitempty"`
}

// ErrNoBefore refuses to take back what made a thing: it may be in use.
var ErrNoBefore = appliance.Refuse(appliance.Conflict, "refusal.no-before")

// versionKey is where the store holds a text that is another after each change
// of the site: who read the site before can tell.
const versionKey = "site-version"

const (
	historyPrefix = "history."
	historyKept   = 50 // changes of one thing
)

// The kinds of things, as Change.What begins.
const (
	settingsKept   = "settings"
	groupKept      = "group/"
	queueKept      = "queue/"
	entryPointKept = "entry-point/"
	reasonKept     = "reason/"
	absenceKept    = "absence/"
	skillKept      = "skill/"
	tagKept        = "tag/"
	roleKept       = "role/"
	templateKept   = "template/"
	treeKept       = "tree/"
	hoursKept      = "hours/"
)

// History reads the changes of one thing, the newest first; of all that begin
// with what, if that ends with a slash; of everything, if it is empty.
func (s *Site) History(ctx context.Context, what string) (all []Change, err error) {
	err = s.store.Read(ctx, func(v *sqlite.View) error {
		all, err = changes(v, what)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("read history of %q: %w", what, err)
	}
	return all, nil
}

// Edition is a text that is another after each change of the site.
func (s *Site) Edition(ctx context.Context) (edition string, err error) {
	err = s.store.Read(ctx, func(v *sqlite.View) error {
		edition, _, err = v.Setting(versionKey)
		return err
	})
	if err != nil {
		return "", fmt.Errorf("read the edition of the site: %w", err)
	}
	return edition, nil
}

// Revert takes a change back: the thing becomes what it was before, if that
// still checks. It is a change itself.
func (s *Site) Revert(ctx context.Context, by appliance.OperatorID, c Change) error {
	if len(c.Before) == 0 || string(c.Before) == "null" {
		return ErrNoBefore
	}
	if err := s.restore(ctx, by, c); err != nil {
		return fmt.Errorf("revert %s: %w", c.What, err)
	}
	return nil
}

func (s *Site) restore(ctx context.Context, by appliance.OperatorID, c Change) error {
	kind, name, named := strings.Cut(c.What, "/")
	if named {
		kind += "/"
	}
	switch kind {
	case settingsKept:
		now, err := s.Settings(ctx)
		if err != nil {
			return err
		}
		// What the history does not tell, as what is newer than it, stays.
		return againOver(now, c, func(all Settings) error {
			all.Mail.Password = now.Mail.Password // no history keeps it
			return s.settle(ctx, Change{What: settingsKept, By: by, Undoes: c.Number}, all)
		})
	case groupKept:
		return again(c, func(g appliance.Group) error {
			_, err := edit(ctx, s, by, g, nil, groupNoun(c.Number))
			return err
		})
	case queueKept:
		return s.queueAgain(ctx, by, c)
	case entryPointKept:
		return again(c, func(e appliance.EntryPoint) error {
			e, flaws := completed(e)
			_, err := edit(ctx, s, by, e, flaws, s.entryPointNoun(c.Number))
			return err
		})
	case reasonKept:
		return again(c, func(r appliance.Reason) error { _, err := s.SaveReason(ctx, by, r); return err })
	case absenceKept:
		return again(c, func(a appliance.Absence) error { _, err := s.SaveAbsence(ctx, by, a); return err })
	case templateKept:
		return again(c, func(t appliance.Template) error {
			_, err := edit(ctx, s, by, t, templateFlaws(t), templateNoun(c.Number))
			return err
		})
	case treesKept:
		return s.treesAgain(ctx, by, c)
	case roleKept:
		return s.roleAgain(ctx, by, c)
	case skillKept:
		return again(c, func(k appliance.Skill) error { _, err := s.SaveSkill(ctx, by, k); return err })
	case tagKept:
		return again(c, func(t appliance.Tag) error { _, err := s.SaveTag(ctx, by, t); return err })
	case treeKept:
		renames, err := s.TreeRenames(ctx)
		if err != nil {
			return err
		}
		return again(c, func(text string) error {
			if text, err = renames.In(text, c.At); err == nil {
				_, err = s.SaveTree(ctx, by, name, text)
			}
			return err
		})
	case promptKept:
		return again(c, func(p Prompt) error { return s.putPrompt(ctx, by, p) })
	case hoursKept:
		return again(c, func(h hours.Calendar) error { return s.saveCalendar(ctx, by, h, c.Number) })
	}
	return appliance.ErrNotFound
}

// queueAgain leaves what the history does not tell: that of older boxes knows
// nothing of recording, and would have recorded what was switched off, and nothing
// of skills, of which it would have asked for none.
func (s *Site) queueAgain(ctx context.Context, by appliance.OperatorID, c Change) error {
	return again(c, func(was appliance.Queue) error {
		now, err := s.QueueByID(ctx, was.ID)
		if err != nil {
			return err
		}
		before := appliance.Queue{
			Recording: now.Recording, Messages: slices.Clone(now.Messages), MessageEvery: now.MessageEvery,
			RelaxEvery: now.RelaxEvery, BestFirst: now.BestFirst, Priority: now.Priority, RaiseEvery: now.RaiseEvery,
			LastFor: now.LastFor, Overflow: now.Overflow,
		}
		if !bytes.Contains(c.Before, []byte(`"Needs":`)) {
			before.Needs = now.Needs
		}
		n := s.queueNoun()
		n.undoes = c.Number
		return againOver(before, c, func(q appliance.Queue) error {
			_, err := edit(ctx, s, by, q, queueFlaws(q), n)
			return err
		})
	})
}

func again[T any](c Change, save func(T) error) error {
	var nothing T
	return againOver(nothing, c, save)
}

// againOver is again for a thing of which the history tells a part.
func againOver[T any](before T, c Change, save func(T) error) error {
	if err := json.Unmarshal(c.Before, &before); err != nil {
		return fmt.Errorf("read what it was: %w", err)
	}
	return save(before)
}

// Note keeps a change of a thing that another package writes, with the write
// itself; whoever writes it takes it back.
func (s *Site) Note(tx *sqlite.Tx, by appliance.OperatorID, what string, before, after any) error {
	return s.changed(tx, by, what, before, after)
}

// NoteUndone is Note of what takes a change of that thing back.
func (s *Site) NoteUndone(tx *sqlite.Tx, by appliance.OperatorID, undone Change, before, after any) error {
	return s.record(tx, Change{What: undone.What, By: by, Undoes: undone.Number}, before, after)
}

// changed notes a change and tells of it.
func (s *Site) changed(tx *sqlite.Tx, by appliance.OperatorID, what string, before, after any) error {
	return s.record(tx, Change{What: what, By: by}, before, after)
}

// record notes a change of which more is known.
func (s *Site) record(tx *sqlite.Tx, c Change, before, after any) (err error) {
	c.At = s.now()
	if c.Before, err = json.Marshal(before); err != nil {
		return err
	}
	if c.After, err = json.Marshal(after); err != nil {
		return err
	}
	if err := keep(tx, c); err != nil {
		return err
	}
	if err := tx.SetSetting(versionKey, rand.Text()); err != nil {
		return err
	}
	tx.Emit(appliance.SiteChanged{})
	return nil
}

// keep stores a change behind all others of its thing, also when the clock
// went back, and forgets the oldest ones.
func keep(tx *sqlite.Tx, c Change) error {
	prefix := historyPrefix + c.What + "@"
	stored, err := tx.Settings(prefix)
	if err != nil {
		return err
	}
	keys := slices.Sorted(maps.Keys(stored))
	if n := len(keys); n > 0 {
		newest, err := strconv.ParseInt(strings.TrimPrefix(keys[n-1], prefix), 10, 64)
		if err != nil {
			return fmt.Errorf("read %s: %w", keys[n-1], err)
		}
		if next := time.UnixMicro(newest + 1).UTC(); c.At.Before(next) {
			c.At = next
		}
		var last Change
		if err := json.Unmarshal([]byte(stored[keys[n-1]]), &last); err != nil {
			return fmt.Errorf("read %s: %w", keys[n-1], err)
		}
		c.Number = max(last.Number, n) // those of older boxes bear none
	}
	c.Number++
	text, err := json.Marshal(c)
	if err != nil {
		return err
	}
	if err := tx.SetSetting(fmt.Sprintf("%s%020d", prefix, c.At.UnixMicro()), string(text)); err != nil {
		return err
	}
	for _, old := range keys[:max(0, len(keys)+1-historyKept)] {
		if err := tx.DeleteSetting(old); err != nil {
			return err
		}
	}
	return nil
}

func changes(v *sqlite.View, what string) ([]Change, error) {
	stored, err := v.Settings(historyPrefix + what)
	if err != nil {
		return nil, err
	}
	all := make([]Change, 0, len(stored))
	for key, text := range stored {
		var c Change
		if err := json.Unmarshal([]byte(text), &c); err != nil {
			return nil, fmt.Errorf("read %s: %w", key, err)
		}
		if c.What == what || what == "" || strings.HasSuffix(what, "/") {
			all = append(all, c)
		}
	}
	slices.SortFunc(all, func(a, b Change) int {
		return cmp.Or(b.At.Compare(a.At), cmp.Compare(a.What, b.What))
	})
	return all, nil
}

// kept is what history keeps of settings: all but the password.
func (s Settings) kept() Settings {
	s.Mail.Password = ""
	return s
}
