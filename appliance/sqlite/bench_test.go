package sqlite

import (
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"cordboard/appliance"
)

// BenchmarkWrite is one conversation with one entry, durable: by one writer,
// by 64 who share commits, and by 64 who take turns with a commit each.
// ns/op is the time per write of all writers together.
func BenchmarkWrite(b *testing.B) {
	b.Run("writers=1", func(b *testing.B) { writers(b, 1, false) })
	b.Run("writers=8", func(b *testing.B) { writers(b, 8, false) })
	b.Run("writers=64", func(b *testing.B) { writers(b, 64, false) })
	b.Run("writers=64/one-by-one", func(b *testing.B) { writers(b, 64, true) })
}

func writers(b *testing.B, count int, oneByOne bool) {
	s := open(b)
	var alone sync.Mutex
	var n atomic.Int64
	var wg sync.WaitGroup
	b.ResetTimer()
	for range count {
		wg.Go(func() {
			for {
				i := n.Add(1)
				if i > int64(b.N) {
					return
				}
				if oneByOne {
					alone.Lock()
				}
				err := s.Write(b.Context(), twoRows(fmt.Sprint(i)))
				if oneByOne {
					alone.Unlock()
				}
				if err != nil {
					b.Error(err)
					return
				}
			}
		})
	}
	wg.Wait()
}

// BenchmarkMessage is what a chat message costs inside a transaction, without
// the fsync: read the conversation, add the entry, save the conversation.
func BenchmarkMessage(b *testing.B) {
	s := open(b)
	c := add(b, s, (*Tx).AddConversation, chat())
	write(b, s, func(tx *Tx) error {
		for b.Loop() {
			c, err := tx.Conversation(c.ID)
			if err != nil {
				return err
			}
			c.LastAt, c.Unread = c.LastAt.Add(time.Second), c.Unread+1
			if _, err := tx.AddEntry(appliance.Entry{Conversation: c.ID, At: noon, Text: "Good morning"}); err != nil {
				return err
			}
			if err := tx.SaveConversation(c); err != nil {
				return err
			}
		}
		return nil
	})
}

// BenchmarkCall is what a call leaves that is hung up in its tree: two writes,
// each durable, by eight calls at a time. What counts is the CPU time of the
// process.
func BenchmarkCall(b *testing.B) {
	s := open(b)
	b.SetParallelism(4)
	b.RunParallel(func(p *testing.PB) {
		for p.Next() {
			c := chat()
			c.Channel, c.Call = appliance.Phone, fmt.Sprint("call-", time.Now().UnixNano())
			write(b, s, func(tx *Tx) (err error) {
				if c, err = tx.AddConversation(c); err != nil {
					return err
				}
				_, err = tx.AddEntry(appliance.Entry{Conversation: c.ID, At: noon, Kind: appliance.EntryBegan})
				return err
			})
			write(b, s, func(tx *Tx) error {
				c, err := tx.Conversation(c.ID)
				if err != nil {
					return err
				}
				if _, err := tx.Parts(c.ID); err != nil {
					return err
				}
				c.State, c.Ended = appliance.Abandoned, noon
				if err := tx.SaveConversation(c); err != nil {
					return err
				}
				_, err = tx.AddEntry(appliance.Entry{Conversation: c.ID, At: noon, Kind: appliance.EntryEnded})
				return err
			})
		}
	})
}

// BenchmarkConversations lists 50 of 100,000, as the desk's folders do.
func BenchmarkConversations(b *testing.B) {
	s := open(b)
	last := history(b, s, 100_000)
	finished := []appliance.ConversationState{appliance.Finished}
	open := []appliance.ConversationState{appliance.Waiting, appliance.Active}
	for _, f := range []struct {
		name   string
		filter ConversationFilter
	}{
		{"finished", ConversationFilter{States: finished}},
		{"over", ConversationFilter{States: []appliance.ConversationState{appliance.Finished, appliance.Abandoned}}},
		{"abandoned", ConversationFilter{States: []appliance.ConversationState{appliance.Abandoned}}},
		{"finished-deep", ConversationFilter{States: finished, Before: last / 2}},
		{"finished-operator", ConversationFilter{States: finished, Operator: 2}},
		{"finished-queue", ConversationFilter{States: finished, Queue: 2}},
		{"finished-day", ConversationFilter{States: finished, From: noon.Add(5000 * time.Minute), To: noon.Add(6440 * time.Minute)}},
		{"finished-text", ConversationFilter{States: finished, Text: "name 99"}},
		{"finished-text-none", ConversationFilter{States: finished, Text: "nobody"}},
		{"waiting", ConversationFilter{States: []appliance.ConversationState{appliance.Waiting}}},
		{"active-operator", ConversationFilter{States: open, Operator: 2}},
		{"call", ConversationFilter{Call: "call-77"}},
	} {
		b.Run(f.name, func(b *testing.B) {
			f.filter.Limit = 50
			got := 0
			for b.Loop() {
				read(b, s, func(v *View) error {
					list, err := v.Conversations(f.filter)
					got = len(list)
					return err
				})
			}
			b.ReportMetric(float64(got), "rows")
		})
	}
	b.Run("one", func(b *testing.B) {
		for b.Loop() {
			read(b, s, func(v *View) error { _, err := v.Conversation(last / 2); return err })
		}
	})
}

// history makes count conversations that are over, one in fifty abandoned,
// and 20 that are open, and returns the last one's id.
func history(b *testing.B, s *Store, count int) (last appliance.ConversationID) {
	b.Helper()
	write(b, s, func(tx *Tx) error {
		for range 3 {
			if err := owners(tx); err != nil {
				return err
			}
		}
		for i := range count + 20 {
			c := chat()
			c.State, c.Began = appliance.Finished, noon.Add(time.Duration(i)*time.Minute)
			if i%50 == 0 {
				c.State = appliance.Abandoned
			}
			if i >= count {
				c.State = []appliance.ConversationState{appliance.Waiting, appliance.Active}[i%2]
			}
			c.Queue, c.Served = appliance.QueueID(1+i%3), []appliance.OperatorID{appliance.OperatorID(1 + i/3%3)}
			c.Name, c.Call, c.LastText = fmt.Sprintf("Name %d", i), fmt.Sprintf("call-%d", i), "Thank you, that was all I wanted to know."
			c.Browser = appliance.Browser{Name: "Firefox", System: "Windows", Device: "desktop", Page: "https://shop.example/cart"}
			c, err := tx.AddConversation(c)
			if err != nil {
				return err
			}
			last = c.ID
		}
		return nil
	})
	return last
}
