package acd

import (
	"errors"
	"slices"
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
	if err := h.accept(jana, call); !errors.Is(err, ErrNoCalls) {
		t.Errorf("call by hand: %v, want %v", err, ErrNoCalls)
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
	if err := h.accept(jana, second); !errors.Is(err, ErrOnCall) {
		t.Errorf("second call by hand: %v, want %v", err, ErrOnCall)
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
	h.carryOut(Join{h.call(sales), jana})
	h.now = h.now.Add(20 * time.Second) // in the very moment at which the offer runs out
	h.settle()
	h.wantPresence(t, jana, appliance.Busy)
	h.wantAsked(t, chat, 0)
	if got, want := h.ends(chat), []appliance.OfferEnd{appliance.OfferWithdrawn}; !slices.Equal(got, want) {
		t.Errorf("offers ended %v, want %v", got, want)
	}
}

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

func TestRONAIsLeftOnlyByHand(t *testing.T) {
	h := open(t, jana)
	c := h.chat(sales)
	h.pass(time.Hour)
	h.wantPresence(t, jana, appliance.RONA)
	h.end(c)
	c = h.chat(sales)
	h.restart(time.Minute)
	h.must(t, h.accept(jana, c)) // not even by taking something by hand
	h.pass(time.Hour)
	h.wantPresence(t, jana, appliance.RONA)
	h.must(t, h.setPresence(jana, appliance.Available))
	h.wantAsked(t, h.chat(sales), jana)
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
	moved := h.conversations[c]
	moved.Queue = help
	h.conversations[c] = moved
	h.tell(appliance.ConversationQueued{Conversation: moved})
	h.settle()
	h.wantAsked(t, c, petr)
}

func TestTakingByHandWithdrawsTheOthersOffer(t *testing.T) {
	h := open(t, petr, jana)
	c := h.chat(sales)
	h.must(t, h.accept(jana, c))
	h.wantPresence(t, petr, appliance.Available)
	h.wantAsked(t, h.chat(sales), petr)
	if got, want := h.ends(c), []appliance.OfferEnd{appliance.OfferWithdrawn}; !slices.Equal(got, want) {
		t.Errorf("offers ended %v, want %v", got, want)
	}
	err := h.accept(petr, c)
	if !errors.Is(err, ErrTaken) || appliance.AsRefusal(err).Args["operator"] != "Jana" {
		t.Errorf("the slower one: %v, want that Jana has it", err)
	}
	h.must(t, h.accept(jana, c)) // a second click does no harm
}

func TestTakingByHandWithdrawsHisOwnOfferWhenNoRoomIsLeft(t *testing.T) {
	h := open(t, ola) // one chat at once
	offered, other := h.chat(help), h.chat(help)
	h.must(t, h.accept(ola, other))
	h.wantAsked(t, offered, 0)
	h.wantPresence(t, ola, appliance.Available)
}

func TestTakingByHandIsRefused(t *testing.T) {
	h := open(t, petr)
	c := h.chat(help)
	for name, test := range map[string]struct {
		operator     appliance.OperatorID
		conversation appliance.ConversationID
		want         error
	}{
		"to one who is offline":          {ola, c, ErrNotSignedIn},
		"to one who does not exist":      {99, c, ErrNotSignedIn},
		"for a conversation not waiting": {petr, 99, ErrNotWaiting},
	} {
		if err := h.accept(test.operator, test.conversation); !errors.Is(err, test.want) {
			t.Errorf("%s: %v, want %v", name, err, test.want)
		}
	}
	h.must(t, h.setPresence(jana, appliance.Away))
	if err := h.accept(jana, c); !errors.Is(err, ErrNotYours) {
		t.Errorf("of a queue he does not serve: %v, want %v", err, ErrNotYours)
	}
	h.must(t, h.setPresence(ola, appliance.Away))
	o := h.operator(ola)
	o.Disabled = true
	h.state.Apply(appliance.OperatorChanged{Operator: o}, h.now) // and no round yet
	if _, err := h.state.Accept(ola, c, h.now); !errors.Is(err, ErrNotSignedIn) {
		t.Errorf("to one who is disabled: %v, want %v", err, ErrNotSignedIn)
	}
	h.change(h.operator(ola))
	h.must(t, h.accept(ola, c)) // who is away may
	h.end(c)
	if err := h.accept(petr, c); !errors.Is(err, ErrNotWaiting) {
		t.Errorf("when it is over: %v, want %v", err, ErrNotWaiting)
	}
}

func TestVisitorsEndWithdrawsTheOffer(t *testing.T) {
	h := open(t, jana)
	c := h.call(sales)
	h.end(c)
	h.wantAsked(t, c, 0)
	h.pass(time.Hour)
	h.wantPresence(t, jana, appliance.Available)
	if got, want := h.ends(c), []appliance.OfferEnd{appliance.OfferWithdrawn}; !slices.Equal(got, want) {
		t.Errorf("offers ended %v, want %v", got, want)
	}
}

func TestOfferOfOneWhoGoesIsWithdrawn(t *testing.T) {
	for name, goes := range map[string]func(h *house) error{
		"away":    func(h *house) error { return h.setPresence(petr, appliance.Away) },
		"offline": func(h *house) error { return h.setPresence(petr, appliance.Offline) },
		"disabled": func(h *house) error {
			o := h.operator(petr)
			o.Disabled = true
			h.change(o)
			h.wantPresence(t, petr, appliance.Offline)
			return nil
		},
		"to another group": func(h *house) error {
			o := h.operator(petr)
			o.Groups = nil
			h.change(o)
			return nil
		},
		"with his group from the queue": func(h *house) error {
			h.rearrange(func(q []appliance.Queue) { q[1].Groups = []appliance.GroupID{9} })
			return nil
		},
	} {
		t.Run(name, func(t *testing.T) {
			h := open(t, petr)
			c := h.chat(help)
			h.wantAsked(t, c, petr)
			h.must(t, goes(h))
			h.wantAsked(t, c, 0)
			if got, want := h.ends(c), []appliance.OfferEnd{appliance.OfferWithdrawn}; !slices.Equal(got, want) {
				t.Errorf("offers ended %v, want %v", got, want)
			}
		})
	}
}

func TestCallIsFollowedByWrapUpUntilTheReasonIsGiven(t *testing.T) {
	h := open(t, jana)
	call := h.call(sales)
	h.must(t, h.accept(jana, call))
	h.wantPresence(t, jana, appliance.Busy)
	h.end(call)
	h.wantPresence(t, jana, appliance.WrapUp)
	next := h.call(sales)
	h.wantAsked(t, next, 0)
	h.pass(10 * time.Second)
	h.wrapUp(jana, call)
	h.wantPresence(t, jana, appliance.Available)
	h.wantAsked(t, next, jana)
}

func TestWrapUpEndsWithItsTimeThoughTheReasonIsMissing(t *testing.T) {
	h := open(t, jana)
	call := h.call(sales)
	h.must(t, h.accept(jana, call))
	h.end(call)
	h.pass(30*time.Second - 1)
	h.wantPresence(t, jana, appliance.WrapUp)
	h.pass(1)
	h.wantPresence(t, jana, appliance.Available)
	next := h.call(sales)
	h.must(t, h.accept(jana, next))
	h.end(next)
	h.wantPresence(t, jana, appliance.WrapUp)
	h.wrapUp(jana, call) // the old one
	h.wantPresence(t, jana, appliance.WrapUp)
	h.wrapUp(jana, next)
	h.wantPresence(t, jana, appliance.Available)
}

func TestWrapUpCanBeEndedByHand(t *testing.T) {
	for _, to := range []appliance.PresenceState{appliance.Available, appliance.Away, appliance.Offline} {
		h := open(t, jana)
		call := h.call(sales)
		h.must(t, h.accept(jana, call))
		h.end(call)
		h.must(t, h.setPresence(jana, to))
		h.pass(time.Minute)
		h.wantPresence(t, jana, to)
	}
}

func TestQueueWithoutWrapUpTimeLeadsStraightBack(t *testing.T) {
	h := open(t, jana)
	h.rearrange(func(q []appliance.Queue) { q[0].WrapUpFor = 0 })
	call := h.call(sales)
	h.must(t, h.accept(jana, call))
	h.end(call)
	h.wantPresence(t, jana, appliance.Available)
}

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
	h.must(t, h.command(h.state.SetPresence(jana, appliance.Away, "training", h.now)))
	if got := h.presences[jana]; got.Reason != "training" || !got.Since.Equal(h.now) {
		t.Errorf("another reason gave %+v", got)
	}
}

func TestQueueIsMannedBySomebodySignedInWhateverHeDoes(t *testing.T) {
	h := open(t, jana, ola)
	h.must(t, h.setPresence(jana, appliance.Away))
	if got := h.state.Manned(); !got[kind{sales, false}] || !got[kind{help, true}] {
		t.Errorf("manned %v, want both", got)
	}
	h.must(t, h.setPresence(jana, appliance.Offline))
	o := h.operator(ola)
	o.Disabled = true
	h.change(o)
	if got := h.state.Manned(); len(got) > 0 {
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
		got := h.state.Manned()
		if chat, call := got[kind{sales, false}], got[kind{sales, true}]; chat != (limits.chats > 0) || call != (limits.calls > 0) {
			t.Errorf("with %+v chats are manned %v and calls %v", limits, chat, call)
		}
	}
}

func TestOfferOfWhatTheTreeTookBackIsWithdrawn(t *testing.T) {
	h := open(t, jana)
	id := h.call(sales)
	h.wantAsked(t, id, jana)
	c := h.conversations[id]
	c.State = appliance.InTree
	h.conversations[id] = c
	h.tell(appliance.ConversationChanged{Conversation: c})
	h.settle()
	h.wantAsked(t, id, 0)
	if got := h.ends(id); !slices.Equal(got, []appliance.OfferEnd{appliance.OfferWithdrawn}) {
		t.Errorf("its offers ended %v, want withdrawn", got)
	}
	if err := h.accept(jana, id); err == nil {
		t.Error("Jana takes it, and it waits no more")
	}
	h.wantPresence(t, jana, appliance.Available)
}

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
	chats := h.state.operator(jana).chats()
	p, known := h.parts[0], h.conversations[c]
	for range 2 {
		h.state.Apply(appliance.PartBegan{Part: p, Conversation: known}, h.now)
		h.state.Apply(appliance.OfferMade{Offer: h.offers[0]}, h.now)
		h.state.Apply(appliance.PresenceChanged{Presence: h.presences[jana]}, h.now)
		h.state.Apply(appliance.OperatorChanged{Operator: h.operator(jana)}, h.now)
		h.state.Apply(appliance.EntryPosted{Conversation: known}, h.now)
	}
	if after, _ := h.state.Decide(h.now); len(after) != len(before) || h.state.operator(jana).chats() != chats {
		t.Errorf("decisions %v, want %v; %d chats, want %d", after, before, h.state.operator(jana).chats(), chats)
	}
}
