package acd

import (
	"testing"
	"time"

	"cordboard/appliance"
)

// overflowing is a house whose sales pass on to help, which Ola is there for.
func overflowing(t *testing.T, over appliance.Overflow) *house {
	t.Helper()
	h := open(t, ola)
	h.must(t, h.accept(ola, h.chat(help))) // one is all that she holds
	over.To = help
	h.rearrange(func(queues []appliance.Queue) { queues[0].Overflow = over })
	return h
}

func (h *house) wantQueue(t *testing.T, c appliance.ConversationID, want appliance.QueueID) {
	t.Helper()
	if got := h.conversations[c].Queue; got != want {
		t.Errorf("conversation %s waits in queue %s, want %s", c, got, want)
	}
}

func TestWhoWaitsTooLongWaitsInAnotherQueue(t *testing.T) {
	h := overflowing(t, appliance.Overflow{After: time.Minute})
	c := h.chat(sales)
	since := h.conversations[c].Queued
	h.pass(time.Minute - time.Second)
	h.wantQueue(t, c, sales)
	h.pass(time.Second)
	h.wantQueue(t, c, help)
	if got := h.conversations[c].Queued; !got.Equal(since) {
		t.Errorf("it waits since %v, want since %v", got, since)
	}
}

func TestThoseWhoCameLastWaitInAnotherQueueWhereTooManyWait(t *testing.T) {
	h := overflowing(t, appliance.Overflow{Above: 2})
	first, second, third := h.chat(sales), h.chat(sales), h.chat(sales)
	h.wantQueue(t, first, sales)
	h.wantQueue(t, second, sales)
	h.wantQueue(t, third, help)
}

func TestWhatIsOfferedStaysInItsQueue(t *testing.T) {
	h := overflowing(t, appliance.Overflow{After: time.Minute, Above: 1})
	h.must(t, h.setPresence(petr, appliance.Available))
	offered := h.chat(sales)
	h.wantAsked(t, offered, petr)
	waits := h.chat(sales)
	h.wantQueue(t, offered, sales)
	h.wantQueue(t, waits, sales) // one may wait besides
	h.must(t, h.decline(petr, offered))
	h.wantAsked(t, waits, petr)
	h.wantQueue(t, offered, sales)
}

func TestNobodyIsPassedOnToWhereNobodyIs(t *testing.T) {
	h := overflowing(t, appliance.Overflow{After: time.Minute})
	h.must(t, h.setPresence(ola, appliance.Offline))
	c := h.call(sales)
	h.pass(2 * time.Minute)
	h.wantQueue(t, c, sales)
	h.must(t, h.setPresence(ola, appliance.Away))
	h.wantQueue(t, c, help)
}

func TestWhoIsPassedOnIsOfferedThere(t *testing.T) {
	h := overflowing(t, appliance.Overflow{After: time.Minute})
	c := h.call(sales)
	h.pass(time.Minute)
	h.wantAsked(t, c, ola)
}
