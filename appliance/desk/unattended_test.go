package desk

import (
	"testing"
	"time"

	"cordboard/appliance"
	"cordboard/appliance/sqlite"
)

// TestWhatIsWrittenWhileNobodyIsThereWaitsForAnybody is the whole of the rule, of a site
// that waits for five minutes (F201): Jana serves a chat, in one case with Petr.
func TestWhatIsWrittenWhileNobodyIsThereWaitsForAnybody(t *testing.T) {
	const after = 5 * time.Minute
	gone := appliance.Presence{Operator: jana.ID, State: appliance.Offline}
	absent := appliance.Presence{Operator: jana.ID, State: appliance.Available, Absent: true}
	for rule, c := range map[string]struct {
		after    time.Duration
		presence appliance.Presence
		with     appliance.OperatorID // who serves it too, and is there
		answered bool                 // after he wrote
		nags     bool                 // he writes again a minute before
		later    time.Duration        // since he wrote
		waits    bool
	}{
		"she is offline":                {after: after, presence: gone, later: after, waits: true},
		"she closed her page":           {after: after, presence: absent, later: after, waits: true},
		"a moment before":               {after: after, presence: gone, later: after - 10*time.Second},
		"he writes again and again":     {after: after, presence: gone, nags: true, later: after, waits: true},
		"she is there":                  {after: after, presence: appliance.Presence{Operator: jana.ID, State: appliance.Available}, later: time.Hour},
		"she is away, and at the desk":  {after: after, presence: appliance.Presence{Operator: jana.ID, State: appliance.Away}, later: time.Hour},
		"she answered before she went":  {after: after, presence: gone, answered: true, later: time.Hour},
		"a colleague who is there":      {after: after, presence: gone, with: petr.ID, later: time.Hour},
		"the site leaves it with whose": {presence: gone, later: time.Hour},
	} {
		t.Run(rule, func(t *testing.T) {
			h := furnish(t)
			h.stop()
			h.unattended = c.after
			h.start()
			id := h.chat("visitor").ID
			queued := h.conversation(id).Queued
			serve := func(o appliance.OperatorID) {
				t.Helper()
				if err := h.join(id, o); err != nil {
					t.Fatal(err)
				}
			}
			serve(jana.ID)
			h.write(func(tx *sqlite.Tx) error {
				c.presence.Since = h.now()
				if err := tx.SavePresence(c.presence, h.now()); err != nil || c.with == 0 {
					return err
				}
				if err := tx.SavePresence(appliance.Presence{Operator: c.with, State: appliance.Available, Since: h.now()}, h.now()); err != nil {
					return err
				}
				return h.Enter(tx, id, c.with, jana.ID, appliance.ToJoin, h.now())
			})
			writes := func() {
				t.Helper()
				if _, err := h.Receive(t.Context(), id, Message{Text: "Is anybody there?"}); err != nil {
					t.Fatal(err)
				}
			}
			h.clock = h.clock.Add(time.Hour)
			writes()
			wrote := h.clock
			if c.answered {
				if _, err := h.Reply(t.Context(), jana.ID, id, Message{Text: "I am"}); err != nil {
					t.Fatal(err)
				}
			}
			if c.nags {
				h.clock = wrote.Add(c.later - time.Minute)
				writes()
			}
			h.clock = wrote.Add(c.later)
			if err := h.GiveBack(t.Context()); err != nil {
				t.Fatal(err)
			}
			got := h.conversation(id)
			if waits := got.State == appliance.Waiting; waits != c.waits || waits && (len(got.Operators) > 0 || !got.Queued.Equal(queued) || got.For != 0) {
				t.Errorf("it is %s with %v, queued %s for %d, want that it waits: %t", got.State, got.Operators, got.Queued, got.For, c.waits)
			}
		})
	}
}

// TestWhoTookAChatAMomentAgoHasTheTimeToAnswer though his page closed at once.
func TestWhoTookAChatAMomentAgoHasTheTimeToAnswer(t *testing.T) {
	h := furnish(t)
	h.stop()
	h.unattended = 5 * time.Minute
	h.start()
	id := h.chat("visitor").ID
	if _, err := h.Receive(t.Context(), id, Message{Text: "Hello"}); err != nil {
		t.Fatal(err)
	}
	h.clock = h.clock.Add(time.Hour)
	if err := h.join(id, jana.ID); err != nil {
		t.Fatal(err)
	}
	took := h.clock
	for _, c := range []struct {
		later time.Duration
		want  appliance.ConversationState
	}{{4 * time.Minute, appliance.Active}, {5 * time.Minute, appliance.Waiting}} {
		h.clock = took.Add(c.later)
		if err := h.GiveBack(t.Context()); err != nil {
			t.Fatal(err)
		}
		if got := h.conversation(id).State; got != c.want {
			t.Errorf("%s later it is %s, want %s", c.later, got, c.want)
		}
	}
}

// TestWhatIsNotDueKeepsNobodyFromWriting: a chat that was taken long ago, whose contact
// wrote a moment ago, is looked at without a Write, and so is one of a switched-off entry
// point, in which nobody could say anything.
func TestWhatIsNotDueKeepsNobodyFromWriting(t *testing.T) {
	for name, off := range map[string]bool{"he wrote a moment ago": false, "its entry point is off": true} {
		t.Run(name, func(t *testing.T) {
			h := furnish(t)
			h.stop()
			h.unattended = 5 * time.Minute
			h.start()
			id := h.chat("visitor").ID
			if err := h.join(id, jana.ID); err != nil {
				t.Fatal(err)
			}
			h.write(func(tx *sqlite.Tx) error {
				return tx.SavePresence(appliance.Presence{Operator: jana.ID, State: appliance.Offline, Since: h.now()}, h.now())
			})
			h.clock = h.clock.Add(time.Hour)
			if _, err := h.Receive(t.Context(), id, Message{Text: "Is anybody there?"}); err != nil {
				t.Fatal(err)
			}
			if off {
				h.widget.Off = true
				h.write(func(tx *sqlite.Tx) error { return tx.SaveEntryPoint(h.widget) })
				h.clock = h.clock.Add(time.Hour)
			}
			held, release, done := make(chan struct{}), make(chan struct{}), make(chan error, 2)
			go func() {
				done <- h.store.Write(t.Context(), func(*sqlite.Tx) error { close(held); <-release; return nil })
			}()
			<-held
			given := make(chan error, 1)
			go func() { given <- h.GiveBack(t.Context()) }()
			select {
			case err := <-given:
				if err != nil {
					t.Error(err)
				}
			case <-time.After(10 * time.Second):
				t.Error("it waits for its turn to write")
			}
			close(release)
			if err := <-done; err != nil {
				t.Error(err)
			}
			if got := h.conversation(id).State; got != appliance.Active {
				t.Errorf("it is %s", got)
			}
		})
	}
}
