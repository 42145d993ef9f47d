package acd

import (
	"errors"
	"testing"
	"time"

	"cordboard/appliance"
)

// chatFrom is a chat that comes by an entry point.
func (h *house) chatFrom(e appliance.EntryPointID) appliance.ConversationID {
	return h.come(appliance.Conversation{Channel: appliance.WebChat, EntryPoint: e, Queue: sales})
}

func TestWhoIsNotOnDutyForAnEntryPointIsOfferedNothingFromIt(t *testing.T) {
	for _, d := range []appliance.Duty{appliance.OffDuty, appliance.Invisible} {
		h := open(t, petr, jana)
		h.must(t, h.setDuty(petr, shop, d))
		c := h.chatFrom(shop)
		h.wantAsked(t, c, jana)
		other := h.chatFrom(number)
		h.wantAsked(t, other, petr)
		h.end(other)
		h.must(t, h.setPresence(jana, appliance.Away))
		h.wantAsked(t, c, 0)
		h.must(t, h.setDuty(petr, shop, appliance.OnDuty))
		h.wantAsked(t, c, petr)
	}
}

func TestWhoSignsOutOfAnEntryPointLosesTheOfferAndKeepsWhatHeServes(t *testing.T) {
	for _, d := range []appliance.Duty{appliance.OffDuty, appliance.Invisible} {
		h := open(t, petr)
		serves := h.chatFrom(shop)
		h.must(t, h.accept(petr, serves))
		c := h.chatFrom(shop)
		h.wantAsked(t, c, petr)
		h.must(t, h.setDuty(petr, shop, d))
		h.wantAsked(t, c, 0)
		h.wantPresence(t, petr, appliance.Available)
		if got := h.conversations[serves].State; got != appliance.Active {
			t.Errorf("%s: what he serves is %s", d, got)
		}
	}
}

// TestWhoIsInvisibleTakesByHandAndWhoSignedOutDoesNot is decision 19: the switch
// stops offers, and nothing else.
func TestWhoIsInvisibleTakesByHandAndWhoSignedOutDoesNot(t *testing.T) {
	h := open(t, petr)
	h.must(t, h.setDuty(petr, shop, appliance.OffDuty))
	c := h.chatFrom(shop)
	if err := h.accept(petr, c); !errors.Is(err, ErrSignedOut) {
		t.Errorf("signed out: %v, want %v", err, ErrSignedOut)
	}
	h.must(t, h.setDuty(petr, shop, appliance.Invisible))
	h.wantAsked(t, c, 0)
	h.must(t, h.accept(petr, c))
}

func TestColleagueIsNotAskedForWhatHeIsNotOnDutyFor(t *testing.T) {
	h := open(t, petr, jana)
	c := h.chatFrom(shop)
	h.must(t, h.accept(petr, c))
	h.must(t, h.setDuty(jana, shop, appliance.Invisible))
	if err := h.ask(petr, c, jana, appliance.ToPass); !errors.Is(err, ErrNotOnDuty) {
		t.Errorf("asked who is invisible: %v, want %v", err, ErrNotOnDuty)
	}
	h.must(t, h.setDuty(jana, shop, appliance.OnDuty))
	h.must(t, h.ask(petr, c, jana, appliance.ToPass))
	h.must(t, h.setDuty(jana, shop, appliance.OffDuty))
	h.wantAsked(t, c, 0)
}

func TestCallerDoesNotReachWhomHeWantsByANumberHeSignedOutOf(t *testing.T) {
	h := open(t, jana)
	h.must(t, h.setDuty(jana, number, appliance.OffDuty))
	c := h.inTree()
	if err := h.command(h.state.Reach(c, number, jana, time.Minute, h.now)); !errors.Is(err, ErrNotSignedIn) {
		t.Errorf("by the number: %v, want %v", err, ErrNotSignedIn)
	}
	h.must(t, h.reach(c, jana, time.Minute)) // by no number of ours
}

func TestEntryPointIsMannedByWhoIsOnDutyForIt(t *testing.T) {
	h := open(t, jana)
	chats := demand{sales, appliance.KindChat}
	for d, want := range map[appliance.Duty]bool{appliance.OffDuty: false, appliance.Invisible: false, appliance.OnDuty: true} {
		h.must(t, h.setDuty(jana, shop, d))
		m := h.state.manned()
		if got := m.somebody(shop, chats); got != want {
			t.Errorf("%q: somebody is there for the shop: %v", d, got)
		}
		if !m.somebody(number, chats) || !m.somebody(0, chats) {
			t.Errorf("%q for the shop: nobody is there for the others", d)
		}
	}
}

func TestNobodyIsPassedOnToWhereNobodyIsOnDutyForHim(t *testing.T) {
	h := open(t, ola)
	h.rearrange(func(queues []appliance.Queue) { queues[0].Overflow = appliance.Overflow{To: help, After: time.Minute} })
	h.must(t, h.setDuty(ola, shop, appliance.OffDuty))
	c := h.chatFrom(shop)
	h.pass(time.Hour)
	if got := h.conversations[c].Queue; got != sales {
		t.Errorf("it waits in queue %s, where nobody takes it either", got)
	}
	h.must(t, h.setDuty(ola, shop, appliance.OnDuty))
	if got := h.conversations[c].Queue; got != help {
		t.Errorf("it waits in queue %s, and in help somebody is on duty for it", got)
	}
}

func TestOutlookCountsWhoIsOnDuty(t *testing.T) {
	h := open(t, jana)
	c := h.come(appliance.Conversation{Channel: appliance.Phone, EntryPoint: number, Queue: sales})
	if p := h.state.prospect(c, h.now); len(p.servers[p.lane]) != 1 {
		t.Errorf("%d take it, want Jana", len(p.servers[p.lane]))
	}
	h.must(t, h.setDuty(jana, number, appliance.Invisible))
	if p := h.state.prospect(c, h.now); len(p.servers[p.lane]) != 0 {
		t.Errorf("%d take it, want nobody", len(p.servers[p.lane]))
	}
}

func TestDutyIsRefusedToWhoTakesNothingAndWhereThereIsNone(t *testing.T) {
	h := open(t, jana)
	if err := h.setDuty(jana, shop, "asleep"); !errors.Is(err, ErrDuty) {
		t.Errorf("no such duty: %v, want %v", err, ErrDuty)
	}
	if err := h.setDuty(99, shop, appliance.OffDuty); !errors.Is(err, appliance.ErrNotFound) {
		t.Errorf("nobody: %v, want %v", err, appliance.ErrNotFound)
	}
	watches := h.operator(ola)
	watches.Rights = appliance.Oversee()
	h.change(watches)
	if err := h.setDuty(ola, shop, appliance.OffDuty); err == nil {
		t.Error("one who takes nothing signs out of the shop")
	}
}
