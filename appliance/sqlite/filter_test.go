package sqlite

import (
	"bytes"
	"cmp"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	diff "github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"cordboard/appliance"
)

// chooses is what ConversationFilter says, in Go.
func (f ConversationFilter) chooses(c appliance.Conversation) bool {
	return (len(f.States) == 0 || slices.Contains(f.States, c.State)) &&
		(f.EntryPoint == 0 || f.EntryPoint == c.EntryPoint) &&
		(f.Operator == 0 || slices.Contains(c.Served, f.Operator)) &&
		(f.Queue == 0 || f.Queue == c.Queue) &&
		(len(f.Queues) == 0 || slices.Contains(f.Queues, c.Queue)) &&
		c.HasTags(f.Tags) && (!f.Blocked || c.Blocked) &&
		(f.Contact == 0 || f.Contact == c.Contact) &&
		(len(f.Visitor) == 0 || bytes.Equal(f.Visitor, c.Visitor)) &&
		(f.Call == "" || f.Call == c.Call) &&
		(f.From.IsZero() || !f.bounded(c).Before(f.From)) &&
		(f.To.IsZero() || f.bounded(c).Before(f.To)) &&
		(f.Text == "" || strings.Contains(strings.ToLower(c.Name), strings.ToLower(f.Text))) &&
		(!f.ByEnd || !c.Ended.IsZero()) &&
		(f.Before == 0 || f.ByEnd || c.ID < f.Before)
}

// bounded is what From and To bound.
func (f ConversationFilter) bounded(c appliance.Conversation) time.Time {
	if f.ByEnd {
		return c.Ended
	}
	return c.Began
}

// continues tells whether c comes after the last one of a list by end.
func (f ConversationFilter) continues(all []appliance.Conversation, c appliance.Conversation) bool {
	if !f.ByEnd || f.Before == 0 {
		return true
	}
	last := all[slices.IndexFunc(all, func(c appliance.Conversation) bool { return c.ID == f.Before })]
	return !last.Ended.IsZero() && byEndOf(last, c) < 0
}

func byEndOf(a, b appliance.Conversation) int {
	return cmp.Or(b.Ended.Compare(a.Ended), cmp.Compare(b.ID, a.ID))
}

func (f ConversationFilter) chosen(all []appliance.Conversation) (some []appliance.Conversation) {
	for _, c := range all {
		if f.chooses(c) && f.continues(all, c) {
			some = append(some, c)
		}
	}
	slices.SortFunc(some, func(a, b appliance.Conversation) int {
		if f.ByEnd {
			return byEndOf(a, b)
		}
		if len(f.States) == 1 && f.States[0] == appliance.Waiting {
			return cmp.Or(a.Queued.Compare(b.Queued), cmp.Compare(a.ID, b.ID))
		}
		return cmp.Compare(b.ID, a.ID)
	})
	if f.Limit > 0 && len(some) > f.Limit {
		some = some[:f.Limit]
	}
	return some
}

var allStates = []appliance.ConversationState{
	appliance.InTree, appliance.Waiting, appliance.Active, appliance.Finished, appliance.Abandoned,
}

// TestConversationsAreThoseThatTheFilterChooses compares lists with what the
// filter's own words say of 300 conversations.
func TestConversationsAreThoseThatTheFilterChooses(t *testing.T) {
	s := open(t)
	all := crowd(t, s, 300)
	rapid.Check(t, func(t *rapid.T) {
		some := func(name string) int64 {
			return int64(max(0, rapid.IntRange(-4, 3).Draw(t, name))) // mostly not asked for
		}
		f := ConversationFilter{
			States:     rapid.SliceOfNDistinct(rapid.SampledFrom(allStates), 0, 3, rapid.ID).Draw(t, "states"),
			EntryPoint: appliance.EntryPointID(some("entry point")),
			Operator:   appliance.OperatorID(some("operator")),
			Queue:      appliance.QueueID(some("queue")),
			Queues:     rapid.SliceOfNDistinct(rapid.SampledFrom([]appliance.QueueID{1, 2, 3}), 0, 2, rapid.ID).Draw(t, "queues"),
			Contact:    appliance.ContactID(some("contact")),
			Tags:       rapid.SliceOfNDistinct(rapid.SampledFrom([]appliance.TagID{1, 2, 3}), 0, 2, rapid.ID).Draw(t, "tags"),
			Blocked:    rapid.IntRange(0, 3).Draw(t, "blocked") == 0,
			ByEnd:      rapid.Bool().Draw(t, "by end"),
			Before:     appliance.ConversationID(100 * some("before")),
			Limit:      int(10 * some("limit")),
			Text:       rapid.SampledFrom([]string{"", "", "", "žof", "NAME 1", "nobody"}).Draw(t, "text"),
		}
		if n := some("visitor"); n > 0 {
			f.Visitor = []byte{byte(n)}
		}
		if n := some("call"); n > 0 {
			f.Call = fmt.Sprint(n)
		}
		if n := some("from"); n > 0 {
			f.From = noon.Add(time.Duration(n) * 50 * time.Second)
		}
		if n := some("to"); n > 0 {
			f.To = noon.Add(time.Duration(n) * 100 * time.Second)
		}
		var got []appliance.Conversation
		err := s.Read(t.Context(), func(v *View) (err error) {
			got, err = v.Conversations(f)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		if d := diff.Diff(f.chosen(all), got); d != "" {
			t.Fatalf("%+v (-want +got):\n%s", f, d)
		}
	})
}

func TestOpenConversationsAreThoseThatAreNotOver(t *testing.T) {
	s := open(t)
	var want []appliance.Conversation
	for _, c := range crowd(t, s, 50) {
		if !c.State.Over() {
			want = append(want, c)
		}
	}
	back(t, s, want, (*View).OpenConversations)
}

func TestRoomIsCountedWithoutReadingConversations(t *testing.T) {
	s := open(t)
	waiting, queued, open := 0, 0, []string(nil)
	for _, c := range crowd(t, s, 50) {
		if c.Queue == 1 && c.State == appliance.Waiting {
			queued++
		}
		if c.EntryPoint == 1 && c.State == appliance.Waiting {
			waiting++
		}
		if !c.State.Over() {
			open = append(open, c.Browser.Address)
		}
	}
	var visitor appliance.Conversation
	write(t, s, func(tx *Tx) (err error) {
		visitor, err = tx.AddConversation(appliance.Conversation{
			Channel: appliance.WebChat, State: appliance.Waiting, Began: noon, EntryPoint: 1, Browser: appliance.Browser{Address: "192.0.2.7"},
		})
		return err
	})
	back(t, s, waiting+1, func(v *View) (int, error) { return v.CountWaiting(visitor.EntryPoint) })
	if queued == 0 {
		t.Error("nobody waits in the queue: this shows nothing")
	}
	back(t, s, queued, func(v *View) (int, error) { return v.CountQueued(1) })
	slices.Sort(open)
	back(t, s, append(open, "192.0.2.7"), func(v *View) ([]string, error) {
		all, err := v.OpenAddresses()
		slices.Sort(all)
		return all, err
	})
}

// crowd makes n conversations that differ in everything a filter looks at,
// began one second after the other.
func crowd(t testing.TB, s *Store, n int) []appliance.Conversation {
	t.Helper()
	all := make([]appliance.Conversation, n)
	write(t, s, func(tx *Tx) error {
		for range 3 {
			if err := owners(tx); err != nil {
				return err
			}
		}
		for i := range all {
			c := appliance.Conversation{
				Channel: appliance.Phone, State: allStates[i*7%5], Began: noon.Add(time.Duration(i) * time.Second),
				Queued: noon.Add(time.Duration(i*37%50) * time.Minute),
				Queue:  appliance.QueueID(i % 4), EntryPoint: appliance.EntryPointID(i / 2 % 4), Contact: appliance.ContactID(i / 3 % 4),
				Name: fmt.Sprintf("Name %d Žofie", i),
			}
			if c.State.Over() {
				c.Ended = noon.Add(time.Duration(i*53%97) * time.Minute)
			}
			if i%3 == 0 {
				c.Tags = []appliance.TagID{appliance.TagID(1 + i%2), 3}
			}
			c.Blocked = i%4 == 1
			for o := range i % 4 {
				c.Served = append(c.Served, appliance.OperatorID(3-o))
			}
			if i%5 > 0 {
				c.Visitor = []byte{byte(i % 5)}
			} else {
				c.Call = fmt.Sprint(i % 7)
			}
			var err error
			if all[i], err = tx.AddConversation(c); err != nil {
				return err
			}
		}
		return nil
	})
	return all
}

// owners adds one of each noun that a conversation names.
func owners(tx *Tx) error {
	q, err := tx.AddQueue(appliance.Queue{Name: fmt.Sprint(len(mustQueues(tx)))})
	if err != nil {
		return err
	}
	if _, err := tx.AddEntryPoint(appliance.EntryPoint{Queue: q.ID}); err != nil {
		return err
	}
	if _, err := tx.AddOperator(appliance.Operator{Login: q.Name}); err != nil {
		return err
	}
	if _, err := tx.AddTag(appliance.Tag{Name: q.Name, Colour: appliance.Grey}); err != nil {
		return err
	}
	_, err = tx.AddContact(appliance.Contact{Name: q.Name, Created: noon})
	return err
}

func mustQueues(tx *Tx) []appliance.Queue {
	all, err := tx.Queues()
	if err != nil {
		panic(err)
	}
	return all
}
