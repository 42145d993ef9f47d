package desk

import (
	"errors"
	"slices"
	"testing"
	"time"

	"cordboard/appliance"
	"cordboard/appliance/sqlite"
)

// gives has a caller wait and give up.
func (h *house) gives(up string) appliance.Conversation {
	h.t.Helper()
	c := h.call(up)
	if err := h.Enqueue(h.t.Context(), c.ID, sales.ID, ""); err != nil {
		h.t.Fatal(err)
	}
	h.hangs(c.ID)
	return c
}

func (h *house) hangs(c appliance.ConversationID) {
	h.t.Helper()
	if err := h.End(h.t.Context(), c, appliance.ByContact, 0, "hangup"); err != nil {
		h.t.Fatal(err)
	}
}

func (h *house) wantMissed(want ...appliance.ConversationID) []Missed {
	h.t.Helper()
	all, err := h.Missed(h.t.Context())
	if err != nil {
		h.t.Fatal(err)
	}
	if !slices.EqualFunc(all, want, func(one Missed, id appliance.ConversationID) bool { return one.Conversation.ID == id }) {
		h.t.Errorf("missed are %v, want %v", all, want)
	}
	return all
}

func TestWhoGaveUpStandsOnceInTheMissedUntilHeIsTalkedWith(t *testing.T) {
	h := furnish(t)
	inTree := h.call("775 418 101")
	h.hangs(inTree.ID)
	h.wantMissed()

	h.gives("775 418 102")
	other := h.gives("775 418 103")
	again := h.gives("+420775418102")
	if all := h.wantMissed(again.ID, other.ID); all[0].Calls != 2 {
		t.Errorf("he called %d times, want 2", all[0].Calls)
	}

	later := h.call("775418102")
	h.wantMissed(other.ID) // he is calling right now
	if err := h.Enqueue(t.Context(), later.ID, sales.ID, ""); err != nil {
		t.Fatal(err)
	}
	if err := h.join(later.ID, jana.ID); err != nil {
		t.Fatal(err)
	}
	h.hangs(later.ID)
	h.wantMissed(other.ID)
}

// TestMissedCallsThatWereSettledDoNotCountAgain has a caller lost twice, talked with
// twice and lost three times.
func TestMissedCallsThatWereSettledDoNotCountAgain(t *testing.T) {
	h := furnish(t)
	const number = "775 418 102"
	next := func() { h.clock = h.clock.Add(time.Minute) }
	for range 2 {
		h.gives(number)
		next()
	}
	for range 2 {
		answered := h.call(number)
		if err := h.Enqueue(t.Context(), answered.ID, sales.ID, ""); err != nil {
			t.Fatal(err)
		}
		if err := h.join(answered.ID, jana.ID); err != nil {
			t.Fatal(err)
		}
		h.hangs(answered.ID)
		next()
	}
	h.wantMissed()
	for range 2 {
		h.gives("+420 775 418 102")
		next()
	}
	last := h.gives(number)
	if all := h.wantMissed(last.ID); len(all) == 1 && all[0].Calls != 3 {
		t.Errorf("it counts %d, want the 3 since he was talked with", all[0].Calls)
	}
}

// TestWhoWithheldHisNumberStandsInTheMissedForADay gives up three times: nobody
// knows whether it is the same one, nor what would settle it.
func TestWhoWithheldHisNumberStandsInTheMissedForADay(t *testing.T) {
	h := furnish(t)
	first, second := h.gives(""), h.gives("")
	known := h.gives("775 418 102")
	h.wantMissed(known.ID, second.ID, first.ID)
	h.hangs(h.call("").ID)
	h.call("775418102") // and he is settled
	h.wantMissed(second.ID, first.ID)
	h.clock = h.clock.Add(withheldFor)
	h.wantMissed()
}

func TestMissedCallIsCalledBackOnce(t *testing.T) {
	h := furnish(t)
	missed := h.gives("775 418 102")
	for _, o := range []appliance.Operator{jana, petr} {
		o.Login, o.Calls = o.Name, 1
		h.write(func(tx *sqlite.Tx) error { return tx.SaveOperator(o) })
	}
	dial := func(o appliance.OperatorID) (appliance.Conversation, error) {
		return h.dials(Dialling{Operator: o, EntryPoint: h.number.ID, Number: missed.Phone, Missed: missed.ID})
	}
	c, err := dial(jana.ID)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := dial(petr.ID); !errors.Is(err, ErrSettled) {
		t.Errorf("a second operator calls him too: %v, want %v", err, ErrSettled)
	}
	h.wantMissed()
	if err := h.End(t.Context(), c.ID, appliance.BySystem, 0, "busy"); err != nil {
		t.Fatal(err)
	}
	if all := h.wantMissed(missed.ID); all[0].Tried.ID != c.ID || !slices.Equal(all[0].Tried.Operators, []appliance.OperatorID{jana.ID}) {
		t.Errorf("called back in vain: told %+v, want Jana's call", all[0].Tried)
	} // nobody took it
	h.write(func(tx *sqlite.Tx) error { // nor does a recording, of the sound before an answer, say so
		_, err := tx.AddRecording(appliance.Recording{Conversation: c.ID, File: "ringing.wav", Began: h.clock})
		return err
	})
	h.wantMissed(missed.ID)
	if c, err = dial(jana.ID); err != nil {
		t.Fatal(err)
	}
	if err := h.Log(t.Context(), c.ID, appliance.Entry{Kind: appliance.EntryReached, By: appliance.ByContact}); err != nil {
		t.Fatal(err)
	}
	h.hangs(c.ID) // he was talked with, though nothing was recorded
	h.wantMissed()
}

func TestMissedCallIsCalledBackAlsoWhenItsCallerHasTriedAgainMeanwhile(t *testing.T) {
	h := furnish(t)
	seen := h.gives("775 418 102")
	h.gives("+420 775 418 102") // after the operator's page was made
	caller := jana
	caller.Login, caller.Calls = caller.Name, 1
	h.write(func(tx *sqlite.Tx) error { return tx.SaveOperator(caller) })
	if _, err := h.dials(Dialling{
		Operator: jana.ID, EntryPoint: h.number.ID, Number: seen.Phone, Missed: seen.ID,
	}); err != nil {
		t.Error(err)
	}
	h.wantMissed()
	answered := h.call("775 418 103")
	if err := h.Enqueue(t.Context(), answered.ID, sales.ID, ""); err != nil {
		t.Fatal(err)
	}
	if _, err := h.dials(Dialling{
		Operator: petr.ID, EntryPoint: h.number.ID, Number: answered.Phone, Missed: answered.ID,
	}); !errors.Is(err, ErrSettled) {
		t.Errorf("what was never missed is called back: %v, want %v", err, ErrSettled)
	}
}

func TestVoicemailAndAnOwedCallSettleAMissedCall(t *testing.T) {
	h := furnish(t)
	mail, owed := h.call("775 418 102"), h.call("775 418 103")
	for _, c := range []appliance.ConversationID{mail.ID, owed.ID} {
		if err := h.Enqueue(t.Context(), c, sales.ID, ""); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := h.Voicemail(t.Context(), mail.ID, sales.ID); err != nil {
		t.Fatal(err)
	}
	back, err := h.CallBack(t.Context(), owed.ID, sales.ID, "775 418 103")
	if err != nil {
		t.Fatal(err)
	}
	h.hangs(mail.ID)
	h.hangs(owed.ID)
	h.wantMissed()
	if err := h.End(t.Context(), back.ID, appliance.BySystem, 0, "busy"); err != nil {
		t.Fatal(err)
	}
	if all := h.wantMissed(back.ID); all[0].Calls != 2 {
		t.Errorf("it counts %d, want his call and ours", all[0].Calls)
	}
}

// TestWhoIsSentAwayIsToldSo and why, until he waits again: also one who never waited
// because the queue was full.
func TestWhoIsSentAwayIsToldSo(t *testing.T) {
	h := furnish(t)
	full := h.call("775 418 111")
	if err := h.TurnAway(t.Context(), full.ID, sales.ID); err != nil {
		t.Fatal(err)
	}
	h.hangs(full.ID)
	nobody := h.call("775 418 112")
	for _, step := range []func() error{
		func() error { return h.Enqueue(t.Context(), nobody.ID, sales.ID, "") },
		func() error { return h.Unqueue(t.Context(), nobody.ID) },
		func() error {
			return h.Log(t.Context(), nobody.ID, appliance.Entry{Kind: appliance.EntryNobody, By: appliance.BySystem})
		},
	} {
		if err := step(); err != nil {
			t.Fatal(err)
		}
	}
	if c := h.conversation(nobody.ID); c.SentAway != appliance.EntryNobody || c.Unqueued.IsZero() {
		t.Errorf("sent away because of %q, out of the queue at %v; want nobody, and a time", c.SentAway, c.Unqueued)
	}
	h.hangs(nobody.ID)
	all := h.wantMissed(nobody.ID, full.ID)
	if got := all[1].Conversation; got.SentAway != appliance.EntryFull || got.Queue != sales.ID || !got.Unqueued.IsZero() {
		t.Errorf("the queue was full: got %q in queue %s", got.SentAway, got.Queue)
	}

	again := h.call("775 418 113")
	if err := h.TurnAway(t.Context(), again.ID, sales.ID); err != nil {
		t.Fatal(err)
	}
	if err := h.Enqueue(t.Context(), again.ID, help.ID, ""); err != nil {
		t.Fatal(err)
	}
	if c := h.conversation(again.ID); c.SentAway != "" {
		t.Errorf("he waits elsewhere, and was sent away because of %q", c.SentAway)
	}
	if err := h.TurnAway(t.Context(), again.ID, sales.ID); !errors.Is(err, ErrNotInTree) {
		t.Errorf("who waits is turned away: got %v, want %v", err, ErrNotInTree)
	}
	h.hangs(again.ID)
	if err := h.TurnAway(t.Context(), again.ID, sales.ID); !errors.Is(err, ErrOver) {
		t.Errorf("who has hung up is turned away: got %v, want %v", err, ErrOver)
	}
}

// TestWhoGoesOnOutsideTheHoursWasNotSentAwayByThem: a tree may serve callers at night
// too. Who found a queue full wanted to talk, whatever he chose then.
func TestWhoGoesOnOutsideTheHoursWasNotSentAwayByThem(t *testing.T) {
	h := furnish(t)
	for _, test := range []struct {
		sent, then, want appliance.EntryKind
	}{
		{appliance.EntryClosed, appliance.EntryPressed, ""},
		{appliance.EntryClosed, appliance.EntryPartyJoined, ""},
		{appliance.EntryClosed, appliance.EntryPartyCalled, appliance.EntryClosed},
		{appliance.EntryFull, appliance.EntryPressed, appliance.EntryFull},
	} {
		c := h.call("775 418 114")
		for _, kind := range []appliance.EntryKind{test.sent, test.then} {
			if err := h.Log(t.Context(), c.ID, appliance.Entry{Kind: kind, By: appliance.BySystem}); err != nil {
				t.Fatal(err)
			}
		}
		if got := h.conversation(c.ID).SentAway; got != test.want {
			t.Errorf("%s, then %s: sent away because of %q, want %q", test.sent, test.then, got, test.want)
		}
	}
}
