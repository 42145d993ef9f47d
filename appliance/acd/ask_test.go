package acd

import (
	"errors"
	"slices"
	"testing"
	"time"

	"cordboard/appliance"
)

// served lists who serves a conversation now.
func (h *house) served(c appliance.ConversationID) (all []appliance.OperatorID) {
	for _, p := range h.parts {
		if p.Conversation == c && p.Left.IsZero() {
			all = append(all, p.Operator)
		}
	}
	return all
}

func (h *house) wantServed(t *testing.T, c appliance.ConversationID, want ...appliance.OperatorID) {
	t.Helper()
	if got := h.served(c); !slices.Equal(got, want) {
		t.Errorf("conversation %s is served by %v, want %v", c, got, want)
	}
}

func TestColleagueWhoAcceptsServesInPlaceOrBeside(t *testing.T) {
	for why, want := range map[appliance.Purpose][]appliance.OperatorID{
		appliance.ToPass: {ola}, appliance.ToConsult: {jana, ola}, appliance.ToJoin: {jana, ola},
	} {
		t.Run(string(why), func(t *testing.T) {
			h := open(t, jana)
			c := h.call(sales)
			h.must(t, h.accept(jana, c))
			h.must(t, h.setPresence(ola, appliance.Available))
			h.must(t, h.ask(jana, c, ola, why)) // who does not serve the queue
			h.wantAsked(t, c, ola)
			h.wantServed(t, c, jana) // until then nothing has changed
			h.must(t, h.accept(ola, c))
			h.wantServed(t, c, want...)
			h.wantPresence(t, ola, appliance.Busy)
		})
	}
}

// TestWhatIsPassedAtOnceIsTheColleaguesWithoutAnOffer: a call is offered there too, for
// his telephone must be answered, and so is what he is asked to join (F206).
func TestWhatIsPassedAtOnceIsTheColleaguesWithoutAnOffer(t *testing.T) {
	begin := func(t *testing.T) *house {
		h := open(t, jana)
		h.rules.PassAtOnce = true
		h.restart(0)
		h.must(t, h.setPresence(ola, appliance.Available))
		return h
	}
	t.Run("what is served", func(t *testing.T) {
		h := begin(t)
		c := h.chat(sales)
		h.must(t, h.accept(jana, c))
		h.must(t, h.ask(jana, c, ola, appliance.ToPass))
		h.wantAsked(t, c, 0)
		h.wantServed(t, c, ola)
	})
	t.Run("what waits, and is offered to the very colleague", func(t *testing.T) {
		h := begin(t)
		h.must(t, h.setPresence(petr, appliance.Available))
		c := h.chat(sales)
		h.wantAsked(t, c, jana)
		h.must(t, h.ask(petr, c, jana, appliance.ToPass))
		h.wantAsked(t, c, 0)
		h.wantServed(t, c, jana)
	})
	t.Run("what waits, and is offered to somebody", func(t *testing.T) {
		h := begin(t)
		h.must(t, h.setPresence(petr, appliance.Available))
		c := h.chat(sales)
		h.wantAsked(t, c, jana)
		h.must(t, h.ask(petr, c, ola, appliance.ToPass))
		h.wantAsked(t, c, 0)
		h.wantServed(t, c, ola)
		h.wantPresence(t, jana, appliance.Available)
	})
	t.Run("not to one who has no room", func(t *testing.T) {
		h := begin(t)
		first, second := h.chat(sales), h.chat(sales)
		h.must(t, h.accept(jana, first))
		h.must(t, h.accept(jana, second))
		h.must(t, h.ask(jana, first, ola, appliance.ToPass))
		if err := h.ask(jana, second, ola, appliance.ToPass); !errors.Is(err, ErrNotFree) {
			t.Errorf("a second chat to one who takes one: %v", err)
		}
		h.wantServed(t, second, jana)
	})
	t.Run("not to be joined", func(t *testing.T) {
		h := begin(t)
		c := h.chat(sales)
		h.must(t, h.accept(jana, c))
		h.must(t, h.ask(jana, c, ola, appliance.ToJoin))
		h.wantAsked(t, c, ola)
		h.wantServed(t, c, jana)
	})
	t.Run("not a call", func(t *testing.T) {
		h := begin(t)
		c := h.call(sales)
		h.must(t, h.accept(jana, c))
		h.must(t, h.ask(jana, c, ola, appliance.ToPass))
		h.wantAsked(t, c, ola)
		h.wantServed(t, c, jana)
	})
}

// TestColleagueJoinsAChat: it stays with two when one of them leaves, and the last
// one gives it back to its queue.
func TestColleagueJoinsAChat(t *testing.T) {
	h := open(t, jana)
	c := h.chat(sales)
	h.must(t, h.accept(jana, c))
	h.must(t, h.setPresence(ola, appliance.Available))
	h.must(t, h.ask(jana, c, ola, appliance.ToJoin))
	h.wantAsked(t, c, ola)
	h.must(t, h.accept(ola, c))
	h.wantServed(t, c, jana, ola)
	h.leave(jana, c)
	h.wantServed(t, c, ola)
	h.leave(ola, c)
	h.wantServed(t, c)
}

func TestConversationStaysWhereAColleagueDoesNotTakeIt(t *testing.T) {
	for name, test := range map[string]struct {
		do   func(h *house, c appliance.ConversationID) error
		want appliance.OfferEnd
		ola  appliance.PresenceState
	}{
		"he declines":        {func(h *house, c appliance.ConversationID) error { return h.decline(ola, c) }, appliance.OfferDeclined, appliance.Available},
		"he does not answer": {func(h *house, _ appliance.ConversationID) error { h.pass(20 * time.Second); return nil }, appliance.OfferUnheard, appliance.RONA},
		"he goes away":       {func(h *house, _ appliance.ConversationID) error { return h.setPresence(ola, appliance.Away) }, appliance.OfferUnanswered, appliance.Away},
		"his page has gone": {func(h *house, _ appliance.ConversationID) error {
			h.closePage(ola)
			h.pass(20 * time.Second)
			return nil
		}, appliance.OfferUnanswered, appliance.Available},
		"it is taken back":        {func(h *house, c appliance.ConversationID) error { return h.withdraw(jana, c) }, appliance.OfferWithdrawn, appliance.Available},
		"it is left to the queue": {func(h *house, c appliance.ConversationID) error { h.leave(jana, c); return nil }, appliance.OfferWithdrawn, appliance.Available},
	} {
		t.Run(name, func(t *testing.T) {
			h := open(t, jana)
			c := h.chat(sales)
			h.must(t, h.accept(jana, c))
			h.must(t, h.setPresence(ola, appliance.Available))
			h.must(t, h.ask(jana, c, ola, appliance.ToPass))
			h.must(t, test.do(h, c))
			if got := h.ends(c); !slices.Contains(got, test.want) {
				t.Errorf("offers ended %v, want %v among them", got, test.want)
			}
			h.wantPresence(t, ola, test.ola)
			if slices.Contains(h.served(c), ola) {
				t.Error("Ola serves it")
			}
		})
	}
}

func TestAskingAColleagueIsRefused(t *testing.T) {
	h := open(t, jana, petr)
	call, chat := h.call(sales), h.chat(sales)
	h.must(t, h.accept(jana, call))
	h.must(t, h.accept(petr, chat))
	for name, test := range map[string]struct {
		by, to appliance.OperatorID
		c      appliance.ConversationID
		why    appliance.Purpose
		want   error
	}{
		"by one who does not serve it": {jana, petr, chat, appliance.ToPass, appliance.ErrNotServing},
		"of oneself":                   {jana, jana, call, appliance.ToPass, appliance.ErrNotFound},
		"of nobody":                    {jana, 99, call, appliance.ToPass, appliance.ErrNotFound},
		"of one who is offline":        {jana, ola, call, appliance.ToPass, ErrNotFree},
		"of one in a call":             {petr, jana, chat, appliance.ToPass, ErrNotFree},
		"to be consulted in a chat":    {petr, jana, chat, appliance.ToConsult, ErrPurpose},
		"for nothing":                  {jana, petr, call, "", ErrPurpose},
	} {
		if err := h.ask(test.by, test.c, test.to, test.why); !errors.Is(err, test.want) {
			t.Errorf("%s: %v, want %v", name, err, test.want)
		}
	}
	message := h.enter(appliance.Voicemail, sales)
	h.must(t, h.accept(petr, message))
	if err := h.ask(petr, message, jana, appliance.ToJoin); !errors.Is(err, ErrPurpose) {
		t.Errorf("to join in a message: %v, want %v", err, ErrPurpose)
	}
	h.must(t, h.ask(jana, call, petr, appliance.ToJoin))
	h.must(t, h.setPresence(ola, appliance.Available))
	if err := h.ask(jana, call, ola, appliance.ToJoin); !errors.Is(err, ErrAsking) {
		t.Errorf("a second one before the first answered: %v, want %v", err, ErrAsking)
	}
	h.must(t, h.accept(petr, call))
	if err := h.ask(jana, call, petr, appliance.ToJoin); !errors.Is(err, ErrWithYou) {
		t.Errorf("one who is in it: %v, want %v", err, ErrWithYou)
	}
	if err := h.withdraw(jana, call); !errors.Is(err, ErrNoOffer) {
		t.Errorf("taking back what was answered: %v, want %v", err, ErrNoOffer)
	}
}

func TestVoicemailIsPassedOnToAColleagueAndGivenBackToItsQueue(t *testing.T) {
	h := open(t, jana, petr)
	message := h.enter(appliance.Voicemail, sales)
	h.must(t, h.accept(jana, message))
	h.must(t, h.ask(jana, message, petr, appliance.ToPass))
	h.wantAsked(t, message, petr)
	h.must(t, h.accept(petr, message))
	h.wantServed(t, message, petr)
	h.wrapUp(jana, message)
	h.leave(petr, message)
	h.wrapUp(petr, message)
	h.wantAsked(t, message, jana) // he left it to others
	h.must(t, h.accept(jana, message))
	h.wantServed(t, message, jana)
}

// TestWhatWaitsIsPassedToAColleagueBeforeAnybodyTakesIt: it stays where it waits, and
// nobody else is asked, until he answers.
func TestWhatWaitsIsPassedToAColleagueBeforeAnybodyTakesIt(t *testing.T) {
	h := open(t, petr, jana, ola)
	c := h.chat(sales)
	h.wantAsked(t, c, petr)
	h.must(t, h.ask(petr, c, ola, appliance.ToPass)) // who serves another queue
	h.wantAsked(t, c, ola)
	if got := h.conversations[c]; got.State != appliance.Waiting || got.Queue != sales {
		t.Errorf("it is %s in queue %s", got.State, got.Queue)
	}
	h.must(t, h.decline(ola, c))
	h.wantAsked(t, c, petr)
	h.must(t, h.ask(jana, c, ola, appliance.ToPass))
	h.must(t, h.accept(ola, c))
	if got := h.conversations[c].State; got != appliance.Active {
		t.Errorf("she accepted, and it is %s", got)
	}
	if err := h.ask(petr, c, jana, appliance.ToPass); !errors.Is(err, appliance.ErrNotServing) {
		t.Errorf("what Ola serves is passed on by Petr: %v", err)
	}
}

func TestWhatWaitsInAQueueOfOthersIsNotPassedOn(t *testing.T) {
	h := open(t, jana, ola)
	c := h.chat(sales)
	for _, why := range []appliance.Purpose{appliance.ToPass, appliance.ToJoin} {
		if err := h.ask(ola, c, jana, why); !errors.Is(err, appliance.ErrNotServing) {
			t.Errorf("to %s it: %v, want %v", why, err, appliance.ErrNotServing)
		}
	}
	h.wantAsked(t, c, jana)
}

// TestWhoLooksAfterOthersPassesOnWhatTheyServeAndTakesNothing is F192.
func TestWhoLooksAfterOthersPassesOnWhatTheyServeAndTakesNothing(t *testing.T) {
	h := open(t, petr, jana)
	watches := h.operator(ola)
	watches.Rights = append(appliance.Oversee(), appliance.RightPass)
	h.change(watches)
	served, waits := h.chat(sales), appliance.ConversationID(0)
	h.must(t, h.accept(petr, served))
	h.must(t, h.ask(ola, served, jana, appliance.ToPass))
	h.wantAsked(t, served, jana)
	h.must(t, h.accept(jana, served))
	for id, want := range map[appliance.OperatorID]bool{petr: false, jana: true} {
		if got := slices.ContainsFunc(h.parts, func(p appliance.Part) bool { return p.Operator == id && p.Conversation == served && p.Left.IsZero() }); got != want {
			t.Errorf("%s serves it: %v", h.name(id), got)
		}
	}
	h.wrapUp(petr, served)
	waits = h.chat(sales)
	if err := h.accept(ola, waits); err == nil {
		t.Error("she took it herself")
	}
	if err := h.ask(ola, waits, jana, appliance.ToJoin); !errors.Is(err, appliance.ErrNotServing) {
		t.Errorf("she asks about it: %v", err)
	}
	h.wantAsked(t, waits, petr)
	h.must(t, h.ask(ola, waits, jana, appliance.ToPass))
	h.wantAsked(t, waits, jana)
}

// TestWhatSeveralServeIsPassedOnByNobodyElse: no offer of it rings for nothing, and
// one that rings is taken back when a second one joins.
func TestWhatSeveralServeIsPassedOnByNobodyElse(t *testing.T) {
	h := open(t, petr, jana, ola)
	watches := h.operator(petr)
	watches.Rights = append(appliance.Serve(), appliance.RightObserve)
	h.change(watches)
	fourth := appliance.Operator{ID: ola + 1, Rights: appliance.Serve(), Name: "Karel", Groups: []appliance.GroupID{2}, Chats: 2, Calls: 1}
	h.operators, h.pages[fourth.ID] = append(h.operators, fourth), 1
	h.restart(0)
	h.must(t, h.setPresence(fourth.ID, appliance.Available))
	c := h.chat(sales)
	h.must(t, h.accept(jana, c))
	h.must(t, h.ask(petr, c, fourth.ID, appliance.ToPass))
	h.wantAsked(t, c, fourth.ID)
	h.must(t, h.withdraw(petr, c))
	h.must(t, h.ask(jana, c, ola, appliance.ToJoin))
	h.must(t, h.accept(ola, c))
	if err := h.ask(petr, c, fourth.ID, appliance.ToPass); !errors.Is(err, appliance.ErrShared) {
		t.Errorf("Petr passes on what Jana and Ola serve: %v, want %v", err, appliance.ErrShared)
	}
	h.wantAsked(t, c, 0)
	h.must(t, h.ask(jana, c, fourth.ID, appliance.ToPass)) // her share is hers to pass
	h.must(t, h.decline(fourth.ID, c))
	h.leave(ola, c)
	h.wrapUp(ola, c)
	h.must(t, h.ask(petr, c, fourth.ID, appliance.ToPass))
	h.joinIn(ola, c)
	h.wantAsked(t, c, 0)
}
