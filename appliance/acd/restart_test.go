package acd

import (
	"slices"
	"testing"
	"time"

	"cordboard/appliance"
)

func TestOfferThatRanOutWhileTheBoxWasDownIsWithdrawn(t *testing.T) {
	h := open(t, jana)
	c := h.chat(sales)
	h.restart(time.Minute)
	h.wantPresence(t, jana, appliance.Available)
	if got, want := h.ends(c), []appliance.OfferEnd{appliance.OfferWithdrawn}; !slices.Equal(got, want) {
		t.Errorf("offers ended %v, want %v", got, want)
	}
	h.wantAsked(t, c, jana) // anew, with all of its time
	h.pass(20*time.Second - 1)
	h.wantPresence(t, jana, appliance.Available)
}

func TestOfferStaysLapsedWhenTheStoreIsReadAgain(t *testing.T) {
	h := open(t, jana)
	c := h.chat(sales)
	h.now = h.now.Add(time.Minute)
	h.state = State{grace: grace}
	for range 2 {
		h.state.Restore(h.snapshot(), h.now)
	}
	h.settle()
	h.wantPresence(t, jana, appliance.Available)
	if got, want := h.ends(c), []appliance.OfferEnd{appliance.OfferWithdrawn}; !slices.Equal(got, want) {
		t.Errorf("offers ended %v, want %v", got, want)
	}
}

func TestOfferThatStillRunsOutlivesARestart(t *testing.T) {
	h := open(t, jana)
	c := h.chat(sales)
	h.restart(5 * time.Second)
	h.wantAsked(t, c, jana)
	h.pass(15 * time.Second)
	h.wantPresence(t, jana, appliance.RONA)
	if got := h.ends(c); len(got) != 1 {
		t.Errorf("offers ended %v, want one", got)
	}
}

func TestBusyAndWrapUpOutliveARestart(t *testing.T) {
	h := open(t, jana)
	call := h.call(sales)
	h.must(t, h.accept(jana, call))
	h.restart(time.Second)
	h.wantPresence(t, jana, appliance.Busy)
	h.end(call)
	h.restart(10 * time.Second)
	h.wantPresence(t, jana, appliance.WrapUp)
	h.pass(20 * time.Second)
	h.wantPresence(t, jana, appliance.Available)
}

func TestKnownFactsChangeNothing(t *testing.T) {
	h := open(t, jana)
	c := h.chat(sales)
	h.must(t, h.accept(jana, c))
	h.chat(sales)
	before, _ := h.state.Decide(h.now)
	chats := h.state.operator(jana).unfinished()
	p, known := h.parts[0], h.conversations[c]
	for range 2 {
		h.state.Apply(appliance.PartBegan{Part: p, Conversation: known}, h.now)
		h.state.Apply(appliance.OfferMade{Offer: h.offers[0]}, h.now)
		h.state.Apply(appliance.PresenceChanged{Presence: h.presences[jana]}, h.now)
		h.state.Apply(appliance.OperatorChanged{Operator: h.operator(jana)}, h.now)
		h.state.Apply(appliance.EntryPosted{Conversation: known}, h.now)
	}
	if after, _ := h.state.Decide(h.now); len(after) != len(before) || h.state.operator(jana).unfinished() != chats {
		t.Errorf("decisions %v, want %v; %d chats, want %d", after, before, h.state.operator(jana).unfinished(), chats)
	}
}
