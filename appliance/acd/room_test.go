package acd

import (
	"errors"
	"slices"
	"testing"
	"time"

	"cordboard/appliance"
)

func TestOfferGoesOnlyToGroupsThatServeTheQueue(t *testing.T) {
	h := open(t, jana, ola)
	h.wantAsked(t, h.chat(help), ola)
	h.wantAsked(t, h.chat(help), 0)
	h.wantAsked(t, h.chat(sales), jana)
}

func TestOfferGoesOnlyToTheAvailable(t *testing.T) {
	for _, state := range []appliance.PresenceState{appliance.Away, appliance.Offline} {
		h := open(t, jana)
		h.must(t, h.setPresence(jana, state))
		c := h.chat(sales)
		h.wantAsked(t, c, 0)
		h.must(t, h.setPresence(jana, appliance.Available))
		h.wantAsked(t, c, jana)
	}
}

func TestOperatorIsAskedForOneAtATime(t *testing.T) {
	h := open(t, jana)
	first, second := h.chat(sales), h.call(sales)
	h.wantAsked(t, first, jana)
	h.wantAsked(t, second, 0)
}

func TestChatsAreOfferedUpToTheLimit(t *testing.T) {
	h := open(t, jana) // two chats at once
	var chats []appliance.ConversationID
	for range 2 {
		c := h.chat(sales)
		h.must(t, h.accept(jana, c))
		chats = append(chats, c)
	}
	third := h.chat(sales)
	h.wantAsked(t, third, 0)
	if err := h.accept(jana, third); !errors.Is(err, ErrFull) {
		t.Errorf("third chat by hand: %v, want %v", err, ErrFull)
	}
	h.end(chats[0])
	h.wantAsked(t, third, 0) // a chat keeps its place until it is wrapped up
	h.wrapUp(jana, chats[0])
	h.wantAsked(t, third, jana)
}

func TestCallIsOfferedToOneWhoHasChatsUpToHisLimit(t *testing.T) {
	h := open(t, ola) // one chat at once
	h.must(t, h.accept(ola, h.chat(help)))
	h.wantAsked(t, h.chat(help), 0)
	h.wantAsked(t, h.call(help), ola)
}

func TestCallIsNotOfferedToOneWhoTakesNone(t *testing.T) {
	h := open(t, jana)
	o := h.operator(jana)
	o.Calls = 0
	h.change(o)
	call := h.call(sales)
	h.wantAsked(t, call, 0)
	if err := h.accept(jana, call); !errors.Is(err, appliance.ErrNoCalls) {
		t.Errorf("call by hand: %v, want %v", err, appliance.ErrNoCalls)
	}
	h.wantAsked(t, h.chat(sales), jana)
}

func TestNothingIsOfferedDuringACall(t *testing.T) {
	h := open(t, jana)
	call := h.call(sales)
	h.must(t, h.accept(jana, call))
	h.wantPresence(t, jana, appliance.Busy)
	chat, second := h.chat(sales), h.call(sales)
	h.wantAsked(t, chat, 0)
	h.wantAsked(t, second, 0)
	if err := h.accept(jana, second); !errors.Is(err, appliance.ErrOnCall) {
		t.Errorf("second call by hand: %v, want %v", err, appliance.ErrOnCall)
	}
	h.must(t, h.accept(jana, chat)) // by hand he may, for his ear is not needed
	h.must(t, h.setPresence(jana, appliance.Available))
	h.wantPresence(t, jana, appliance.Busy)
	h.wantAsked(t, second, 0)
}

func TestCallThatBeganElsewhereMakesBusyAndWithdrawsTheOffer(t *testing.T) {
	h := open(t, jana)
	chat := h.chat(sales)
	h.wantAsked(t, chat, jana)
	h.carryOut(Join{Conversation: h.call(sales), Operator: jana})
	h.now = h.now.Add(20 * time.Second) // in the very moment at which the offer runs out
	h.settle()
	h.wantPresence(t, jana, appliance.Busy)
	h.wantAsked(t, chat, 0)
	if got, want := h.ends(chat), []appliance.OfferEnd{appliance.OfferWithdrawn}; !slices.Equal(got, want) {
		t.Errorf("offers ended %v, want %v", got, want)
	}
}

func TestVoicemailKeepsNobodyFromCalls(t *testing.T) {
	h := open(t, jana)
	message := h.enter(appliance.Voicemail, sales)
	h.wantAsked(t, message, jana)
	h.must(t, h.accept(jana, message))
	h.wantPresence(t, jana, appliance.Available)
	call := h.call(sales)
	h.wantAsked(t, call, jana)
	h.must(t, h.accept(jana, call))
	h.wantPresence(t, jana, appliance.Busy)
	h.end(call)
	h.wrapUp(jana, call)
	h.end(message)
	h.wantPresence(t, jana, appliance.Available)
}

func TestVoicemailsAreOfferedOneAfterAnotherToThoseWhoTakeCalls(t *testing.T) {
	h := open(t, jana)
	o := h.operator(jana)
	o.Chats = 0
	h.change(o)
	first, second := h.enter(appliance.Voicemail, sales), h.enter(appliance.Voicemail, sales)
	h.must(t, h.accept(jana, first))
	h.wantAsked(t, second, 0)
	if err := h.accept(jana, second); !errors.Is(err, ErrVoicemail) {
		t.Errorf("second voicemail by hand: %v, want %v", err, ErrVoicemail)
	}
	h.end(first)
	h.wantAsked(t, second, 0) // it keeps its place until it is wrapped up
	h.wrapUp(jana, first)
	h.wantAsked(t, second, jana)
	o.Chats, o.Calls = 2, 0
	h.change(o)
	h.wantAsked(t, second, 0)
}
