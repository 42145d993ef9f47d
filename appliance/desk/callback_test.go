package desk

import (
	"testing"
	"time"

	"cordboard/appliance"
	"cordboard/appliance/sqlite"
)

func TestCallThatIsOwedKeepsTheCallersPlace(t *testing.T) {
	h := furnish(t)
	call := h.call("775 418 102")
	if err := h.Enqueue(t.Context(), call.ID, sales.ID, ""); err != nil {
		t.Fatal(err)
	}
	since := h.conversation(call.ID).Queued
	if err := h.Unqueue(t.Context(), call.ID); err != nil {
		t.Fatal(err)
	}
	owed, err := h.CallBack(t.Context(), call.ID, sales.ID, "775 418 102")
	if err != nil {
		t.Fatal(err)
	}
	if owed.State != appliance.InTree || owed.Called != "+420775418102" || owed.Contact != call.Contact || !owed.Outbound {
		t.Errorf("owed is %+v", owed)
	}
	if again, err := h.CallBack(t.Context(), call.ID, sales.ID, "+420775418102"); err != nil || again.ID != owed.ID {
		t.Errorf("promised again it is %s (%v), want %s: nobody is called twice", again.ID, err, owed.ID)
	}
	if err := h.Enqueue(t.Context(), owed.ID, sales.ID, ""); err != nil {
		t.Fatal(err)
	}
	if got := h.conversation(owed.ID); got.State != appliance.Waiting || !got.Queued.Equal(since) {
		t.Errorf("it is %s since %v, want it waiting since %v", got.State, got.Queued, since)
	}
}

func TestContactWhoIsNotReachedWaitsAgainAndIsMissedInTheEnd(t *testing.T) {
	h := furnish(t)
	owed, err := h.CallBack(t.Context(), h.call("775 418 102").ID, sales.ID, "775 418 103")
	if err != nil {
		t.Fatal(err)
	}
	if owed.Contact == 0 {
		t.Error("another number than the caller's is nobody's")
	}
	for _, try := range []struct {
		cause string
		tries int
	}{{"restart", 0}, {"busy", 1}, {"restart", 1}, {"busy", 2}} {
		if err := h.Enqueue(t.Context(), owed.ID, sales.ID, ""); err != nil {
			t.Fatal(err)
		}
		if err := h.join(owed.ID, jana.ID); err != nil {
			t.Fatal(err)
		}
		if got, err := h.Unreached(t.Context(), owed.ID, try.cause, appliance.Retry{Tries: 9, Pause: time.Minute}); err != nil || got != try.tries {
			t.Errorf("after %s: %d, %v, want %d", try.cause, got, err, try.tries)
		}
		h.view(func(v *sqlite.View) error {
			parts, err := v.OpenPartsOf(jana.ID)
			if len(parts) > 0 {
				t.Errorf("she still has %v", parts)
			}
			return err
		})
	}
	if err := h.End(t.Context(), owed.ID, appliance.BySystem, 0, "busy"); err != nil {
		t.Fatal(err)
	}
	if got := h.conversation(owed.ID); got.State != appliance.Abandoned {
		t.Errorf("in the end it is %s, want it abandoned: nobody talked", got.State)
	}
	if _, err := h.Unreached(t.Context(), owed.ID, "busy", appliance.Retry{}); appliance.AsRefusal(err) == nil {
		t.Errorf("what is over was not reached: %v", err)
	}
}

func TestWhoLooksOnStaysWhenAContactIsNotReached(t *testing.T) {
	x := observedByPetr()
	x.unreached("busy", 0)
	for _, p := range x.parts {
		observes := p.Role == appliance.Observing
		if p.Left.IsZero() != observes || p.WrappedUp.IsZero() != observes {
			t.Errorf("after it: %+v, want those who served gone and wrapped up, and the one who looks on as he was", p)
		}
	}
}
