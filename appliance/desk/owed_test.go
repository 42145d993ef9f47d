package desk

import (
	"errors"
	"slices"
	"testing"
	"time"

	"cordboard/appliance"
	"cordboard/appliance/sqlite"
)

var thrice = appliance.Retry{Tries: 3, Pause: 10 * time.Minute}

// unreachedOnce is a call that is owed and was tried once, by Jana.
func (h *house) unreachedOnce(phone string) appliance.Conversation {
	h.t.Helper()
	h.able()
	call := h.call(phone)
	c, err := h.CallBack(h.t.Context(), call.ID, sales.ID, phone)
	if err != nil {
		h.t.Fatal(err)
	}
	h.hangs(call.ID)
	if err := h.Enqueue(h.t.Context(), c.ID, sales.ID, ""); err != nil {
		h.t.Fatal(err)
	}
	h.tries(c.ID)
	return c
}

// able has Jana take calls.
func (h *house) able() {
	h.t.Helper()
	able := jana
	able.Login, able.Calls = jana.Name, 1
	h.write(func(tx *sqlite.Tx) error { return tx.SaveOperator(able) })
}

// tries has Jana take a call that is owed, and nobody answer.
func (h *house) tries(c appliance.ConversationID) {
	h.t.Helper()
	if err := h.join(c, jana.ID); err != nil {
		h.t.Fatal(err)
	}
	if _, err := h.Unreached(h.t.Context(), c, "no-answer", thrice); err != nil {
		h.t.Fatal(err)
	}
}

func (h *house) wantOwed(want ...appliance.ConversationID) []Owed {
	h.t.Helper()
	all, err := h.Owed(h.t.Context())
	if err != nil {
		h.t.Fatal(err)
	}
	if !slices.EqualFunc(all, want, func(one Owed, id appliance.ConversationID) bool { return one.Conversation.ID == id }) {
		h.t.Errorf("owed are %+v, want %v", all, want)
	}
	return all
}

func TestContactWhoIsCalledAgainStandsAmongTheOwedUntilHisTurnComes(t *testing.T) {
	h := furnish(t)
	c := h.unreachedOnce("775 418 102")
	later := h.unreachedOnce("775 418 103")
	all := h.wantOwed(c.ID, later.ID)
	if o := all[0]; o.Tries != 1 || o.Cause != "no-answer" || !o.Again.Equal(o.Last.Add(thrice.Pause)) || o.Contact.ID != c.Contact {
		t.Errorf("he is owed %+v, want one try without an answer, and the next ten minutes after it", o)
	}
	if err := h.Enqueue(t.Context(), c.ID, sales.ID, ""); err != nil {
		t.Fatal(err)
	}
	h.wantOwed(later.ID)
	h.tries(c.ID)
	if all = h.wantOwed(later.ID, c.ID); all[1].Tries != 2 {
		t.Errorf("he was tried %d times, want 2", all[1].Tries)
	}
	h.wantMissed()
}

func TestOwedContactIsCalledNowByOneOperatorAlone(t *testing.T) {
	h := furnish(t)
	c := h.unreachedOnce("775 418 102")
	if err := h.CallNow(t.Context(), petr.ID, c.ID); !errors.Is(err, appliance.ErrNoCalls) {
		t.Errorf("by one who takes no calls: %v, want %v", err, appliance.ErrNoCalls)
	}
	if err := h.CallNow(t.Context(), jana.ID, c.ID); err != nil {
		t.Fatal(err)
	}
	if got := h.conversation(c.ID); got.State != appliance.Active || len(got.Operators) != 1 || got.Operators[0] != jana.ID {
		t.Errorf("it is %s with %v, want Jana to serve it", got.State, got.Operators)
	}
	h.wantOwed()
	for what, err := range map[string]error{
		"a second press":  h.CallNow(t.Context(), jana.ID, c.ID),
		"the planned try": h.Enqueue(t.Context(), c.ID, sales.ID, ""),
	} {
		if !errors.Is(err, appliance.ErrNotWaiting) {
			t.Errorf("%s: %v, want %v", what, err, appliance.ErrNotWaiting)
		}
	}
	other := h.call("775 418 104")
	promised, err := h.CallBack(t.Context(), other.ID, sales.ID, "775 418 104")
	if err != nil {
		t.Fatal(err)
	}
	h.wantOwed()
	if err := h.CallNow(t.Context(), jana.ID, promised.ID); !errors.Is(err, appliance.ErrNotWaiting) {
		t.Errorf("one who has not hung up yet: %v, want %v", err, appliance.ErrNotWaiting)
	}
}

func TestOwedCallIsClosedForAReasonAndNotTriedAgain(t *testing.T) {
	h := furnish(t)
	c := h.unreachedOnce("775 418 102")
	if err := h.CloseOwed(t.Context(), petr.ID, c.ID, 99); !errors.Is(err, ErrReason) {
		t.Errorf("without a reason: %v, want %v", err, ErrReason)
	}
	h.wantOwed(c.ID)
	if err := h.CloseOwed(t.Context(), petr.ID, c.ID, 1); err != nil {
		t.Fatal(err)
	}
	h.wantOwed()
	h.wantMissed()
	if got := h.conversation(c.ID); !got.State.Over() || got.EndedBy != appliance.ByOperator {
		t.Errorf("it is %s, ended by %s, want it over by an operator", got.State, got.EndedBy)
	}
	for what, err := range map[string]error{
		"the planned try": h.Enqueue(t.Context(), c.ID, sales.ID, ""),
		"a late press":    h.CallNow(t.Context(), jana.ID, c.ID),
		"closing again":   h.CloseOwed(t.Context(), petr.ID, c.ID, 1),
	} {
		if !errors.Is(err, ErrOver) {
			t.Errorf("%s: %v, want %v", what, err, ErrOver)
		}
	}
}

func TestMissedCallIsSetAsideWithAllOfItsNumberUntilThen(t *testing.T) {
	h := furnish(t)
	withheld, other := h.gives(""), h.gives("")
	h.gives("775 418 102")
	known := h.gives("+420775418102")
	for _, c := range []appliance.ConversationID{withheld.ID, known.ID} {
		if err := h.SetAside(t.Context(), petr.ID, c); err != nil {
			t.Fatal(err)
		}
	}
	h.wantMissed(other.ID)
	if err := h.SetAside(t.Context(), jana.ID, withheld.ID); !errors.Is(err, ErrSettled) {
		t.Errorf("set aside twice: %v, want %v", err, ErrSettled)
	}
	again := h.gives("775418102")
	if all := h.wantMissed(again.ID, other.ID); all[0].Calls != 1 {
		t.Errorf("since he was set aside he called %d times, want 1", all[0].Calls)
	}
	if err := h.SetAside(t.Context(), jana.ID, h.call("775 418 105").ID); !errors.Is(err, ErrSettled) {
		t.Errorf("what goes on is set aside: %v, want %v", err, ErrSettled)
	}
}

// What calls ask after a restart: when the next try comes, and whether there was one
// that reached him, which a store without room says by a recording alone.
func TestNextTryAndTheOneThatReachedAContactAreReadAgain(t *testing.T) {
	h := furnish(t)
	stands := func(what string, c appliance.ConversationID, planned, reached bool) {
		t.Helper()
		again, err := h.Again(t.Context(), c)
		took, failed := h.Reached(t.Context(), c)
		if err := errors.Join(err, failed); err != nil || again.IsZero() == planned || took != reached {
			t.Errorf("%s: planned %v, reached %t, %v; want %t, %t", what, again, took, err, planned, reached)
		}
	}
	call := h.call("775 418 104")
	promised, err := h.CallBack(t.Context(), call.ID, sales.ID, "775 418 104")
	if err != nil {
		t.Fatal(err)
	}
	stands("never tried", promised.ID, false, false)
	told := h.unreachedOnce("775 418 102")
	stands("tried once", told.ID, true, false)
	if err := h.Log(t.Context(), told.ID, appliance.Entry{Kind: appliance.EntryReached, By: appliance.ByContact}); err != nil {
		t.Fatal(err)
	}
	stands("reached", told.ID, true, true)
	h.write(func(tx *sqlite.Tx) error {
		_, err := tx.AddRecording(appliance.Recording{Conversation: promised.ID, File: "call.wav", Began: h.now(), Open: true})
		return err
	})
	stands("recorded", promised.ID, false, true)
	open, err := h.Unfinished(t.Context())
	if err != nil || !slices.ContainsFunc(open, func(c appliance.Conversation) bool { return c.ID == told.ID }) {
		t.Errorf("not over are %+v, %v, want the contact who was reached among them", open, err)
	}
}
