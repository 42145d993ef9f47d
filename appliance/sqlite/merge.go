package sqlite

import (
	"context"
	"time"
)

// Each commit that says something adds a piece to the index of phrases. SQLite would
// merge pieces inside the commit of whoever writes just then, the larger the box the
// longer; the schema forbids it that, and Run merges them between the Writes of others,
// a few pages at a time.
const (
	// mergeAfter is how many commits there are between two merges: fewer pieces
	// than a search would notice.
	mergeAfter = 8

	mergePhrases statement = `INSERT INTO phrase (phrase, rank) VALUES ('merge', 8)`
	changes      statement = `SELECT total_changes()`
)

// faultPause is how long Run waits after a fault.
const faultPause = time.Minute

// Run looks after the index of phrases until ctx ends: it takes up what an older box
// holds, and merges what is written. What cannot be done is logged, and tried again a
// minute later.
func (s *Store) Run(ctx context.Context) error {
	for ctx.Err() == nil {
		err := s.TakeUp(ctx)
		if err == nil {
			err = s.keepMerged(ctx)
		}
		if ctx.Err() != nil {
			break
		}
		s.log.Warn("the index of phrases cannot be written", "err", err)
		select {
		case <-ctx.Done():
		case <-time.After(faultPause):
		}
	}
	return nil
}

// keepMerged merges after every few commits.
func (s *Store) keepMerged(ctx context.Context) error {
	for {
		if err := s.Merge(ctx); err != nil {
			return err
		}
		select {
		case <-ctx.Done():
			return nil
		case <-s.grown:
		}
	}
}

// Merge merges the pieces of the index step by step, until few are left.
func (s *Store) Merge(ctx context.Context) error {
	for more := true; more; {
		err := s.Write(Unhurried(ctx), func(tx *Tx) (err error) {
			more, err = tx.merge()
			return err
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// merge is one step; it tells whether there was something to merge. SQLite counts two
// changes then, and one for the command itself.
func (t *Tx) merge() (more bool, err error) {
	before, err := one(&t.View, scanAs[int64], changes)
	if err != nil {
		return false, err
	}
	if err := t.do(mergePhrases); err != nil {
		return false, err
	}
	after, err := one(&t.View, scanAs[int64], changes)
	return after-before >= 2, err
}
