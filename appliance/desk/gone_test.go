package desk

import (
	"testing"
	"time"

	"cordboard/appliance"
)

// TestWhoLeftIsNotedOnceAndUntilHeIsBack, and of what is over nothing is noted any more.
func TestWhoLeftIsNotedOnceAndUntilHeIsBack(t *testing.T) {
	h := furnish(t)
	c := h.chat("visitor")
	left := time.Unix(1_000, 0).UTC()
	h.heard()
	for i, step := range []struct {
		do   func() error
		want time.Time
		told int
	}{
		{func() error { return h.Back(t.Context(), c.ID) }, time.Time{}, 0},
		{func() error { return h.Gone(t.Context(), c.ID, left) }, left, 1},
		{func() error { return h.Gone(t.Context(), c.ID, left.Add(time.Minute)) }, left, 0},
		{func() error { return h.Back(t.Context(), c.ID) }, time.Time{}, 1},
		{func() error { return h.End(t.Context(), c.ID, appliance.ByContact, 0, "") }, time.Time{}, 2},
		{func() error { return h.Gone(t.Context(), c.ID, left) }, time.Time{}, 0},
	} {
		if err := step.do(); err != nil {
			t.Fatal(i, err)
		}
		if got := h.conversation(c.ID).Gone; !got.Equal(step.want) {
			t.Errorf("step %d: gone since %v, want %v", i, got, step.want)
		}
		if told := h.heard(); len(told) != step.told {
			t.Errorf("step %d: told %v", i, told)
		}
	}
}
