package acd

import (
	"errors"
	"slices"
	"testing"
	"time"

	"cordboard/appliance"
)

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
		"for a conversation not waiting": {petr, 99, appliance.ErrNotWaiting},
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
	if err := h.accept(petr, c); !errors.Is(err, appliance.ErrNotWaiting) {
		t.Errorf("when it is over: %v, want %v", err, appliance.ErrNotWaiting)
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
