package desk

import (
	"slices"
	"testing"

	"cordboard/appliance"
)

func TestParameterIsSetInPlaceOfItsOlderValue(t *testing.T) {
	h := furnish(t)
	c := h.chat("v")
	h.heard()
	for _, p := range []appliance.Parameter{
		{Key: "topic", Value: "orders", From: "tree"},
		{Key: "topic", Value: "sales", From: "form"},
		{Key: "topic", Value: "returns", From: "tree"},
		{Key: "topic", Value: "returns", From: "tree"},
	} {
		if err := h.Set(t.Context(), c.ID, p); err != nil {
			t.Fatal(err)
		}
	}
	want := []appliance.Parameter{{Key: "topic", Value: "returns", From: "tree"}, {Key: "topic", Value: "sales", From: "form"}}
	if got := h.conversation(c.ID).Parameters; !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
	if got := h.heard(); len(got) != 3 {
		t.Errorf("told %v, want three changes: what stays the same is not told", got)
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
