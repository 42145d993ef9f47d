package sqlite

import "sync/atomic"

// Health is how the store stands.
type Health struct {
	// Refusing is why the last write was lost; nil: it was kept.
	Refusing error
	// Reserve tells whether the store has room put by for a full disk.
	Reserve bool
}

// Health tells how the store stands. It reads nothing from the disk.
func (s *Store) Health() Health {
	h := Health{Reserve: s.writer.health.reserve.Load()}
	if lost := s.writer.health.lost.Load(); lost != nil {
		h.Refusing = *lost
	}
	return h
}

// health is what the writer notes of itself after each transaction, for
// whoever asks.
type health struct {
	lost    atomic.Pointer[error]
	reserve atomic.Bool
}

func (w *writer) note(err error) {
	w.health.reserve.Store(w.reserve.held)
	if err == nil {
		w.health.lost.Store(nil)
		return
	}
	w.health.lost.Store(&err)
}
