package acd

import (
	"errors"
	"slices"
	"testing"
	"time"

	"cordboard/appliance"
)

func TestUnheardOfferSendsToRONAAndGoesOn(t *testing.T) {
	h := open(t, petr, jana)
	c := h.chat(sales)
	h.wantAsked(t, c, petr)
	h.pass(20*time.Second - 1)
	h.wantAsked(t, c, petr)
	h.wantPresence(t, petr, appliance.Available)
	h.pass(1)
	h.wantPresence(t, petr, appliance.RONA)
	h.wantAsked(t, c, jana)
	h.pass(20 * time.Second)
	h.wantPresence(t, jana, appliance.RONA)
	h.wantAsked(t, c, 0)
	if got := h.conversations[c].Queued; !got.Equal(noon.Add(2 * time.Second)) {
		t.Errorf("waits since %v: the waiting time was broken", got)
	}
	if got, want := h.ends(c), []appliance.OfferEnd{appliance.OfferUnheard, appliance.OfferUnheard}; !slices.Equal(got, want) {
		t.Errorf("offers ended %v, want %v", got, want)
	}
}

// TestOfferForWhichNoTelephoneRangGoesOnAtOnceAndBlamesNobody: he is away for his
// telephone, and comes back by hand as from RONA.
func TestOfferForWhichNoTelephoneRangGoesOnAtOnceAndBlamesNobody(t *testing.T) {
	h := open(t, petr, jana)
	c := h.call(sales)
	h.wantAsked(t, c, petr)
	h.pass(time.Second)
	h.must(t, h.unreached(petr, c))
	h.wantPresence(t, petr, appliance.Away)
	if got := h.presences[petr].Reason; got != appliance.NoTelephone {
		t.Errorf("he is away for %q, want his telephone", got)
	}
	h.wantAsked(t, c, jana)
	if got, want := h.ends(c), []appliance.OfferEnd{appliance.OfferUnreached}; !slices.Equal(got, want) {
		t.Errorf("offers ended %v, want %v", got, want)
	}
	if err := h.unreached(petr, c); !errors.Is(err, ErrNoOffer) {
		t.Errorf("a second time: %v, want %v", err, ErrNoOffer)
	}
	h.must(t, h.accept(petr, c)) // he found his browser
	h.wantPresence(t, petr, appliance.Busy)
	h.end(c)
	h.wantPresence(t, petr, appliance.WrapUp)

	c = h.call(sales)
	h.must(t, h.unreached(jana, c))
	h.must(t, h.setPresence(jana, appliance.Available))
	h.wantAsked(t, c, jana)
}

func TestRONAIsLeftOnlyByHand(t *testing.T) {
	h := open(t, jana)
	c := h.chat(sales)
	h.pass(time.Hour)
	h.wantPresence(t, jana, appliance.RONA)
	h.end(c)
	c = h.chat(sales)
	h.restart(time.Minute)
	h.pass(time.Hour)
	h.wantPresence(t, jana, appliance.RONA)
	h.wantAsked(t, c, 0)
	h.must(t, h.setPresence(jana, appliance.Available))
	h.wantAsked(t, c, jana)
}

func TestTakingAConversationByHandLeavesRONA(t *testing.T) {
	h := open(t, jana)
	call := h.call(sales)
	h.pass(time.Hour)
	h.wantPresence(t, jana, appliance.RONA)
	h.must(t, h.accept(jana, call))
	h.wantPresence(t, jana, appliance.Busy)
	h.end(call)
	h.wantPresence(t, jana, appliance.WrapUp)

	h = open(t, jana)
	chat := h.chat(sales)
	h.pass(time.Hour)
	h.must(t, h.accept(jana, chat))
	h.wantPresence(t, jana, appliance.Available)
	h.wantAsked(t, h.chat(sales), jana)
}

// TestCallMadeByHandLeavesRONA: whoever calls, or takes a call over, is not asked
// by anybody, and yet he is there.
func TestCallMadeByHandLeavesRONA(t *testing.T) {
	h := open(t, jana)
	chat := h.chat(sales)
	h.pass(time.Hour)
	h.end(chat)
	h.wantPresence(t, jana, appliance.RONA)
	c := appliance.Conversation{
		ID: appliance.ConversationID(h.id()), Channel: appliance.Phone, State: appliance.Active, Outbound: true,
		Began: h.now, Joined: h.now, Operators: []appliance.OperatorID{jana},
	}
	p := appliance.Part{ID: appliance.PartID(h.id()), Conversation: c.ID, Operator: jana, Role: appliance.Serving, Began: h.now}
	h.state.Apply(appliance.PartBegan{Part: p, Conversation: c}, h.now)
	decisions, _ := h.state.Decide(h.now)
	if len(decisions) != 1 || decisions[0].(SetPresence).Presence.State != appliance.Busy {
		t.Errorf("in a call that she made she is moved by %+v, want to busy", decisions)
	}
}

func TestDeclinedConversationGoesToTheNext(t *testing.T) {
	h := open(t, petr, jana)
	c := h.chat(sales)
	h.must(t, h.decline(petr, c))
	h.wantAsked(t, c, jana)
	h.wantPresence(t, petr, appliance.Available)
	if err := h.decline(petr, c); !errors.Is(err, ErrNoOffer) {
		t.Errorf("declined twice: %v, want %v", err, ErrNoOffer)
	}
}

func TestWhoDeclinedIsAskedAgainAfterTheOthersAndAPause(t *testing.T) {
	h := open(t, petr, jana)
	c := h.chat(sales)
	h.must(t, h.decline(petr, c))
	h.pass(5 * time.Second)
	h.must(t, h.decline(jana, c))
	h.wantAsked(t, c, 0)
	h.pass(15*time.Second - 1)
	h.wantAsked(t, c, 0)
	h.pass(1)
	h.wantAsked(t, c, petr)
}

func TestOfThoseWhoDeclinedTheFirstIsAskedFirst(t *testing.T) {
	h := open(t, petr, jana)
	c := h.chat(sales)
	h.must(t, h.decline(petr, c))
	h.pass(time.Second)
	h.must(t, h.decline(jana, c))
	for _, state := range []appliance.PresenceState{appliance.Away, appliance.Available} {
		for _, o := range []appliance.OperatorID{jana, petr} { // both at once
			h.carryOut(SetPresence{Presence: appliance.Presence{Operator: o, State: state, Since: h.now}})
		}
		if state == appliance.Away {
			h.pass(time.Minute)
		}
	}
	h.settle()
	h.wantAsked(t, c, petr)
}

func TestWhoLeftAChatIsNotOfferedItBeforeTheOthers(t *testing.T) {
	h := open(t, jana)
	c := h.chat(sales)
	h.must(t, h.accept(jana, c))
	h.must(t, h.setPresence(petr, appliance.Available))
	other := h.chat(sales) // keeps Petr
	h.wantAsked(t, other, petr)
	h.leave(jana, c)
	h.wantAsked(t, c, 0)
	h.must(t, h.accept(petr, other))
	h.wantAsked(t, c, petr)
}

func TestAnotherQueueForgetsWhoDeclined(t *testing.T) {
	h := open(t, petr)
	c := h.chat(sales)
	h.must(t, h.decline(petr, c))
	h.wantAsked(t, c, 0)
	h.moveTo(c, help)
	h.wantAsked(t, c, petr)
}
