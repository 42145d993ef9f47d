package site

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"cordboard/appliance"
	"cordboard/appliance/sqlite"
)

// draftPrefix begins the keys under which drafts of trees are stored.
const draftPrefix = "draft.tree."

// What drafts are refused for.
var (
	// ErrDraftMoved refuses to write over what somebody else saved meanwhile.
	ErrDraftMoved = appliance.Refuse(appliance.Conflict, "refusal.draft-moved")
	// ErrLiveMoved refuses to publish over a version that the writer never saw.
	ErrLiveMoved = appliance.Refuse(appliance.Conflict, "refusal.live-moved")
	ErrDraftSize = appliance.Refuse(appliance.Invalid, "refusal.draft-size")
)

// draftLimit is four times what a tree may have: what is too large is still
// kept while it is made smaller.
const draftLimit = 512 << 10

// Draft is a tree's text while it is edited. It takes no calls, and may hold
// any mistake.
type Draft struct {
	Text string
	At   time.Time
	By   appliance.OperatorID
	// Base is the number of the version that it was begun from, or 0.
	Base int
	// Edition is another each time it is saved. Who saves names the one that
	// he read.
	Edition string
}

// Work is a tree as those who edit it meet it.
type Work struct {
	Live  Version // the one that takes calls
	Takes bool    // there is one
	Draft *Draft  // nil: none
	Last  int     // the number of the newest version that there ever was
}

// Text is what is edited: the draft, or else what takes calls.
func (w Work) Text() string {
	if w.Draft != nil {
		return w.Draft.Text
	}
	return w.Live.Text
}

// Edition is the draft's, or empty.
func (w Work) Edition() string {
	if w.Draft == nil {
		return ""
	}
	return w.Draft.Edition
}

// Outrun tells whether another version was published after the draft was
// begun.
func (w Work) Outrun() bool { return w.Draft != nil && w.Draft.Base != w.Live.Number }

// Work reads one tree. One that nobody wrote yet is empty.
func (s *Site) Work(ctx context.Context, name string) (w Work, err error) {
	err = s.store.Read(ctx, func(v *sqlite.View) error {
		w, err = work(v, name)
		return err
	})
	if err != nil {
		return w, fmt.Errorf("read tree %q and its draft: %w", name, err)
	}
	return w, nil
}

// Text is Work's Text, for who wants nothing else: the history is not read.
func (s *Site) Text(ctx context.Context, name string) (text string, err error) {
	err = s.store.Read(ctx, func(v *sqlite.View) error {
		d, err := draft(v, name)
		if err != nil || d != nil {
			text = Work{Draft: d}.Text()
			return err
		}
		text, _, err = v.Setting(treePrefix + name)
		return err
	})
	if err != nil {
		return "", fmt.Errorf("read the text of tree %q: %w", name, err)
	}
	return text, nil
}

// Works reads all trees, and those that are but drafts, by name.
func (s *Site) Works(ctx context.Context) (all map[string]Work, err error) {
	all = map[string]Work{}
	err = s.store.Read(ctx, func(v *sqlite.View) error {
		for _, prefix := range []string{treePrefix, draftPrefix} {
			stored, err := v.Settings(prefix)
			if err != nil {
				return err
			}
			for key := range stored {
				name := strings.TrimPrefix(key, prefix)
				if all[name], err = work(v, name); err != nil {
					return err
				}
			}
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("read trees and drafts: %w", err)
	}
	return all, nil
}

func work(v *sqlite.View, name string) (w Work, err error) {
	versions, err := versions(v, name)
	if err != nil {
		return w, err
	}
	text, takes, err := v.Setting(treePrefix + name)
	if err != nil {
		return w, err
	}
	if len(versions) > 0 {
		w.Last = versions[0].Number
		if takes {
			w.Live = versions[0]
		}
	}
	w.Live.Text, w.Takes = text, takes
	w.Draft, err = draft(v, name)
	return w, err
}

func draft(v *sqlite.View, name string) (*Draft, error) {
	stored, set, err := v.Setting(draftPrefix + name)
	if err != nil || !set {
		return nil, err
	}
	d := new(Draft)
	if err := json.Unmarshal([]byte(stored), d); err != nil {
		return nil, fmt.Errorf("read the draft of tree %q: %w", name, err)
	}
	return d, nil
}

// SaveDraft keeps a text that takes no calls yet. read is the edition that its
// writer began with, empty for none; when somebody saved another meanwhile it
// is refused, and theirs stays. A text that is the live one needs no draft.
func (s *Site) SaveDraft(ctx context.Context, by appliance.OperatorID, name, text, read string) (w Work, err error) {
	if err := checkPlainName(name); err != nil {
		return w, err
	}
	if len(text) > draftLimit {
		return w, ErrDraftSize.With("limit", draftLimit>>10)
	}
	err = s.store.Write(ctx, func(tx *sqlite.Tx) error {
		if w, err = work(&tx.View, name); err != nil {
			return err
		}
		switch {
		case w.Text() == text:
			return nil // nothing is lost, whoever wrote it
		case w.Edition() != read:
			return ErrDraftMoved
		case w.Takes && w.Live.Text == text:
			w.Draft = nil
			return tx.DeleteSetting(draftPrefix + name)
		}
		base := w.Live.Number
		if w.Draft != nil {
			base = w.Draft.Base
		}
		d := s.draft(by, text)
		d.Base = base
		w.Draft = &d
		return putDraft(tx, name, d)
	})
	if err != nil {
		return w, fmt.Errorf("save the draft of tree %q: %w", name, err)
	}
	return w, nil
}

// draft is a text that was saved just now.
func (s *Site) draft(by appliance.OperatorID, text string) Draft {
	return Draft{Text: text, At: s.now(), By: by, Edition: rand.Text()}
}

func putDraft(tx *sqlite.Tx, name string, d Draft) error {
	stored, err := json.Marshal(d)
	if err != nil {
		return err
	}
	return tx.SetSetting(draftPrefix+name, string(stored))
}

// DropDraft throws a draft away, unless it is not the one any more that was
// read.
func (s *Site) DropDraft(ctx context.Context, name, read string) error {
	err := s.store.Write(ctx, func(tx *sqlite.Tx) error {
		switch d, err := draft(&tx.View, name); {
		case err != nil || d == nil:
			return err
		case d.Edition != read:
			return ErrDraftMoved
		}
		return tx.DeleteSetting(draftPrefix + name)
	})
	if err != nil {
		return fmt.Errorf("drop the draft of tree %q: %w", name, err)
	}
	return nil
}
