package acd

import (
	"context"
	"errors"
	"path/filepath"
	"testing"
	"time"

	"cordboard/appliance"
	"cordboard/appliance/feed"
	"cordboard/appliance/sqlite"
)

// TestRoundsThatComeTooLateEveryTimePause has an operator who is available in
// the State alone: the store refuses whatever is decided about him.
func TestRoundsThatComeTooLateEveryTimePause(t *testing.T) {
	store, err := sqlite.Open(t.Context(), filepath.Join(t.TempDir(), "box.db"), sqlite.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = store.Close() })
	var jana appliance.Operator
	if err := store.Write(t.Context(), func(tx *sqlite.Tx) (err error) {
		jana, err = tx.AddOperator(appliance.Operator{Login: "jana", Name: "Jana", Role: appliance.RoleOperator})
		return err
	}); err != nil {
		t.Fatal(err)
	}
	l := New(Deps{Store: store, Feed: feed.New(store.Epoch(), 10)})
	if err := l.restore(t.Context()); err != nil {
		t.Fatal(err)
	}
	defer l.sub.Close()
	l.state.present(appliance.Presence{Operator: jana.ID, State: appliance.Available, Since: time.Now().Add(-time.Hour)})
	l.state.operator(jana.ID).gone = time.Now().Add(-time.Hour)
	ctx, enough := context.WithTimeout(t.Context(), 5*time.Second)
	defer enough()
	if _, err := l.rounds(ctx); !errors.Is(err, errStale) {
		t.Errorf("got %v, want %v after a few rounds", err, errStale)
	}
}
