package acd

import (
	"errors"
	"strings"
	"testing"
	"time"

	"cordboard/appliance"
)

func TestChatLeavesPresenceAlone(t *testing.T) {
	h := open(t, jana)
	c := h.chat(sales)
	h.must(t, h.accept(jana, c))
	h.wantPresence(t, jana, appliance.Available)
	h.end(c)
	h.wantPresence(t, jana, appliance.Available)
}

func TestWhoSignsOutKeepsWhatHeHolds(t *testing.T) {
	h := open(t, jana, petr)
	call := h.call(sales)
	h.must(t, h.accept(jana, call))
	h.must(t, h.setPresence(jana, appliance.Offline))
	h.wantPresence(t, jana, appliance.Offline)
	if got := h.conversations[call].State; got != appliance.Active {
		t.Errorf("the call is %s, want active", got)
	}
	h.end(call)
	h.pass(time.Hour)
	h.wantPresence(t, jana, appliance.Offline)
	h.must(t, h.setPresence(jana, appliance.Available))
	h.wantPresence(t, jana, appliance.Available)
}

func TestPresenceByHandIsAvailableAwayOrOffline(t *testing.T) {
	h := open(t, jana)
	for _, state := range []appliance.PresenceState{appliance.Busy, appliance.WrapUp, appliance.RONA, "", "asleep"} {
		if err := h.setPresence(jana, state); !errors.Is(err, ErrPresence) {
			t.Errorf("%q: %v, want %v", state, err, ErrPresence)
		}
	}
	if err := h.setPresence(99, appliance.Available); !errors.Is(err, appliance.ErrNotFound) {
		t.Errorf("of nobody: %v, want %v", err, appliance.ErrNotFound)
	}
}

func TestTheSamePresenceAgainKeepsItsTime(t *testing.T) {
	h := open(t, jana)
	since := h.presences[jana].Since
	h.pass(time.Minute)
	h.must(t, h.setPresence(jana, appliance.Available))
	if got := h.presences[jana].Since; !got.Equal(since) {
		t.Errorf("available since %v, want %v", got, since)
	}
	h.must(t, h.command(h.state.SetPresence(jana, appliance.Away, "lunch", h.now)))
	h.pass(time.Minute)
	h.must(t, h.command(h.state.SetPresence(jana, appliance.Away, "paperwork", h.now)))
	if got := h.presences[jana]; got.Reason != "paperwork" || !got.Since.Equal(h.now) {
		t.Errorf("another reason gave %+v", got)
	}
}

func TestQueueIsMannedBySomebodySignedInWhateverHeDoes(t *testing.T) {
	h := open(t, jana, ola)
	h.must(t, h.setPresence(jana, appliance.Away))
	if got := h.state.manned(); !got.somebody(0, demand{sales, appliance.KindChat}) || !got.somebody(0, demand{help, appliance.KindCall}) {
		t.Errorf("manned %v, want both", got)
	}
	h.must(t, h.setPresence(jana, appliance.Offline))
	o := h.operator(ola)
	o.Disabled = true
	h.change(o)
	if got := h.state.manned(); len(got.by) > 0 {
		t.Errorf("manned %v, want neither", got)
	}
}

// A caller must not wait where nobody may ever be offered a call.
func TestQueueIsMannedOnlyByThoseWhoMayTakeItsKind(t *testing.T) {
	h := open(t, jana)
	for _, limits := range []struct{ chats, calls int }{{1, 1}, {1, 0}, {0, 1}, {0, 0}} {
		o := h.operator(jana)
		o.Chats, o.Calls = limits.chats, limits.calls
		h.change(o)
		got := h.state.manned()
		if chat, call := got.somebody(0, demand{sales, appliance.KindChat}), got.somebody(0, demand{sales, appliance.KindCall}); chat != (limits.chats > 0) || call != (limits.calls > 0) {
			t.Errorf("with %+v chats are manned %v and calls %v", limits, chat, call)
		}
	}
}

func TestReasonForBeingAwayIsOneOfTheList(t *testing.T) {
	h := open(t, jana)
	for _, reason := range []string{"break", "lunch", "paperwork", ""} {
		h.must(t, h.command(h.state.SetPresence(jana, appliance.Away, reason, h.now)))
	}
	for _, reason := range []string{"meeting", "Lunch", strings.Repeat("\x1b[2J", 10_000)} {
		if _, err := h.state.SetPresence(jana, appliance.Away, reason, h.now); !errors.Is(err, ErrReason) {
			t.Errorf("a reason of %d bytes: %v, want a refusal", len(reason), err)
		}
	}
}

// Who takes a conversation over chose that work and no other: he stays where he
// is, is asked for nothing, and wraps up what he took.
func TestWhoTakesOverWhileHeIsOfflineStaysOfflineAndIsOfferedNothing(t *testing.T) {
	for name, enter := range map[string]func(*house) appliance.ConversationID{
		"a chat": func(h *house) appliance.ConversationID { return h.chat(sales) },
		"a call": func(h *house) appliance.ConversationID { return h.call(sales) },
	} {
		t.Run(name, func(t *testing.T) {
			h := open(t, jana)
			c := enter(h)
			h.must(t, h.accept(jana, c))
			h.takeOver(petr, c)
			h.wantServed(t, c, petr)
			h.wantPresence(t, petr, appliance.Offline)
			h.must(t, h.setPresence(jana, appliance.Offline))
			waits := h.chat(sales)
			h.pass(time.Hour)
			h.wantAsked(t, waits, 0)
			h.end(c)
			h.pass(time.Hour)
			h.wrapUp(petr, c)
			h.wantPresence(t, petr, appliance.Offline)
			h.wantAsked(t, waits, 0)
			h.must(t, h.setPresence(petr, appliance.Available))
			h.wantAsked(t, waits, petr)
		})
	}
}

// takeOver is a supervisor who serves in place of those who did.
func (h *house) takeOver(o appliance.OperatorID, id appliance.ConversationID) {
	h.comes(o, id)
	h.leaveParts(h.conversations[id], func(p appliance.Part) bool { return p.Operator != o })
	h.settle()
}

// joinIn is a supervisor who serves beside those who do.
func (h *house) joinIn(o appliance.OperatorID, id appliance.ConversationID) {
	h.comes(o, id)
	h.settle()
}

// comes is one whom nobody asked.
func (h *house) comes(o appliance.OperatorID, id appliance.ConversationID) {
	h.checker.entering[id] = appliance.Offer{Operator: o, By: h.served(id)[0]}
	h.carryOut(Enter{Conversation: id, Operator: o})
	delete(h.checker.entering, id)
}
