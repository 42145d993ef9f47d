package present_test

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"cordboard/appliance"
	"cordboard/appliance/desk"
	"cordboard/appliance/feed"
	"cordboard/appliance/present"
	"cordboard/appliance/sqlite"
)

// house is a store with a desk that writes into it.
type house struct {
	*desk.Desk
	t      testing.TB
	store  *sqlite.Store
	log    *feed.Log
	widget appliance.EntryPoint
	queues [2]appliance.Queue
	staff  [2]appliance.Operator
	tag    appliance.Tag
}

// rules are those of a site.
type rules struct{}

func (rules) ReserveBrackets(*sqlite.View) (bool, error)          { return false, nil }
func (rules) Region(*sqlite.View) (string, error)                 { return "CZ", nil }
func (rules) InvitationLasts(*sqlite.View) (time.Duration, error) { return time.Minute, nil }
func (rules) ReviseWithin(*sqlite.View) (time.Duration, error)    { return time.Hour, nil }
func (rules) Silence(*sqlite.View) (time.Duration, error)         { return time.Nanosecond, nil }
func (rules) Unattended(*sqlite.View) (time.Duration, error)      { return 0, nil }
func (rules) Files(*sqlite.View) (appliance.FileRules, error)     { return appliance.FileRules{}, nil }

func furnish(t testing.TB, held int) *house {
	store, err := sqlite.Open(t.Context(), filepath.Join(t.TempDir(), "box.db"), sqlite.Options{Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = store.Close() })
	h := &house{t: t, store: store, log: feed.New(store.Epoch(), held)}
	store.PublishTo(h.log.Publish)
	h.Desk = desk.New(desk.Deps{Store: store, Feed: h.log, Site: rules{}})
	h.write(func(tx *sqlite.Tx) error {
		for i := range h.queues {
			if h.queues[i], err = tx.AddQueue(appliance.Queue{Name: fmt.Sprint("queue ", i)}); err != nil {
				return err
			}
			if h.staff[i], err = tx.AddOperator(appliance.Operator{Name: fmt.Sprint("operator ", i), Login: fmt.Sprint("operator-", i), Role: appliance.RoleSuperUser}); err != nil {
				return err
			}
		}
		if h.tag, err = tx.AddTag(appliance.Tag{Name: "Sold", ByPage: true}); err != nil {
			return err
		}
		if _, err := tx.AddReason(appliance.Reason{Name: map[appliance.Language]string{appliance.English: "Sold"}}); err != nil {
			return err
		}
		h.widget, err = tx.AddEntryPoint(appliance.EntryPoint{Channel: appliance.WebChat, Name: "Shop", Queue: h.queues[0].ID})
		return err
	})
	return h
}

func (h *house) write(do func(*sqlite.Tx) error) {
	h.t.Helper()
	if err := h.store.Write(h.t.Context(), do); err != nil {
		h.t.Fatal(err)
	}
}

// TestTheBoardShowsWhatTheStoreHolds lets visitors, operators and the box do whatever
// they like, and compares after each act: whatever the facts say must be all that
// there is to know.
func TestTheBoardShowsWhatTheStoreHolds(t *testing.T) {
	h := furnish(t, 1000)
	board, visitor := present.New(h.store, h.log), 0
	reached := map[string]bool{}
	rapid.Check(t, func(rt *rapid.T) {
		var talks []appliance.ConversationID
		for range rapid.IntRange(1, 60).Draw(rt, "acts") {
			if visitor++; len(talks) == 0 || rapid.IntRange(0, 7).Draw(rt, "new") == 0 {
				c, err := h.Open(t.Context(), desk.Opening{
					Channel: appliance.WebChat, EntryPoint: h.widget.ID, Queue: h.queues[0].ID, Visitor: fmt.Append(nil, visitor),
					Name: "Věra", Mail: fmt.Sprintf("vera-%d@example.com", visitor),
				})
				if err != nil {
					rt.Fatal(err)
				}
				talks = append(talks, c.ID)
				if rapid.IntRange(0, 3).Draw(rt, "taken") > 0 {
					h.write(func(tx *sqlite.Tx) error {
						return h.Join(tx, c.ID, rapid.SampledFrom(h.staff[:]).Draw(rt, "by").ID, time.Now())
					})
				}
			}
			act := rapid.SampledFrom(acts).Draw(rt, "act")
			err := act.do(h, rapid.SampledFrom(talks[max(0, len(talks)-3):]).Draw(rt, "conversation"), rapid.SampledFrom(h.staff[:]).Draw(rt, "operator").ID)
			if err != nil && appliance.AsRefusal(err) == nil {
				rt.Fatalf("%s: %v", act.name, err)
			}
			if err == nil {
				reached[act.name] = true
			}
			if rapid.IntRange(0, 3).Draw(rt, "look") == 0 { // several facts may wait
				agree(rt, h, board)
			}
		}
		agree(rt, h, board)
	})
	for _, a := range acts {
		if !reached[a.name] {
			t.Errorf("%q was never granted: the test sees too little", a.name)
		}
	}
}

// TestTheBoardShowsAParameterTakenAway: the only one, which leaves none at all, as a
// conversation that never had any.
func TestTheBoardShowsAParameterTakenAway(t *testing.T) {
	h := furnish(t, 1000)
	board := present.New(h.store, h.log)
	c, err := h.Open(t.Context(), desk.Opening{Channel: appliance.WebChat, EntryPoint: h.widget.ID, Queue: h.queues[0].ID, Visitor: []byte("1"), Name: "Věra"})
	if err != nil {
		t.Fatal(err)
	}
	agree(t, h, board)
	h.write(func(tx *sqlite.Tx) error { return h.Join(tx, c.ID, h.staff[0].ID, time.Now()) })
	for _, value := range []string{"4711", ""} {
		if err := h.Fill(t.Context(), h.staff[0].ID, c.ID, "order", value); err != nil {
			t.Fatal(err)
		}
		agree(t, h, board)
	}
}

// act is what somebody may do with a conversation.
type act struct {
	name string
	do   func(*house, appliance.ConversationID, appliance.OperatorID) error
}

var acts = []act{
	{"the visitor writes", func(h *house, c appliance.ConversationID, _ appliance.OperatorID) error {
		_, err := h.Receive(h.t.Context(), c, desk.Message{Text: "Is it there?"})
		return err
	}},
	{"the visitor goes on to another page", func(h *house, c appliance.ConversationID, _ appliance.OperatorID) error {
		return h.Visited(h.t.Context(), c, "/saws", "Saws")
	}},
	{"the visitor chooses a language", func(h *house, c appliance.ConversationID, _ appliance.OperatorID) error {
		return h.Speak(h.t.Context(), c, appliance.Polish)
	}},
	{"an operator joins", func(h *house, c appliance.ConversationID, o appliance.OperatorID) error {
		return h.store.Write(h.t.Context(), func(tx *sqlite.Tx) error { return h.Join(tx, c, o, time.Now()) })
	}},
	{"another takes over", func(h *house, c appliance.ConversationID, o appliance.OperatorID) error {
		return h.TakeOver(h.t.Context(), o, c)
	}},
	{"another joins in", func(h *house, c appliance.ConversationID, o appliance.OperatorID) error {
		return h.JoinIn(h.t.Context(), o, c)
	}},
	{"an operator answers", func(h *house, c appliance.ConversationID, o appliance.OperatorID) error {
		_, err := h.Reply(h.t.Context(), o, c, desk.Message{Text: "It is."})
		return err
	}},
	{"an operator notes", func(h *house, c appliance.ConversationID, o appliance.OperatorID) error {
		_, err := h.Note(h.t.Context(), o, c, desk.Message{Text: "a friend of the house"})
		return err
	}},
	{"an operator leaves", func(h *house, c appliance.ConversationID, o appliance.OperatorID) error {
		return h.Leave(h.t.Context(), o, c)
	}},
	{"it goes to the other queue", func(h *house, c appliance.ConversationID, o appliance.OperatorID) error {
		return h.Requeue(h.t.Context(), o, c, h.queues[1].ID)
	}},
	{"an operator tags it", func(h *house, c appliance.ConversationID, o appliance.OperatorID) error {
		return h.Tag(h.t.Context(), o, c, h.tag.ID)
	}},
	{"an operator takes the tag off", func(h *house, c appliance.ConversationID, o appliance.OperatorID) error {
		return h.Untag(h.t.Context(), o, c, h.tag.ID)
	}},
	{"the page tags it", func(h *house, c appliance.ConversationID, _ appliance.OperatorID) error {
		return h.TagByPage(h.t.Context(), c, h.tag.Name)
	}},
	{"the visitor leaves the page", func(h *house, c appliance.ConversationID, _ appliance.OperatorID) error {
		return h.Gone(h.t.Context(), c, time.Now().UTC().Truncate(time.Microsecond))
	}},
	{"the visitor is back", func(h *house, c appliance.ConversationID, _ appliance.OperatorID) error {
		return h.Back(h.t.Context(), c)
	}},
	{"an operator writes a parameter", func(h *house, c appliance.ConversationID, o appliance.OperatorID) error {
		return h.Fill(h.t.Context(), o, c, "order", "4711")
	}},
	{"an operator takes his parameter away", func(h *house, c appliance.ConversationID, o appliance.OperatorID) error {
		return h.Fill(h.t.Context(), o, c, "order", "")
	}},
	{"the page tells of the visitor", func(h *house, c appliance.ConversationID, _ appliance.OperatorID) error {
		return h.Set(h.t.Context(), c, appliance.Parameter{Key: "order", Value: fmt.Sprint(time.Now().Nanosecond()), From: "script"})
	}},
	{"the site vouches for the visitor", func(h *house, c appliance.ConversationID, _ appliance.OperatorID) error {
		return h.Vouch(h.t.Context(), c, fmt.Sprint("customer-", c))
	}},
	{"an operator corrects himself", func(h *house, c appliance.ConversationID, o appliance.OperatorID) error {
		said, err := h.Reply(h.t.Context(), o, c, desk.Message{Text: "It was."})
		if err != nil {
			return err
		}
		return h.Edit(h.t.Context(), o, c, said.ID, desk.Message{Text: "It is!"})
	}},
	{"an operator takes back what he said", func(h *house, c appliance.ConversationID, o appliance.OperatorID) error {
		said, err := h.Reply(h.t.Context(), o, c, desk.Message{Text: "Oops"})
		if err != nil {
			return err
		}
		return h.Delete(h.t.Context(), o, c, said.ID)
	}},
	{"an operator keeps the visitor away", func(h *house, c appliance.ConversationID, o appliance.OperatorID) error {
		return h.Block(h.t.Context(), o, c, desk.Blocking{Scope: appliance.BlockMail})
	}},
	{"those who say nothing are closed", func(h *house, _ appliance.ConversationID, _ appliance.OperatorID) error {
		return h.CloseSilent(h.t.Context())
	}},
	{"the visitor goes, and says how it was", func(h *house, c appliance.ConversationID, _ appliance.OperatorID) error {
		if err := h.End(h.t.Context(), c, appliance.ByContact, 0, ""); err != nil {
			return err
		}
		return h.Rate(h.t.Context(), c, appliance.FaceGood, "")
	}},
	{"it ends", func(h *house, c appliance.ConversationID, _ appliance.OperatorID) error {
		return h.End(h.t.Context(), c, appliance.ByContact, 0, "")
	}},
	{"an operator ends it and wraps up", func(h *house, c appliance.ConversationID, o appliance.OperatorID) error {
		if err := h.End(h.t.Context(), c, appliance.ByOperator, o, "operator"); err != nil {
			return err
		}
		return h.WrapUp(h.t.Context(), o, c, desk.WrapUp{Reason: 1})
	}},
	{"an operator is elsewhere", func(h *house, _ appliance.ConversationID, o appliance.OperatorID) error {
		return h.store.Write(h.t.Context(), func(tx *sqlite.Tx) error {
			p := appliance.Presence{Operator: o, State: appliance.Away, Since: time.Now().UTC().Truncate(time.Microsecond)}
			tx.Emit(appliance.PresenceChanged{Presence: p})
			return tx.SavePresence(p, p.Since)
		})
	}},
	{"the visitor's card is another", func(h *house, c appliance.ConversationID, _ appliance.OperatorID) error {
		return h.store.Write(h.t.Context(), func(tx *sqlite.Tx) error {
			now, err := tx.Conversation(c)
			if err != nil || now.Contact == 0 {
				return err
			}
			k, err := tx.Contact(now.Contact)
			if err != nil {
				return err
			}
			k.Name += "!"
			tx.Emit(appliance.ContactChanged{Contact: k})
			return tx.SaveContact(k)
		})
	}},
}

// agree compares a board with its store, and what it keeps of contacts.
func agree(t rapid.TB, h *house, b *present.Board) {
	t.Helper()
	now, err := b.Now(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	err = h.store.Read(context.Background(), func(v *sqlite.View) error {
		for _, c := range []struct {
			state appliance.ConversationState
			shown []*appliance.Conversation
		}{{appliance.Waiting, now.Waiting}, {appliance.Active, now.Active}} {
			list, err := v.Conversations(sqlite.ConversationFilter{States: []appliance.ConversationState{c.state}})
			if err != nil {
				return err
			}
			if got, want := text(t, c.shown), text(t, list); got != want {
				t.Fatalf("%s: the board shows\n%s\nand the store holds\n%s", c.state, got, want)
			}
			for _, one := range list {
				if alone, open := now.Conversation(one.ID); !open || text(t, alone) != text(t, one) {
					t.Fatalf("conversation %s: the board shows %v %s", one.ID, open, text(t, alone))
				}
				for range 2 { // read, and kept
					shown, err := now.Contact(v, one.Contact)
					stored, other := v.Contact(one.Contact)
					if text(t, shown) != text(t, stored) || (err == nil) != (other == nil) {
						t.Fatalf("contact %s: the board shows %s, %v and the store holds %s, %v", one.Contact, text(t, shown), err, text(t, stored), other)
					}
				}
			}
		}
		there, err := v.Presences()
		for _, p := range there {
			if text(t, now.Presences[p.Operator]) != text(t, p) {
				t.Fatalf("presence: the board shows %s and the store holds %s", text(t, now.Presences[p.Operator]), text(t, p))
			}
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

func text(t rapid.TB, v any) string {
	b, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// TestTheBoardReadsAnewWhereItMissedFacts: nobody looked for longer than the log holds.
func TestTheBoardReadsAnewWhereItMissedFacts(t *testing.T) {
	h := furnish(t, 4)
	board := present.New(h.store, h.log)
	agree(t, h, board)
	open := func(n int) {
		for range n {
			if _, err := h.Open(t.Context(), desk.Opening{Channel: appliance.WebChat, EntryPoint: h.widget.ID, Queue: h.queues[0].ID, Visitor: fmt.Append(nil, h.log.Last())}); err != nil {
				t.Fatal(err)
			}
		}
	}
	open(300) // more facts than wait for a reader
	agree(t, h, board)
	open(1)
	agree(t, h, board)
}

// TestTheBoardReadsWhileMuchHappens: more than the log holds while the store is read.
func TestTheBoardReadsWhileMuchHappens(t *testing.T) {
	h := furnish(t, 0)
	written := make(chan error)
	go func() {
		for range 500 {
			_, err := h.Open(t.Context(), desk.Opening{Channel: appliance.WebChat, EntryPoint: h.widget.ID, Queue: h.queues[0].ID, Visitor: fmt.Append(nil, h.log.Last())})
			if err != nil {
				written <- err
				return
			}
		}
		written <- nil
	}()
	for reads := 0; ; reads++ {
		select {
		case err := <-written:
			if err != nil || reads < 10 {
				t.Fatalf("%d reads: %v", reads, err)
			}
			return
		default:
		}
		if _, err := present.New(h.store, h.log).Now(t.Context()); err != nil {
			t.Fatalf("read %d: %v", reads, err)
		}
	}
}

// TestAPictureStaysAsItIs while the board goes on.
func TestAPictureStaysAsItIs(t *testing.T) {
	h := furnish(t, 1000)
	board := present.New(h.store, h.log)
	c, err := h.Open(t.Context(), desk.Opening{Channel: appliance.WebChat, EntryPoint: h.widget.ID, Queue: h.queues[0].ID, Visitor: []byte("v")})
	if err != nil {
		t.Fatal(err)
	}
	before, err := board.Now(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	shown := text(t, before.Waiting)
	if _, err := h.Receive(t.Context(), c.ID, desk.Message{Text: "Hello?"}); err != nil {
		t.Fatal(err)
	}
	after, err := board.Now(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if text(t, before.Waiting) != shown {
		t.Errorf("a picture changed: %s, it was %s", text(t, before.Waiting), shown)
	}
	if text(t, after.Waiting) == shown {
		t.Error("the next picture is the same: the test sees too little")
	}
	if again, err := board.Now(t.Context()); again != after || err != nil {
		t.Errorf("nothing happened, and the board was drawn anew: %v", err)
	}
	if !slices.ContainsFunc(after.Waiting, func(w *appliance.Conversation) bool { return w.ID == c.ID }) {
		t.Error("who waits is not shown")
	}
}
