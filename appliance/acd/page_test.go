package acd

import (
	"slices"
	"testing"
	"time"

	"cordboard/appliance"
)

func (h *house) wantAbsent(t *testing.T, o appliance.OperatorID, want bool) {
	t.Helper()
	if got := h.presences[o].Absent; got != want {
		t.Errorf("%s counts as gone: %v, want %v", h.name(o), got, want)
	}
	if there := h.state.manned().somebody(0, demand{sales, appliance.KindCall}); there == want {
		t.Errorf("somebody is there: %v, and %s counts as gone: %v", there, h.name(o), want)
	}
}

func TestWhoClosesHisPageIsNotThereAfterTheGraceTime(t *testing.T) {
	h := open(t, jana)
	h.closePage(jana)
	h.pass(grace - time.Millisecond)
	h.wantAbsent(t, jana, false)
	h.pass(time.Millisecond)
	h.wantAbsent(t, jana, true)
	c := h.call(sales)
	h.wantAsked(t, c, 0)
	h.pass(time.Hour)
	h.wantAsked(t, c, 0)
	h.wantPresence(t, jana, appliance.Available)
}

// TestWhoDoesNotMoveIsAwayUntilHeDoes, where the site says so: neither while he talks, nor
// when he has just become available, and nobody else is moved.
func TestWhoDoesNotMoveIsAwayUntilHeDoes(t *testing.T) {
	h := open(t, jana, petr)
	h.pass(24 * time.Hour)
	h.wantPresence(t, jana, appliance.Available) // nobody says so
	h.rules.AwayAfter = 15 * time.Minute
	h.restart(0)
	h.uses(jana)
	h.must(t, h.setPresence(petr, appliance.Away))
	h.pass(10 * time.Minute)
	h.uses(jana)
	h.pass(15*time.Minute - time.Millisecond)
	h.wantPresence(t, jana, appliance.Available)
	c := h.chat(sales)
	h.wantAsked(t, c, jana)
	h.pass(time.Millisecond)
	h.wantAsked(t, c, 0) // it goes on to who is there, and she has missed nothing
	if p := h.presences[jana]; p.State != appliance.Away || p.Reason != appliance.Idle || !p.Since.Equal(h.now) {
		t.Errorf("she is %+v", p)
	}
	h.pass(time.Hour)
	h.uses(petr)
	h.wantPresence(t, petr, appliance.Away) // that was his own choice
	h.uses(jana)
	h.wantPresence(t, jana, appliance.Available)
	h.wantAsked(t, c, jana)
	h.must(t, h.accept(jana, c))
	call := h.call(sales)
	h.must(t, h.accept(jana, call))
	h.pass(time.Hour)
	h.wantPresence(t, jana, appliance.Busy)
	h.end(call)
	h.wrapUp(jana, call)
	h.pass(15*time.Minute - time.Millisecond)
	h.wantPresence(t, jana, appliance.Available)
	h.pass(time.Millisecond)
	h.wantPresence(t, jana, appliance.Away)
	h.restart(time.Minute) // nobody saw her move, and she is not back by that
	h.wantPresence(t, jana, appliance.Away)
	h.rules.AwayAfter = 0
	h.restart(0)
	h.wantPresence(t, jana, appliance.Available)
}

func TestReloadDoesNotCount(t *testing.T) {
	h := open(t, jana)
	for range 5 {
		h.closePage(jana)
		h.pass(grace - time.Second)
		h.openPage(jana)
		h.pass(time.Second)
		h.wantAbsent(t, jana, false)
	}
	if n := len(h.decided); n != 0 {
		t.Errorf("%d decisions for reloads: %v", n, h.decided)
	}
}

func TestOnePageOfTwoIsEnough(t *testing.T) {
	h := open(t, jana)
	h.openPage(jana)
	h.closePage(jana)
	h.pass(time.Hour)
	h.wantAbsent(t, jana, false)
	h.closePage(jana)
	h.pass(grace)
	h.wantAbsent(t, jana, true)
}

func TestWhosePageComesBackIsWhatHeWas(t *testing.T) {
	for _, c := range []struct {
		was   appliance.PresenceState
		asked appliance.OperatorID
	}{{appliance.Available, jana}, {appliance.Away, 0}, {appliance.RONA, 0}} {
		h := open(t, jana)
		switch c.was {
		case appliance.Away:
			h.must(t, h.setPresence(jana, appliance.Away))
		case appliance.RONA:
			h.end(h.missed(t))
		}
		was := h.presences[jana]
		h.closePage(jana)
		h.pass(time.Hour)
		h.wantAbsent(t, jana, true)
		call := h.call(sales)
		h.wantAsked(t, call, 0)
		h.openPage(jana)
		h.wantAbsent(t, jana, false)
		if is := h.presences[jana]; is != was {
			t.Errorf("came back as %+v, was %+v", is, was)
		}
		h.wantAsked(t, call, c.asked)
	}
}

// missed is a conversation that Jana did not answer.
func (h *house) missed(t *testing.T) appliance.ConversationID {
	c := h.call(sales)
	h.wantAsked(t, c, jana)
	h.pass(20 * time.Second)
	h.wantPresence(t, jana, appliance.RONA)
	return c
}

func TestOfferGoesOnToOthersWhenThePageHasGone(t *testing.T) {
	h := open(t, jana, petr)
	h.closePage(jana)
	h.pass(15 * time.Second)
	c := h.call(sales)
	h.wantAsked(t, c, jana)
	h.pass(5 * time.Second) // the end of the grace, before the offer's
	h.wantAsked(t, c, petr)
	h.wantPresence(t, jana, appliance.Available)
	if got, want := h.ends(c), []appliance.OfferEnd{appliance.OfferWithdrawn}; !slices.Equal(got, want) {
		t.Errorf("offers ended %v, want %v", got, want)
	}
}

func TestOfferThatRangNowhereIsNotMissed(t *testing.T) {
	h := open(t, jana, petr)
	c := h.call(sales)
	h.wantAsked(t, c, jana)
	h.pass(15 * time.Second)
	h.closePage(jana)
	h.pass(5 * time.Second) // the end of the offer, before the grace's
	h.wantAsked(t, c, petr)
	h.wantPresence(t, jana, appliance.Available)
	h.openPage(jana)
	h.wantAbsent(t, jana, false)
}

func TestRunningConversationsOutliveThePage(t *testing.T) {
	h := open(t, jana)
	c := h.call(sales)
	h.must(t, h.accept(jana, c))
	h.closePage(jana)
	h.pass(time.Hour)
	h.wantPresence(t, jana, appliance.Busy)
	if got := h.conversations[c].State; got != appliance.Active {
		t.Errorf("the call is %s", got)
	}
	h.end(c)
	h.wantPresence(t, jana, appliance.WrapUp)
	h.pass(30 * time.Second)
	h.wantPresence(t, jana, appliance.Available)
	h.wantAbsent(t, jana, true)
}

func TestWhoWasThereHasTheGraceTimeAfterARestart(t *testing.T) {
	h := open(t, jana)
	h.pages[jana] = 0
	h.restart(time.Hour)
	h.wantAbsent(t, jana, false)
	h.pass(grace - time.Second)
	h.wantAbsent(t, jana, false)
	h.pass(time.Second)
	h.wantAbsent(t, jana, true)
	h.restart(time.Hour) // and who had gone before does not come back by it
	h.wantAbsent(t, jana, true)
}

func TestPagesOutliveAReadingOfTheStore(t *testing.T) {
	h := open(t, jana)
	h.pass(time.Hour)
	h.rearrange(func([]appliance.Queue) {})
	h.pass(time.Hour)
	h.wantAbsent(t, jana, false)
	h.closePage(jana)
	h.pass(grace / 2)
	h.rearrange(func([]appliance.Queue) {})
	h.pass(grace / 2)
	h.wantAbsent(t, jana, true)
}

func TestWhoChoosesAStateIsThereForTheGraceTime(t *testing.T) {
	h := open(t, jana)
	h.closePage(jana)
	h.pass(time.Hour)
	h.wantAbsent(t, jana, true)
	h.must(t, h.setPresence(jana, appliance.Available))
	h.wantAbsent(t, jana, false)
	h.pass(grace)
	h.wantAbsent(t, jana, true)
	h.must(t, h.setPresence(jana, appliance.Offline))
	if h.presences[jana].Absent {
		t.Error("who is offline counts as gone besides")
	}
	h.must(t, h.setPresence(jana, appliance.Available))
	h.pass(grace - time.Second)
	h.wantAbsent(t, jana, false)
}
