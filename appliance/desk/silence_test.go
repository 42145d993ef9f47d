package desk

import (
	"context"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"cordboard/appliance"
	"cordboard/appliance/sqlite"
)

// TestSilentChatIsWarnedAMinuteBeforeItsEnd is the whole of the rule, of a site that
// closes after a quarter of an hour.
func TestSilentChatIsWarnedAMinuteBeforeItsEnd(t *testing.T) {
	const after = 15 * time.Minute
	said := noon
	for rule, c := range map[string]struct {
		after, warned, now time.Duration // since it was said; warned 0: it was not
		want               act
	}{
		"somebody wrote just now":              {after, 0, 0, wait},
		"before the warning":                   {after, 0, after - time.Minute - 1, wait},
		"a minute before":                      {after, 0, after - time.Minute, warn},
		"the box slept over it: told first":    {after, 0, 10 * time.Hour, warn},
		"told, and not yet the end":            {after, after - time.Minute, after - 1, wait},
		"told, and the end":                    {after, after - time.Minute, after, shut},
		"told late has its minute":             {after, 10 * time.Hour, 10*time.Hour + time.Minute - 1, wait},
		"told late, and the minute is over":    {after, 10 * time.Hour, 10*time.Hour + time.Minute, shut},
		"told, and the box slept over the end": {after, after - time.Minute, 10 * time.Hour, shut},
		"written after it was told":            {after, -time.Minute, after - time.Minute - 1, wait},
		"written after it was told, and again": {after, -time.Minute, after - time.Minute, warn},
		"never":                                {0, 0, 1000 * time.Hour, wait},
		"the site has it longer since":         {time.Hour, after - time.Minute, after, wait},
		"longer since, and a minute before":    {time.Hour, after - time.Minute, 59 * time.Minute, warn},
		"longer since, and told once":          {time.Hour, after - time.Minute, time.Hour, warn},
		"the site has it shorter since":        {5 * time.Minute, after - time.Minute, after, shut},
	} {
		q := quiet{since: said}
		if c.warned != 0 {
			q.warned = said.Add(c.warned)
		}
		if got := q.due(c.after, said.Add(c.now)); got != c.want {
			t.Errorf("%s: %v, want %v", rule, got, c.want)
		}
	}
}

// kinds are those of the last entries of a conversation.
func (h *house) kinds(id appliance.ConversationID) (all []appliance.EntryKind) {
	h.t.Helper()
	h.view(func(v *sqlite.View) error {
		log, err := v.Entries(id, 0, 0)
		for _, e := range log {
			all = append(all, e.Kind)
		}
		return err
	})
	return all
}

// TestSilentChatIsClosedAndSaysSo has three chats stand still: one that waits, one that
// is served, and one whose visitor writes when he is told. A note and what is typed
// count for nothing, and a restart between the warning and the end loses neither.
func TestSilentChatIsClosedAndSaysSo(t *testing.T) {
	h := furnish(t)
	h.stop()
	h.silence = 15 * time.Minute
	h.start()
	waits, silent, writes := h.chat("waits"), h.chat("silent"), h.chat("writes")
	for _, c := range []appliance.Conversation{silent, writes} {
		if err := h.join(c.ID, jana.ID); err != nil {
			t.Fatal(err)
		}
	}
	look := func(later time.Duration) {
		t.Helper()
		h.clock = h.clock.Add(later)
		if err := h.CloseSilent(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	warned := func(id appliance.ConversationID) bool { return slices.Contains(h.kinds(id), appliance.EntrySilent) }
	look(13 * time.Minute)
	if warned(silent.ID) || warned(writes.ID) {
		t.Fatal("told too early")
	}
	if _, err := h.Note(t.Context(), jana.ID, silent.ID, Message{Text: "He went for the invoice"}); err != nil {
		t.Fatal(err)
	}
	h.Typing(silent.ID, appliance.ByContact, 0, "wait")
	look(time.Minute)
	look(time.Second)
	if !warned(silent.ID) || !warned(writes.ID) || warned(waits.ID) {
		t.Fatalf("told: %v, %v, %v", warned(silent.ID), warned(writes.ID), warned(waits.ID))
	}
	if got := h.kinds(silent.ID); slices.Index(got, appliance.EntrySilent) != len(got)-1 {
		t.Errorf("told twice: %v", got)
	}
	if _, err := h.Receive(t.Context(), writes.ID, Message{Text: "I am here"}); err != nil {
		t.Fatal(err)
	}
	h.stop()
	h.start()
	look(time.Minute)
	c := h.conversation(silent.ID)
	if c.State != appliance.Finished || c.EndedBy != appliance.BySystem {
		t.Errorf("the silent one is %s by %s", c.State, c.EndedBy)
	}
	h.view(func(v *sqlite.View) error {
		parts, err := v.OpenPartsOf(jana.ID)
		if err != nil || len(parts) != 2 {
			t.Errorf("she has %+v to serve or wrap up, %v", parts, err)
		}
		return nil
	})
	for id, want := range map[appliance.ConversationID]appliance.ConversationState{waits.ID: appliance.Waiting, writes.ID: appliance.Active} {
		if got := h.conversation(id); got.State != want {
			t.Errorf("conversation %s is %s, want %s", id, got.State, want)
		}
	}
	look(13 * time.Minute) // of his new time
	look(30 * time.Second)
	if got := h.conversation(writes.ID); got.State != appliance.Active {
		t.Errorf("who wrote is %s half a minute after he was told again", got.State)
	}
	look(30 * time.Second)
	if got := h.conversation(writes.ID); got.State != appliance.Finished {
		t.Errorf("who wrote once is %s in the end", got.State)
	}
}

// TestWhoAcceptsWhatHasWaitedIsLeftTheTime accepts a chat whose last message is old.
func TestWhoAcceptsWhatHasWaitedIsLeftTheTime(t *testing.T) {
	h := furnish(t)
	h.stop()
	h.silence = 15 * time.Minute
	h.start()
	c := h.chat("patient")
	if _, err := h.Receive(t.Context(), c.ID, Message{Text: "Hello"}); err != nil {
		t.Fatal(err)
	}
	h.clock = h.clock.Add(20 * time.Minute)
	if err := h.join(c.ID, jana.ID); err != nil {
		t.Fatal(err)
	}
	if err := h.CloseSilent(t.Context()); err != nil {
		t.Fatal(err)
	}
	if got := h.kinds(c.ID); slices.Contains(got, appliance.EntrySilent) {
		t.Errorf("told at once: %v", got)
	}
}

// TestWhoWasToldBeforeTheBoxStoppedHasAMinuteToComeBack has the box away for the end of a
// silent chat.
func TestWhoWasToldBeforeTheBoxStoppedHasAMinuteToComeBack(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := furnish(t)
		h.stop()
		h.silence = 15 * time.Minute
		h.start()
		c := h.chat("silent")
		if err := h.join(c.ID, jana.ID); err != nil {
			t.Fatal(err)
		}
		h.clock = h.clock.Add(14 * time.Minute)
		if err := h.CloseSilent(t.Context()); err != nil {
			t.Fatal(err)
		}
		h.stop()
		h.clock = h.clock.Add(3 * time.Minute)
		h.start()
		ctx, stop := context.WithCancel(t.Context())
		var runs sync.WaitGroup
		runs.Go(func() {
			if err := h.Run(ctx); err != nil {
				t.Error(err)
			}
		})
		time.Sleep(silenceWarned - time.Second)
		synctest.Wait()
		if got := h.conversation(c.ID); got.State != appliance.Active {
			t.Errorf("before anybody could come back it is %s", got.State)
		}
		time.Sleep(2 * time.Second)
		synctest.Wait()
		if got := h.conversation(c.ID); got.State != appliance.Finished {
			t.Errorf("a minute after the start it is %s", got.State)
		}
		stop()
		runs.Wait()
	})
}
