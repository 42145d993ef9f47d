package sqlite

import (
	"path/filepath"
	"testing"
	"time"

	"cordboard/appliance"
)

// noon is a moment that the store can keep exactly.
var noon = time.Date(2026, 3, 1, 12, 0, 0, 123_456_000, time.UTC)

func open(t testing.TB) *Store {
	t.Helper()
	return openAt(t, filepath.Join(t.TempDir(), "box.db"))
}

func openAt(t testing.TB, path string) *Store {
	t.Helper()
	s, err := Open(t.Context(), path, Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

// write runs fn and fails the test if it fails.
func write(t testing.TB, s *Store, fn func(*Tx) error) {
	t.Helper()
	if err := s.Write(t.Context(), fn); err != nil {
		t.Fatal(err)
	}
}

// read runs fn and fails the test if it fails.
func read(t testing.TB, s *Store, fn func(*View) error) {
	t.Helper()
	if err := s.Read(t.Context(), fn); err != nil {
		t.Fatal(err)
	}
}

// add stores one noun by the method that adds its kind.
func add[T any](t testing.TB, s *Store, how func(*Tx, T) (T, error), noun T) T {
	t.Helper()
	write(t, s, func(tx *Tx) (err error) {
		noun, err = how(tx, noun)
		return err
	})
	return noun
}

// chat is the least that can be stored as a conversation.
func chat() appliance.Conversation {
	return appliance.Conversation{
		Channel: appliance.WebChat, State: appliance.Waiting, Language: appliance.Czech,
		Began: noon, Queued: noon,
	}
}
