package sqlite

import (
	"context"
	"errors"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"cordboard/appliance"
)

// gathering is a store of which each commit is noted, and writes under way.
type gathering struct {
	store  *Store
	writes sync.WaitGroup
	mu     sync.Mutex
	noted  [][]string
}

func (g *gathering) commits() [][]string {
	g.mu.Lock()
	defer g.mu.Unlock()
	return slices.Clone(g.noted)
}

func newGathering(t *testing.T) *gathering {
	g := &gathering{store: open(t)}
	g.store.PublishTo(func(events ...appliance.Event) {
		g.mu.Lock()
		defer g.mu.Unlock()
		g.noted = append(g.noted, eventNames(events))
	})
	return g
}

// write begins a Write and returns when it is through or waits.
func (g *gathering) write(t *testing.T, ctx context.Context, name string) {
	g.writes.Go(func() {
		if err := g.store.Write(ctx, post(name)); err != nil {
			t.Errorf("write %s: %v", name, err)
		}
	})
	synctest.Wait()
}

func TestUnhurriedWritesWaitForCompany(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := newGathering(t)
		g.write(t, Unhurried(t.Context()), "a")
		g.write(t, Unhurried(t.Context()), "b")
		if len(g.commits()) != 0 {
			t.Fatalf("%v committed before the wait was over", g.commits())
		}
		time.Sleep(company)
		g.writes.Wait()
		if len(g.commits()) != 1 || !slices.Equal(g.commits()[0], []string{"a", "b"}) {
			t.Errorf("got commits %v, want one of a and b", g.commits())
		}
	})
}

func TestWriteInAHurryEndsTheWaitOfOthers(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := newGathering(t)
		began := time.Now()
		g.write(t, Unhurried(t.Context()), "a")
		g.write(t, t.Context(), "b")
		g.writes.Wait()
		if len(g.commits()) != 1 || !slices.Equal(g.commits()[0], []string{"a", "b"}) {
			t.Errorf("got commits %v, want one of a and b", g.commits())
		}
		if waited := time.Since(began); waited != 0 {
			t.Errorf("waited %v, want no time at all", waited)
		}
	})
}

func TestWhoLeavesWhileHeWaitsForCompanyIsLeftOut(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := newGathering(t)
		ctx, leave := context.WithCancel(Unhurried(t.Context()))
		left := make(chan error, 1)
		go func() { left <- g.store.Write(ctx, post("gone")) }()
		synctest.Wait()
		g.write(t, Unhurried(t.Context()), "a")
		leave()
		if err := <-left; !errors.Is(err, context.Canceled) {
			t.Errorf("got %v, want %v", err, context.Canceled)
		}
		time.Sleep(company)
		g.writes.Wait()
		equal(t, "rows", queueNames(t, g.store), []string{"a"})
	})
}

func TestClosingCommitsWhatWaitsForCompany(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := newGathering(t)
		g.write(t, Unhurried(t.Context()), "a")
		if err := g.store.Close(); err != nil {
			t.Fatal(err)
		}
		g.writes.Wait()
		if len(g.commits()) != 1 || !slices.Equal(g.commits()[0], []string{"a"}) {
			t.Errorf("got commits %v, want one of a", g.commits())
		}
	})
}

// TestWhoFindsTheTransactionLostGetsHisOwn: those who were together share a
// commit, but not the loss of it before their turn.
func TestWhoFindsTheTransactionLostGetsHisOwn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := newGathering(t)
		lost := make(chan error, 1)
		go func() {
			lost <- g.store.Write(Unhurried(t.Context()), func(tx *Tx) error {
				return tx.do("ROLLBACK") // as SQLite does when a disk is full
			})
		}()
		synctest.Wait()
		g.write(t, Unhurried(t.Context()), "a")
		time.Sleep(company)
		g.writes.Wait()
		if err := <-lost; err == nil {
			t.Error("a write whose transaction was lost was acknowledged")
		}
		equal(t, "rows", queueNames(t, g.store), []string{"a"})
	})
}
