package sqlite

import (
	"context"
	"slices"
	"sync"

	"cordboard/appliance"
)

// Memo keeps what was read of the site and its operators, by a key, until
// anybody commits a change of either: whoever asks after a Write has returned
// that emitted appliance.SiteChanged or OperatorChanged gets what is stored
// since. What every call and every page asks need not be read for each. The
// zero Memo is empty; it is for one store and safe for several goroutines.
type Memo[K comparable, V any] struct {
	mu   sync.Mutex
	at   uint64 // the store's count of changes that kept holds for
	kept map[K]V
}

// Of is what is kept for key, or else what read reads now. Errors are not kept,
// so that there are never more keys than the site has things.
func (m *Memo[K, V]) Of(ctx context.Context, s *Store, key K, read func(*View) (V, error)) (V, error) {
	at := s.siteChanges.Load() // before reading: a change meanwhile makes it old
	if v, kept := m.look(at, key); kept {
		return v, nil
	}
	var v V
	err := s.Read(ctx, func(view *View) (err error) {
		v, err = read(view)
		return err
	})
	if err == nil {
		m.keep(at, key, v)
	}
	return v, err
}

func (m *Memo[K, V]) look(at uint64, key K) (v V, kept bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.at != at {
		return v, false
	}
	v, kept = m.kept[key]
	return v, kept
}

func (m *Memo[K, V]) keep(at uint64, key K, v V) {
	m.mu.Lock()
	defer m.mu.Unlock()
	switch {
	case at < m.at: // it was read before a change that others know of
		return
	case at > m.at || m.kept == nil:
		m.at, m.kept = at, map[K]V{}
	}
	m.kept[key] = v
}

// SiteChanges counts the commits that make a Memo old, for who keeps what was read of
// operators in another way. What was read before a change bears a lower count than
// is asked for after it.
func (s *Store) SiteChanges() uint64 { return s.siteChanges.Load() }

// changesSite tells whether one of the events makes a Memo old.
func changesSite(events []appliance.Event) bool {
	return slices.ContainsFunc(events, func(e appliance.Event) bool {
		switch e.(type) {
		case appliance.SiteChanged, appliance.OperatorChanged:
			return true
		}
		return false
	})
}
