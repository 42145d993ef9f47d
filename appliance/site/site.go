package site

import (
	"cmp"
	"context"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"cordboard/appliance"
	"cordboard/appliance/blob"
	"cordboard/appliance/seal"
	"cordboard/appliance/sqlite"
	"cordboard/ivr"
	"cordboard/ivr/check"
)

// Deps is what a Site works with. Log and Now may be nil.
type Deps struct {
	Store *sqlite.Store
	// Prompts tells whether a prompt that the site does not keep itself exists
	// in a language, for the check of trees; nil: prompts are not checked.
	Prompts func(l appliance.Language, name string) bool
	// Barred tells, as things stand in a view, why no trunk lets a number go that is
	// dialled in a country, for the check of trees; nil: nobody knows.
	Barred func(v *sqlite.View) (func(number, country string) check.Barrier, error)
	// Sounds is where the sound of prompts is kept; nil: nowhere.
	Sounds *blob.Dir
	// Voice speaks texts; the zero one is that of the box.
	Voice Voice
	// Key seals the secrets among the settings; nil: one that is gone with the
	// process.
	Key *seal.Key
	Log *slog.Logger
	Now func() time.Time
}

// Site reads and changes how the box is set up. Its methods may be called from
// any goroutine.
type Site struct {
	store     *sqlite.Store
	prompts   func(appliance.Language, string) bool
	barred    func(*sqlite.View) (func(number, country string) check.Barrier, error)
	kept      sqlite.Memo[struct{}, map[string]Prompt]
	sounds    *blob.Dir
	making    sync.Mutex // one file at a time is made into a prompt
	voice     Voice
	log       *slog.Logger
	key       *seal.Key
	clock     func() time.Time
	trees     sqlite.Memo[treeOf, *ivr.Tree] // parsed, so that a call need not
	chosen    sqlite.Memo[struct{}, Settings]
	zone      sqlite.Memo[struct{}, *time.Location]
	renames   sqlite.Memo[struct{}, Renames]
	operators sqlite.Memo[struct{}, map[appliance.OperatorID]appliance.Operator]
}

// New makes a site over the store.
func New(d Deps) *Site {
	if d.Now == nil {
		d.Now = time.Now
	}
	if d.Key == nil {
		d.Key = seal.New()
	}
	return &Site{
		key:   d.Key,
		store: d.Store, prompts: d.Prompts, barred: d.Barred, sounds: d.Sounds, voice: d.Voice.orElse(boxVoice), clock: d.Now,
		log: cmp.Or(d.Log, slog.New(slog.DiscardHandler)),
	}
}

func (s *Site) now() time.Time { return s.clock().UTC().Truncate(time.Microsecond) }

// Queue is the queue that a tree names.
func (s *Site) Queue(ctx context.Context, name string) (q appliance.Queue, err error) {
	err = s.store.Read(ctx, func(v *sqlite.View) error {
		q, err = v.QueueByName(name)
		return err
	})
	if err != nil {
		return q, fmt.Errorf("read queue %q: %w", name, err)
	}
	return q, nil
}

// QueueByID is one queue.
func (s *Site) QueueByID(ctx context.Context, id appliance.QueueID) (q appliance.Queue, err error) {
	err = s.store.Read(ctx, func(v *sqlite.View) error {
		q, err = v.Queue(id)
		return err
	})
	if err != nil {
		return q, fmt.Errorf("read queue %s: %w", id, err)
	}
	return q, nil
}
