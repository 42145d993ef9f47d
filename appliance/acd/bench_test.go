package acd

import (
	"testing"
	"time"

	"cordboard/appliance"
)

// crowd is a State of 200 operators in ten groups and 1,000 waiting
// conversations in ten queues. Free are available; the others are on calls.
func crowd(free int) (*State, time.Time) {
	const operators, waiting, queues = 200, 1000, 10
	var s Snapshot
	for i := range appliance.QueueID(queues) {
		s.Queues = append(s.Queues, appliance.Queue{ID: i + 1, Groups: []appliance.GroupID{appliance.GroupID(i + 1)}, OfferFor: 30 * time.Second, WrapUpFor: 30 * time.Second})
	}
	for i := range waiting {
		s.Waiting = append(s.Waiting, appliance.Conversation{
			ID: appliance.ConversationID(i + 1), Channel: appliance.WebChat, Queue: appliance.QueueID(i%queues + 1),
			State: appliance.Waiting, Queued: noon.Add(time.Duration(i) * time.Second),
		})
	}
	for i := range operators {
		id := appliance.OperatorID(i + 1)
		s.Operators = append(s.Operators, appliance.Operator{ID: id, Rights: appliance.Serve(), Groups: []appliance.GroupID{appliance.GroupID(i%queues + 1)}, Chats: 4, Calls: 1})
		p := appliance.Presence{Operator: id, State: appliance.Available, Since: noon}
		if i >= free {
			p.State = appliance.Busy
			call := appliance.Conversation{ID: appliance.ConversationID(waiting + i + 1), Channel: appliance.Phone, Queue: 1, State: appliance.Active}
			part := appliance.Part{ID: appliance.PartID(i + 1), Conversation: call.ID, Operator: id, Role: appliance.Serving, Began: noon}
			s.Parts = append(s.Parts, Share{part, call})
		}
		s.Presences = append(s.Presences, p)
	}
	state := &State{}
	now := noon.Add(waiting * time.Second)
	state.Restore(s, now)
	return state, now
}

// BenchmarkApply takes in a message of one who waits.
func BenchmarkApply(b *testing.B) {
	s, now := crowd(0)
	c := appliance.Conversation{ID: 500, Channel: appliance.WebChat, Queue: 10, State: appliance.Waiting, Queued: noon.Add(499 * time.Second)}
	for b.Loop() {
		s.Apply(appliance.ConversationChanged{Conversation: c}, now)
	}
}

func BenchmarkDecide(b *testing.B) {
	for _, bench := range []struct {
		name string
		free int
	}{{"all-busy", 0}, {"one-free", 1}, {"all-free", 200}} {
		b.Run(bench.name, func(b *testing.B) {
			s, now := crowd(bench.free)
			for b.Loop() {
				decisions, _ := s.Decide(now)
				if len(decisions) != bench.free {
					b.Fatalf("%d decisions, want %d", len(decisions), bench.free)
				}
			}
		})
	}
}
