package sqlite

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
)

func TestReadSeesOneSnapshot(t *testing.T) {
	s := open(t)
	write(t, s, post("a"))
	read(t, s, func(v *View) error {
		before, err := v.Queues()
		if err != nil {
			return err
		}
		write(t, s, post("b"))
		after, err := v.Queues()
		if len(before) != 1 || len(after) != 1 {
			t.Errorf("got %d and then %d queues in one Read, want 1 and 1", len(before), len(after))
		}
		return err
	})
	equal(t, "the next Read", queueNames(t, s), []string{"a", "b"})
}

func TestTxSeesItsOwnWrites(t *testing.T) {
	s := open(t)
	write(t, s, func(tx *Tx) error {
		if err := post("a")(tx); err != nil {
			return err
		}
		q, err := tx.QueueByName("a")
		if q.Name != "a" {
			t.Errorf("got %+v, want a", q)
		}
		return err
	})
}

func TestReadersCannotWrite(t *testing.T) {
	s := open(t)
	read(t, s, func(v *View) error {
		_, err := v.conn.exec(t.Context(), "INSERT INTO setting (key, value) VALUES ('a', 'b')")
		if err == nil || !strings.Contains(err.Error(), "readonly") {
			t.Errorf("got %v, want an attempt to write a readonly database", err)
		}
		return nil
	})
}

func TestReadGivesUpWithItsContext(t *testing.T) {
	s := open(t)
	free := make(chan struct{})
	holding := make(chan struct{}, readerCount)
	done := make(chan error, readerCount)
	for range readerCount {
		go func() {
			done <- s.Read(t.Context(), func(*View) error { holding <- struct{}{}; <-free; return nil })
		}()
	}
	for range readerCount {
		<-holding
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := s.Read(ctx, func(*View) error { return nil }); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v with all readers taken, want %v", err, context.Canceled)
	}
	close(free)
	for range readerCount {
		if err := <-done; err != nil {
			t.Error(err)
		}
	}
}

// TestReadIsBrokenOff runs a statement that would never end.
func TestReadIsBrokenOff(t *testing.T) {
	s := open(t)
	ctx, cancel := context.WithCancel(t.Context())
	err := s.Read(ctx, func(v *View) error {
		cancelled := func(row scanner) (int, error) { cancel(); var n int; return n, row.Scan(&n) }
		_, err := many(v, cancelled, "WITH RECURSIVE n (n) AS (VALUES (1) UNION ALL SELECT n + 1 FROM n) SELECT n FROM n")
		return err
	})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("got %v, want %v", err, context.Canceled)
	}
	equal(t, "a later Read", queueNames(t, s), nil)
}

func TestPanicInReadGivesTheReaderBack(t *testing.T) {
	s := open(t)
	for range readerCount + 1 {
		func() {
			defer func() { _ = recover() }()
			_ = s.Read(t.Context(), func(*View) error { panic("oh") })
		}()
	}
	if got := len(s.readers); got != readerCount {
		t.Errorf("%d readers are left, want %d", got, readerCount)
	}
}

func TestStatementsKeptHaveAnEnd(t *testing.T) {
	s := open(t)
	for range readerCount { // each reader in turn
		read(t, s, func(v *View) error {
			for i := range 2 * mostPrepared {
				number := func(row scanner) (n int, err error) { return n, row.Scan(&n) }
				got, err := one(v, number, statement(fmt.Sprintf("SELECT %d", i)))
				if err != nil || got != i {
					t.Fatalf("got %d, %v, want %d", got, err, i)
				}
			}
			if got := len(v.conn.prepared); got > mostPrepared {
				t.Errorf("%d statements are kept, want at most %d", got, mostPrepared)
			}
			return nil
		})
	}
}
