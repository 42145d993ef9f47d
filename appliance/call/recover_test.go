package call_test

import (
	"context"
	"slices"
	"sync"
	"testing"
	"time"

	"cordboard/appliance"
	"cordboard/appliance/call"
	"cordboard/appliance/sqlite"
)

// recover does what a box does first.
func (b *box) recover(t *testing.T) {
	t.Helper()
	if err := b.calls.Recover(t.Context()); err != nil {
		t.Fatal(err)
	}
}

func TestBoxThatCannotWriteComesUpAndCompletesLaterWhatWasOpen(t *testing.T) {
	var deps call.Deps
	b := newBoxOf(t, func(d *call.Deps) { deps = *d })
	leaveOpen(t, b, 2, 3)
	b.desk.full.Store(true)
	calls := call.New(deps)
	if err := calls.Recover(t.Context()); err != nil {
		t.Fatal(err)
	}
	b.desk.full.Store(false)
	ctx, stop := context.WithCancel(t.Context())
	var run sync.WaitGroup
	run.Go(func() { _ = calls.Run(ctx) })
	defer run.Wait()
	defer stop()
	b.desk.wait(t, "the end of a call and the keeping of a message", func(d *desk) bool {
		return slices.Equal(d.ended, []string{"system restart"}) && d.message == "kept"
	})
}

func TestOpenCallsAloneAreCutOffByAKill(t *testing.T) {
	b := newBox(t) // in whose store a call stands in its tree
	err := b.store.Write(t.Context(), func(tx *sqlite.Tx) error {
		for _, c := range []appliance.Conversation{
			{Channel: appliance.Phone, State: appliance.Waiting},
			{Channel: appliance.Phone, State: appliance.Active},
			{Channel: appliance.Phone, State: appliance.Finished},
			{Channel: appliance.Phone, State: appliance.Abandoned},
			{Channel: appliance.WebChat, State: appliance.Waiting},
			{Channel: appliance.WebChat, State: appliance.Active},
		} {
			c.Began = time.Now()
			if _, err := tx.AddConversation(c); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	b.recover(t)
	if want := slices.Repeat([]string{"system restart"}, 3); !slices.Equal(b.desk.written().ended, want) {
		t.Errorf("ended by %v, want %v: a call in the tree, one that waited, one that was talked", b.desk.written().ended, want)
	}
}
