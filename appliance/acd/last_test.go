package acd

import (
	"testing"
	"time"

	"cordboard/appliance"
)

// known is a house whose sales ask a contact's last operator for five seconds, and
// a chat of one who spoke with Jana. Petr is idle longer.
func known(t *testing.T) (*house, appliance.ConversationID) {
	t.Helper()
	h := open(t, petr, jana)
	h.rearrange(func(queues []appliance.Queue) { queues[0].LastFor = 5 * time.Second })
	return h, h.come(appliance.Conversation{Channel: appliance.WebChat, Queue: sales, Last: jana})
}

func TestLastOperatorIsAskedFirstAndForHisTime(t *testing.T) {
	h, c := known(t)
	h.wantAsked(t, c, jana)
	h.pass(5*time.Second - time.Millisecond)
	h.wantAsked(t, c, jana)
	h.pass(time.Millisecond)
	h.wantAsked(t, c, petr)
	h.pass(19 * time.Second) // as long as any other
	h.wantAsked(t, c, petr)
}

func TestLastOperatorWhoDeclinesIsOneOfAll(t *testing.T) {
	h, c := known(t)
	h.must(t, h.decline(jana, c))
	h.wantAsked(t, c, petr)
}

func TestLastOperatorWhoIsNotFreeIsNotWaitedFor(t *testing.T) {
	for _, state := range []appliance.PresenceState{appliance.Away, appliance.Offline} {
		h, c := known(t)
		h.end(c)
		h.must(t, h.setPresence(jana, state))
		h.wantAsked(t, h.come(appliance.Conversation{Channel: appliance.WebChat, Queue: sales, Last: jana}), petr)
	}
}

// Who comes back at once is for whom he spoke with also where the queue asks nobody
// first: for as long as for any other.
func TestWhoComesBackIsAskedOfHisOperatorInAnyQueue(t *testing.T) {
	h := open(t, petr, jana)
	c := h.come(appliance.Conversation{Channel: appliance.WebChat, Queue: sales, Last: jana})
	h.wantAsked(t, c, jana)
	h.pass(19 * time.Second)
	h.wantAsked(t, c, jana)
	h.pass(time.Second)
	h.wantAsked(t, c, petr)
}

func TestLastOperatorWithoutTheSkillIsNotAsked(t *testing.T) {
	h := skilled(t, func(q *appliance.Queue) { q.LastFor = 5 * time.Second })
	h.wantAsked(t, h.come(appliance.Conversation{Channel: appliance.WebChat, Queue: sales, Last: petr}), jana)
}
