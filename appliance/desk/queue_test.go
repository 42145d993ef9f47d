package desk

import "testing"

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
