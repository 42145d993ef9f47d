package desk

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"cordboard/appliance"
	"cordboard/appliance/sqlite"
	"pgregory.net/rapid"
)

// history is one conversation under random acts, with what it must look like.
type history struct {
	*house
	id    appliance.ConversationID
	state appliance.ConversationState
	left  bool // the last act was a leave that was granted
	again bool // … or took up what was over
	ups   int
	// together says that more than one served it.
	together bool
	unread   int
	granted  map[string]appliance.EntryID // messages by key
}

// TestRandomHistoriesKeepTheRules lets a visitor, two operators and the box do
// whatever they like in any order, on a real store, and looks after each act.
func TestRandomHistoriesKeepTheRules(t *testing.T) {
	h := furnish(t)
	visitor := 0
	reached, two, ups := map[appliance.ConversationState]bool{}, false, 0
	rapid.Check(t, func(rt *rapid.T) {
		visitor++
		c := h.chat(fmt.Sprint("visitor ", visitor))
		y := &history{house: h, id: c.ID, state: c.State, granted: map[string]appliance.EntryID{}}
		for range rapid.IntRange(1, 30).Draw(rt, "acts") {
			y.act(rt)
			y.look(rt)
			reached[y.state] = true
			two = two || y.together
			ups += y.ups
			y.ups = 0
		}
	})
	t.Logf("%d were taken up again", ups)
	if ups == 0 {
		t.Error("nothing was taken up again: the test sees too little")
	}
	if !two {
		t.Error("no two ever served together: the test sees too little")
	}
	for _, s := range []appliance.ConversationState{appliance.Waiting, appliance.Active, appliance.Finished, appliance.Abandoned} {
		if !reached[s] {
			t.Errorf("no history reached %s: the test sees too little", s)
		}
	}
}

func (y *history) act(rt *rapid.T) {
	ctx := y.t.Context()
	o := rapid.SampledFrom([]appliance.OperatorID{jana.ID, petr.ID}).Draw(rt, "operator")
	key := rapid.SampledFrom([]string{"a", "b", "c", ""}).Draw(rt, "key")
	before := y.conversation(y.id)
	y.left, y.again = false, false
	var err error
	acts := []string{
		"receive", "receive", "reply", "reply", "note", "join", "join", "leave", "end",
		"requeue", "take over", "take up", "join in", "come", "come", "reclaim", "wrap up", "queue", "unqueue", "log", "restart",
	}
	if before.State == appliance.Finished {
		acts = append(acts, slices.Repeat([]string{"take up"}, 2*len(acts))...)
	}
	switch what := rapid.SampledFrom(acts).Draw(rt, "act"); what {
	case "receive":
		y.message(rt, before, "v"+key, func(m Message) (appliance.Entry, error) { return y.Receive(ctx, y.id, m) }, func() { y.unread++ })
	case "reply":
		if key != "" {
			key = fmt.Sprint(o, key)
		}
		y.message(rt, before, key, func(m Message) (appliance.Entry, error) { return y.Reply(ctx, o, y.id, m) }, func() { y.unread = 0 })
	case "note":
		_, err = y.Note(ctx, o, y.id, Message{Text: "note"})
	case "join":
		err = y.join(y.id, o)
	case "leave":
		err = y.Leave(ctx, o, y.id)
		y.left = err == nil
	case "requeue":
		err = y.Requeue(ctx, o, y.id, appliance.QueueID(rapid.IntRange(1, 2).Draw(rt, "queue")))
		y.left = err == nil
	case "take over":
		err = y.TakeOver(ctx, o, y.id)
	case "take up":
		err = y.TakeUp(ctx, o, y.id)
		if y.again = err == nil && before.State.Over(); y.again {
			y.ups++
		}
	case "join in":
		err = y.JoinIn(ctx, o, y.id)
	case "come":
		why := rapid.SampledFrom([]appliance.Purpose{appliance.ToPass, appliance.ToJoin, appliance.ToConsult}).Draw(rt, "why")
		err = y.store.Write(ctx, func(tx *sqlite.Tx) error { return y.Enter(tx, y.id, o, jana.ID+petr.ID-o, why, y.now()) })
	case "reclaim":
		err = y.Reclaim(ctx, o, y.id)
		y.left = err == nil
	case "end":
		by := rapid.SampledFrom([]appliance.Author{appliance.ByContact, appliance.ByOperator, appliance.BySystem}).Draw(rt, "by")
		if by != appliance.ByOperator {
			o = 0
		}
		err = y.End(ctx, y.id, by, o, "")
	case "wrap up":
		err = y.WrapUp(ctx, o, y.id, WrapUp{Reason: appliance.ReasonID(rapid.IntRange(1, 2).Draw(rt, "reason"))})
	case "queue":
		err = y.Enqueue(ctx, y.id, appliance.QueueID(rapid.IntRange(1, 2).Draw(rt, "queue")), "")
	case "unqueue":
		err = y.Unqueue(ctx, y.id)
		y.left = err == nil
	case "log":
		err = y.Log(ctx, y.id, appliance.Entry{Kind: appliance.EntryHeld, By: appliance.BySystem})
	case "restart":
		if rapid.IntRange(0, 9).Draw(rt, "dice") == 0 { // opening costs more than all else
			y.stop()
			y.start()
		}
	}
	if err != nil && appliance.AsRefusal(err) == nil {
		rt.Fatalf("not a refusal: %v", err)
	}
	y.heard()
}

// message sends one and holds: a key answers with the same entry for ever, and
// nothing is taken after the end.
func (y *history) message(rt *rapid.T, before appliance.Conversation, key string, send func(Message) (appliance.Entry, error), taken func()) {
	e, err := send(Message{Text: "text " + key, Key: key})
	known, repeated := y.granted[key]
	switch {
	case err != nil && (repeated || appliance.AsRefusal(err) == nil):
		rt.Fatalf("key %q: %v", key, err)
	case err != nil:
	case repeated && e.ID != known:
		rt.Fatalf("key %q is entry %s and was %s", key, e.ID, known)
	case repeated:
	case before.State.Over():
		rt.Fatalf("%s conversation took a message", before.State)
	default:
		taken()
		if key != "" {
			y.granted[key] = e.ID
		}
	}
}

var rank = map[appliance.ConversationState]int{
	appliance.InTree: 0, appliance.Waiting: 1, appliance.Active: 2, appliance.Finished: 3, appliance.Abandoned: 3,
}

// look holds what must be true of a conversation at any moment.
func (y *history) look(rt *rapid.T) {
	var c appliance.Conversation
	var parts []appliance.Part
	var entries []appliance.Entry
	y.view(func(v *sqlite.View) (err error) {
		if c, err = v.Conversation(y.id); err != nil {
			return err
		}
		if parts, err = v.Parts(y.id); err != nil {
			return err
		}
		entries, err = v.Entries(y.id, 0, 0)
		return err
	})
	back := y.left && (y.state == appliance.Active && c.State == appliance.Waiting ||
		y.state == appliance.Waiting && c.State == appliance.InTree)
	up := y.again && y.state == appliance.Finished && c.State == appliance.Active && c.Ended.IsZero() && c.EndedBy == ""
	if rank[c.State] < rank[y.state] && !back && !up {
		rt.Fatalf("%s went back to %s", y.state, c.State)
	}
	if y.state.Over() && c.State != y.state && !up {
		rt.Fatalf("%s became %s", y.state, c.State)
	}
	y.state = c.State
	var serving []appliance.OperatorID
	owned := false // somebody serves who is not only asked
	for _, p := range parts {
		if slices.Contains(c.Served, p.Operator) != slices.ContainsFunc(parts, func(o appliance.Part) bool { return o.Operator == p.Operator && !o.Aside }) {
			rt.Fatalf("served by %v, and the parts are %+v", c.Served, parts)
		}
		if p.Left.IsZero() {
			serving = append(serving, p.Operator)
			if c.State.Over() {
				rt.Fatalf("it ended and part %d goes on", p.ID)
			}
			if !p.WrappedUp.IsZero() {
				rt.Fatalf("part %d is wrapped up and goes on", p.ID)
			}
			owned = owned || !p.Aside
		} else if p.Aside && !p.WrappedUp.Equal(p.Left) {
			rt.Fatalf("part %d was asked aside, and waits for its wrap-up", p.ID)
		}
	}
	if len(serving) > 0 && !owned {
		rt.Fatalf("%v are asked aside by nobody", serving)
	}
	if (c.State == appliance.Active) != (len(serving) > 0) {
		rt.Fatalf("%s with %v who serve", c.State, serving)
	}
	if len(serving) > 0 && !slices.Equal(c.Operators, serving) || len(serving) > 1 && serving[0] == serving[1] {
		rt.Fatalf("%v serve, and it says %v", serving, c.Operators)
	}
	if len(serving) > 1 {
		y.together = true
	}
	if !c.State.Over() && c.State != appliance.Active && len(c.Operators) > 0 {
		rt.Fatalf("%s, and it says that %v serve", c.State, c.Operators)
	}
	if c.State == appliance.Waiting && (c.Queue == 0 || c.Queued.IsZero()) {
		rt.Fatalf("it waits in queue %d since %s", c.Queue, c.Queued)
	}
	if c.State == appliance.Abandoned && !c.Joined.IsZero() || c.State == appliance.Finished && c.Joined.IsZero() {
		rt.Fatalf("%s, joined %s", c.State, c.Joined)
	}
	if c.Unread != y.unread {
		rt.Fatalf("%d unread, want %d", c.Unread, y.unread)
	}
	y.log(rt, c, entries)
}

func (y *history) log(rt *rapid.T, c appliance.Conversation, entries []appliance.Entry) {
	keys := map[string]bool{}
	var end, last time.Time
	for _, e := range entries {
		if e.Key != "" && keys[e.Key] {
			rt.Fatalf("key %q stands twice", e.Key)
		}
		keys[e.Key] = true
		switch e.Kind {
		case appliance.EntryEnded:
			end = e.At
		case appliance.EntryTakenUp:
			end = time.Time{}
		}
		if e.Kind == appliance.EntryMessage {
			last = e.At
			if !end.IsZero() {
				rt.Fatal("a message stands after the end")
			}
		}
	}
	if c.State.Over() == end.IsZero() {
		rt.Fatalf("%s, and its log says it ended at %s", c.State, end)
	}
	if !c.LastAt.Equal(last) {
		rt.Fatalf("last message at %s, want %s", c.LastAt, last)
	}
}
