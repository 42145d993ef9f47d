package acd

import (
	"testing"
	"time"

	"cordboard/appliance"
)

func TestOfferGoesToTheOperatorIdleLongest(t *testing.T) {
	h := open(t, petr, jana) // Petr has been available for a second longer
	h.wantAsked(t, h.chat(sales), petr)
	h.wantAsked(t, h.chat(sales), jana)
}

func TestIdlenessBeginsWhenTheLastConversationIsClosed(t *testing.T) {
	h := open(t, petr, jana)
	first := h.chat(sales)
	h.must(t, h.accept(petr, first))
	h.pass(time.Second)
	h.end(first)
	h.wrapUp(petr, first)
	h.pass(time.Second)
	h.wantAsked(t, h.chat(sales), jana)
}

func TestWhoHoldsAConversationComesAfterWhoHoldsNone(t *testing.T) {
	h := open(t, petr)
	h.must(t, h.accept(petr, h.chat(sales)))
	h.pass(time.Hour)
	h.must(t, h.setPresence(jana, appliance.Available))
	h.wantAsked(t, h.chat(sales), jana)
}

func TestWhoComesFromWrapUpIsIdleOnlySinceThen(t *testing.T) {
	h := open(t, petr)
	call := h.call(sales)
	h.must(t, h.accept(petr, call))
	h.end(call)
	h.wantPresence(t, petr, appliance.WrapUp)
	h.pass(10 * time.Second)
	h.must(t, h.setPresence(jana, appliance.Available))
	h.now = h.now.Add(20 * time.Second) // his time is over in the moment at which a call comes
	h.wantAsked(t, h.call(sales), jana)
	h.wantPresence(t, petr, appliance.Available)
}

func TestLongestWaitIsOfferedFirst(t *testing.T) {
	h := open(t)
	var waiting []appliance.ConversationID
	for range 3 {
		waiting = append(waiting, h.chat(sales))
		h.pass(time.Minute)
	}
	h.must(t, h.setPresence(jana, appliance.Available))
	h.wantAsked(t, waiting[0], jana)
	h.must(t, h.accept(jana, waiting[0]))
	h.wantAsked(t, waiting[1], jana)
	h.wantAsked(t, waiting[2], 0)
}

func TestConversationThatWentOnStaysAheadOfYoungerOnes(t *testing.T) {
	h := open(t, jana)
	old := h.chat(sales)
	h.pass(time.Second)
	h.chat(sales)
	h.pass(20 * time.Second)
	h.wantPresence(t, jana, appliance.RONA)
	h.must(t, h.setPresence(petr, appliance.Available))
	h.wantAsked(t, old, petr)
}
