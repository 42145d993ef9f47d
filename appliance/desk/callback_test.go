package desk

import (
	"slices"
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
	if got := h.others(call.ID, appliance.EntryCallOwed); !slices.Equal(got, []appliance.ConversationID{owed.ID, owed.ID}) {
		t.Errorf("the story of the call names %v, want %s each time that he asked", got, owed.ID)
	}
	if got := h.others(owed.ID, appliance.EntryBegan); !slices.Equal(got, []appliance.ConversationID{call.ID}) {
		t.Errorf("that of the promised call names %v, want %s", got, call.ID)
	}
	if err := h.Enqueue(t.Context(), owed.ID, sales.ID, ""); err != nil {
		t.Fatal(err)
	}
	if got := h.conversation(owed.ID); got.State != appliance.Waiting || !got.Queued.Equal(since) {
		t.Errorf("it is %s since %v, want it waiting since %v", got.State, got.Queued, since)
	}
}

// Who called stays known where the call that he is owed goes to another number
// than his, and to that one alone.
func TestCallThatIsOwedToAnotherNumberSaysWhoAskedForIt(t *testing.T) {
	for name, c := range map[string]struct{ from, asked, said string }{
		"another":                   {"775 418 102", "602881460", "+420775418102"},
		"an extension":              {"775 418 102", "31", "+420775418102"},
		"from an extension":         {"31", "602881460", "31"},
		"his own":                   {"775 418 102", "775 418 102", ""},
		"his own, written in full":  {"775 418 102", "+420775418102", ""},
		"another, and his withheld": {"", "602881460", ""},
	} {
		t.Run(name, func(t *testing.T) {
			h := furnish(t)
			owed, err := h.CallBack(t.Context(), h.call(c.from).ID, sales.ID, c.asked)
			if err != nil {
				t.Fatal(err)
			}
			if err := h.Enqueue(t.Context(), owed.ID, sales.ID, ""); err != nil {
				t.Fatal(err)
			}
			h.able()
			h.tries(owed.ID)
			var story []appliance.Entry
			h.view(func(v *sqlite.View) (err error) { story, err = v.Entries(owed.ID, 0, 0); return err })
			if e := story[0]; e.Kind != appliance.EntryBegan || e.Data["from"] != c.said {
				t.Errorf("its story begins with %s %v, want a call from %q", e.Kind, e.Data, c.said)
			}
			if all := h.wantOwed(owed.ID); all[0].From != c.said || all[0].Conversation.Phone == c.said {
				t.Errorf("owed is a call to %s from %q, want %q", all[0].Conversation.Phone, all[0].From, c.said)
			}
		})
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
