package desk

import (
	"errors"
	"testing"
	"time"

	"cordboard/appliance"
	"cordboard/appliance/sqlite"
)

func TestCallerWhoComesBackFromTheTreeKeepsHisPlace(t *testing.T) {
	h := furnish(t)
	c := h.call("775 418 102")
	for _, step := range []func() error{
		func() error { return h.Enqueue(t.Context(), c.ID, sales.ID, "") },
		func() error { return h.Unqueue(t.Context(), c.ID) },
	} {
		if err := step(); err != nil {
			t.Fatal(err)
		}
	}
	since := h.conversation(c.ID).Queued
	if err := h.Enqueue(t.Context(), c.ID, help.ID, ""); err != nil {
		t.Fatal(err)
	}
	if got := h.conversation(c.ID).Queued; !got.Equal(since) {
		t.Errorf("he waits since %v, want %v as before", got, since)
	}
}

func TestCallerWhomTheOperatorReleasesIsTheTreesAgain(t *testing.T) {
	h := furnish(t)
	c := h.call("775 418 102")
	if err := h.Enqueue(t.Context(), c.ID, sales.ID, ""); err != nil {
		t.Fatal(err)
	}
	if err := h.join(c.ID, jana.ID); err != nil {
		t.Fatal(err)
	}
	if err := h.Release(t.Context(), c.ID); err != nil {
		t.Fatal(err)
	}
	got := h.conversation(c.ID)
	if got.State != appliance.InTree || len(got.Operators) != 0 {
		t.Errorf("it is %s with %v", got.State, got.Operators)
	}
	if err := h.WrapUp(t.Context(), jana.ID, c.ID, WrapUp{Reason: 1}); err != nil {
		t.Errorf("she wraps up while the caller is in the tree: %v", err)
	}
	if err := h.End(t.Context(), c.ID, appliance.ByContact, 0, "hangup"); err != nil {
		t.Fatal(err)
	}
	if got := h.conversation(c.ID); got.State != appliance.Finished || len(got.Operators) != 1 {
		t.Errorf("at the end it is %s of %v, want it finished, of who served it", got.State, got.Operators)
	}
}

func TestWhoWaitsIsCountedByQueue(t *testing.T) {
	h := furnish(t)
	h.chat("v")
	taken := h.chat("w")
	for q, want := range map[appliance.QueueID]int{sales.ID: 2, help.ID: 0} {
		if got, err := h.Waiting(t.Context(), q); err != nil || got != want {
			t.Errorf("in queue %d wait %d (%v), want %d", q, got, err, want)
		}
	}
	if err := h.join(taken.ID, jana.ID); err != nil {
		t.Fatal(err)
	}
	if got, err := h.Waiting(t.Context(), sales.ID); err != nil || got != 1 {
		t.Errorf("one was taken: %d wait (%v), want 1", got, err)
	}
}

func TestConversationThatIsPassedOnKeepsItsWaitingTime(t *testing.T) {
	h := furnish(t)
	c := h.chat("v")
	since := h.conversation(c.ID).Queued
	pass := func(from, to appliance.QueueID) (err error) {
		return h.store.Write(t.Context(), func(tx *sqlite.Tx) error { return h.PassOn(tx, c.ID, from, to, h.clock) })
	}
	if err := pass(help.ID, sales.ID); !errors.Is(err, appliance.ErrNotWaiting) {
		t.Errorf("out of a queue in which it is not: %v", err)
	}
	if err := pass(sales.ID, help.ID); err != nil {
		t.Fatal(err)
	}
	got := h.conversation(c.ID)
	if got.Queue != help.ID || got.State != appliance.Waiting || !got.Queued.Equal(since) || got.Topic != help.In(appliance.Czech) {
		t.Errorf("got %s in queue %s since %v under %q", got.State, got.Queue, got.Queued, got.Topic)
	}
	if err := h.join(c.ID, jana.ID); err != nil {
		t.Fatal(err)
	}
	if err := pass(help.ID, sales.ID); !errors.Is(err, appliance.ErrNotWaiting) {
		t.Errorf("it is served: %v", err)
	}
}

// TestLastOperatorIsKnownWhereTheQueueAsksHim has a contact come three times.
func TestLastOperatorIsKnownWhereTheQueueAsksHim(t *testing.T) {
	h := furnish(t)
	known := func(c appliance.Conversation, want appliance.OperatorID) {
		t.Helper()
		if err := h.Enqueue(t.Context(), c.ID, sales.ID, ""); err != nil {
			t.Fatal(err)
		}
		if got := h.conversation(c.ID).Last; got != want {
			t.Errorf("conversation %s: its contact spoke with %s last, want %s", c.ID, got, want)
		}
	}
	serve := func(c appliance.Conversation, o appliance.OperatorID) {
		t.Helper()
		if err := h.join(c.ID, o); err != nil {
			t.Fatal(err)
		}
		if err := h.End(t.Context(), c.ID, appliance.ByContact, 0, "hangup"); err != nil {
			t.Fatal(err)
		}
	}
	first := h.call("775 418 102")
	known(first, 0)
	serve(first, jana.ID)
	second := h.call("775 418 102")
	known(second, 0) // nobody asked for it
	serve(second, petr.ID)
	h.write(func(tx *sqlite.Tx) error {
		q, err := tx.Queue(sales.ID)
		q.LastFor = 10 * time.Second
		return errors.Join(err, tx.SaveQueue(q))
	})
	known(h.call("775 418 103"), 0)
	third := h.call("775 418 102")
	known(third, petr.ID)
	if err := h.want(third.ID, jana.ID); err != nil {
		t.Fatal(err)
	}
	if got := h.conversation(third.ID).Last; got != 0 {
		t.Errorf("it waits for Jana alone, and for %s", got)
	}
}
