package acd

import (
	"errors"
	"slices"
	"testing"
	"time"

	"cordboard/appliance"
)

// inTree is a caller whom no queue has yet.
func (h *house) inTree() appliance.ConversationID {
	c := appliance.Conversation{ID: appliance.ConversationID(h.id()), Channel: appliance.Phone, State: appliance.InTree, Began: h.now, Queued: h.now}
	h.conversations[c.ID] = c
	h.tell(appliance.ConversationOpened{Conversation: c})
	return c.ID
}

func (h *house) reach(c appliance.ConversationID, to appliance.OperatorID, within time.Duration) error {
	return h.command(h.state.Reach(c, h.conversations[c].EntryPoint, to, within, h.now))
}

func TestCallerReachesTheOperatorWhomHeWants(t *testing.T) {
	h := open(t, jana, petr)
	waits := h.call(help) // Petr is asked for it
	c := h.inTree()
	h.must(t, h.reach(c, jana, 15*time.Second))
	h.wantAsked(t, c, jana)
	if err := h.accept(petr, c); !errors.Is(err, ErrNotYours) {
		t.Errorf("another one takes the call that was for Jana: %v, want %v", err, ErrNotYours)
	}
	h.must(t, h.accept(jana, c))
	h.wantServed(t, c, jana)
	h.wantPresence(t, jana, appliance.Busy)
	h.wantAsked(t, waits, petr)
}

// TestCallForOneOperatorIsOfferedToNoOther has Jana not take a call that is for
// her. Petr, who serves the same queues and is free, is never asked.
func TestCallForOneOperatorIsOfferedToNoOther(t *testing.T) {
	for name, test := range map[string]struct {
		do   func(h *house, c appliance.ConversationID) error
		want appliance.OfferEnd
		jana appliance.PresenceState
	}{
		"she declines":        {func(h *house, c appliance.ConversationID) error { return h.decline(jana, c) }, appliance.OfferDeclined, appliance.Available},
		"she does not answer": {func(h *house, _ appliance.ConversationID) error { h.pass(15 * time.Second); return nil }, appliance.OfferUnheard, appliance.RONA},
		"she goes away":       {func(h *house, _ appliance.ConversationID) error { return h.setPresence(jana, appliance.Away) }, appliance.OfferWithdrawn, appliance.Away},
		"he hangs up":         {func(h *house, c appliance.ConversationID) error { h.end(c); return nil }, appliance.OfferWithdrawn, appliance.Available},
	} {
		t.Run(name, func(t *testing.T) {
			h := open(t, jana, petr)
			c := h.inTree()
			h.must(t, h.reach(c, jana, 15*time.Second))
			h.must(t, test.do(h, c))
			h.pass(time.Minute)
			if got := h.ends(c); !slices.Equal(got, []appliance.OfferEnd{test.want}) {
				t.Errorf("offers ended %v, want %v", got, test.want)
			}
			h.wantAsked(t, c, 0)
			h.wantPresence(t, jana, test.jana)
		})
	}
}

func TestOperatorIsNotRungWhoIsBusyOrNotThere(t *testing.T) {
	for name, test := range map[string]struct {
		before func(t *testing.T, h *house)
		want   error
	}{
		"in a call":      {func(t *testing.T, h *house) { h.must(t, h.accept(jana, h.call(sales))) }, ErrNotFree},
		"wrapping up":    {func(t *testing.T, h *house) { c := h.call(sales); h.must(t, h.accept(jana, c)); h.end(c) }, ErrNotFree},
		"already asked":  {func(_ *testing.T, h *house) { h.call(sales) }, ErrNotFree},
		"away":           {func(t *testing.T, h *house) { h.must(t, h.setPresence(jana, appliance.Away)) }, ErrNotSignedIn},
		"signed out":     {func(t *testing.T, h *house) { h.must(t, h.setPresence(jana, appliance.Offline)) }, ErrNotSignedIn},
		"without a page": {func(_ *testing.T, h *house) { h.closePage(jana); h.pass(grace) }, ErrNotSignedIn},
		"without calls":  {func(_ *testing.T, h *house) { o := h.operator(jana); o.Calls = 0; h.change(o) }, ErrNotSignedIn},
	} {
		t.Run(name, func(t *testing.T) {
			h := open(t, jana)
			test.before(t, h)
			if err := h.reach(h.inTree(), jana, 15*time.Second); !errors.Is(err, test.want) {
				t.Errorf("got %v, want %v", err, test.want)
			}
		})
	}
}
