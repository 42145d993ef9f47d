package desk

import (
	"errors"
	"testing"

	"cordboard/appliance"
	"cordboard/appliance/sqlite"
)

func (h *house) want(c appliance.ConversationID, o appliance.OperatorID) error {
	return h.store.Write(h.t.Context(), func(tx *sqlite.Tx) error { return h.Want(tx, c, o, h.now()) })
}

func TestCallForOneOperatorStandsInNoQueue(t *testing.T) {
	h := furnish(t)
	c := h.call("775 418 102")
	if err := h.Enqueue(t.Context(), c.ID, sales.ID, ""); err != nil {
		t.Fatal(err)
	}
	since := h.conversation(c.ID).Queued
	if err := h.want(c.ID, jana.ID); err != nil {
		t.Fatal(err)
	}
	got := h.conversation(c.ID)
	if got.State != appliance.Waiting || got.Queue != 0 || got.For != jana.ID || !got.Queued.Equal(since) {
		t.Errorf("it is %s in queue %s for %s since %v, want it waiting for Jana alone since %v", got.State, got.Queue, got.For, got.Queued, since)
	}
	if !got.WaitsFor(jana, appliance.Queue{}, got.Queued) || got.WaitsFor(petr, sales, got.Queued) {
		t.Error("others than Jana may take it")
	}
	if err := h.Enqueue(t.Context(), c.ID, help.ID, ""); err != nil {
		t.Fatal(err)
	}
	if got := h.conversation(c.ID); got.For != 0 || got.Queue != help.ID {
		t.Errorf("in a queue again it is for %s in %s", got.For, got.Queue)
	}
}

func TestCallerWhoDidNotReachTheOneHeWantedIsMissed(t *testing.T) {
	h := furnish(t)
	c := h.call("775 418 102")
	if err := h.want(c.ID, jana.ID); err != nil {
		t.Fatal(err)
	}
	if err := h.Unqueue(t.Context(), c.ID); err != nil {
		t.Fatal(err)
	}
	if err := h.End(t.Context(), c.ID, appliance.ByContact, 0, "hangup"); err != nil {
		t.Fatal(err)
	}
	all, err := h.Missed(t.Context())
	if err != nil || len(all) != 1 || all[0].Conversation.For != jana.ID {
		t.Errorf("missed are %+v, %v, want the call that was for Jana", all, err)
	}
}

func TestWhatIsServedIsKeptForNobody(t *testing.T) {
	h := furnish(t)
	c := h.call("775 418 102")
	if err := h.Enqueue(t.Context(), c.ID, sales.ID, ""); err != nil {
		t.Fatal(err)
	}
	if err := h.join(c.ID, jana.ID); err != nil {
		t.Fatal(err)
	}
	if err := h.want(c.ID, petr.ID); !errors.Is(err, appliance.ErrNotWaiting) {
		t.Errorf("got %v, want %v", err, appliance.ErrNotWaiting)
	}
}
