package acd

import (
	"testing"
	"time"

	"cordboard/appliance"
)

func TestHigherPriorityIsOfferedBeforeALongerWait(t *testing.T) {
	h := open(t)
	h.rearrange(func(queues []appliance.Queue) { queues[1].Priority = 8 })
	old := h.chat(sales)
	h.pass(time.Minute)
	urgent := h.chat(help)
	h.must(t, h.setPresence(petr, appliance.Available))
	h.wantAsked(t, urgent, petr)
	h.wantAsked(t, old, 0)
}

func TestPriorityThatATreeGaveCountsBeforeTheQueues(t *testing.T) {
	h := open(t)
	h.chat(sales)
	h.pass(time.Minute)
	urgent := h.chat(sales)
	c := h.conversations[urgent]
	c.Parameters = []appliance.Parameter{{Key: appliance.KeyPriority, Value: "9", From: appliance.FromTree}}
	h.conversations[urgent] = c
	h.tell(appliance.ConversationChanged{Conversation: c})
	h.must(t, h.setPresence(jana, appliance.Available))
	h.wantAsked(t, urgent, jana)
}

// TestWaitRaisesThePriority has a conversation of the lower queue come before one
// of the higher that came a minute later, once it has waited long enough.
func TestWaitRaisesThePriority(t *testing.T) {
	for wait, first := range map[time.Duration]appliance.QueueID{3 * time.Minute: help, 4 * time.Minute: sales} {
		h := open(t)
		h.rearrange(func(queues []appliance.Queue) {
			queues[0].Priority, queues[0].RaiseEvery = 2, time.Minute
			queues[1].Priority = 6
		})
		chats := map[appliance.QueueID]appliance.ConversationID{sales: h.chat(sales)}
		h.pass(wait)
		chats[help] = h.chat(help)
		h.must(t, h.setPresence(petr, appliance.Available))
		h.wantAsked(t, chats[first], petr)
	}
}

func TestPlaceInTheQueueFollowsThePriority(t *testing.T) {
	h := open(t)
	h.rearrange(func(queues []appliance.Queue) { queues[1].Priority = 8 })
	old := h.call(sales)
	h.pass(time.Minute)
	urgent := h.call(help)
	first, second := h.state.prospect(urgent, h.now), h.state.prospect(old, h.now)
	if len(first.ahead) != 0 || len(second.ahead) != 1 || second.ahead[0].queue != help {
		t.Errorf("ahead of the urgent one are %v, ahead of the other %v", first.ahead, second.ahead)
	}
}
