package call_test

import (
	"context"
	"errors"
	"slices"
	"testing"

	"cordboard/appliance"
	"cordboard/appliance/call"
	"cordboard/appliance/sip"
)

const (
	supervisor = appliance.OperatorID(8)
	second     = appliance.ConversationID(4)
)

// watched is a call whose operator a supervisor listens to.
func watched(t *testing.T, b *box) (*caller, *voice) {
	t.Helper()
	c, _ := talk(t, b)
	s := newVoice(t, 880)
	b.legs.set(supervisor, s)
	if err := b.calls.Watch(t.Context(), 1, supervisor, call.Listening); err != nil {
		t.Fatal(err)
	}
	s.hearsBoth(t, 440, 1000)
	return c, s
}

// comes is another caller, who speaks a tone of his own, in a second call.
func comes(t *testing.T, b *box, hz float64) *subscriber {
	t.Helper()
	other := subscribe(hz)
	b.desk.change(func() { b.desk.opens = second })
	newExchange(t, b, nil, 404).calls(t, other, sip.Outgoing{Peer: b.sip, Number: "200"})
	b.desk.wait(t, "a caller who waits", waiting)
	other.ear.hears(t, 600)
	return other
}

// join gives the second call to an operator.
func join(b *box, o appliance.OperatorID) {
	b.feed.Publish(appliance.PartBegan{
		Part:         appliance.Part{Operator: o, Role: appliance.Serving},
		Conversation: appliance.Conversation{ID: second, Channel: appliance.Phone, State: appliance.Active},
	})
}

func role(b *box, c appliance.ConversationID, o appliance.OperatorID) call.Role {
	return b.calls.Standing(c).Role(o)
}

// The sound of a supervisor is the call's that he takes, and stays so when the one
// ends to which he listened.
func TestSupervisorWhoTakesACallStopsListeningToAnother(t *testing.T) {
	b := newBox(t)
	c, s := watched(t, b)
	other := comes(t, b, 1700)
	join(b, supervisor)
	s.hears(t, 1700)
	other.ear.hears(t, 880)
	b.desk.wait(t, "that he stopped", func(d *desk) bool { return count(d.entries, appliance.EntryWatched) == 2 })
	if got := role(b, 1, supervisor); got != "" {
		t.Errorf("he is still %s at the other call", got)
	}
	if err := c.Hangup(t.Context()); err != nil {
		t.Fatal(err)
	}
	b.desk.wait(t, "the end", func(d *desk) bool { return len(d.ended) > 0 })
	s.hears(t, 1700)
	other.ear.hears(t, 880)
	b.desk.wait(t, "no break of the sound", func(d *desk) bool {
		return !slices.Contains(d.entries, appliance.EntryRestored) && !slices.Contains(d.entries, appliance.EntryBroken)
	})
}

func TestSupervisorWhoCallsSomebodyStopsListening(t *testing.T) {
	b := newBox(t)
	_, s := watched(t, b)
	contact := subscribe(1700)
	newExchange(t, b, map[string]*subscriber{"775418102": contact}, 404)
	b.desk.change(func() { b.desk.opens = second })
	defer close(contact.hangup)
	if _, err := b.calls.Dial(t.Context(), supervisor, "775418102", 0); err != nil {
		t.Fatal(err)
	}
	s.hears(t, 1700)
	contact.ear.hears(t, 880)
	if got := role(b, 1, supervisor); got != "" {
		t.Errorf("he is still %s at the other call", got)
	}
}

func TestSupervisorListensToOneCallAtATime(t *testing.T) {
	b := newBox(t)
	_, s := watched(t, b)
	other := comes(t, b, 1700)
	third := newVoice(t, 2100)
	b.legs.set(supervisor+1, third)
	join(b, supervisor+1)
	other.ear.hears(t, 2100)
	if err := b.calls.Watch(t.Context(), second, supervisor, call.Guest); err != nil {
		t.Fatal(err)
	}
	s.hearsBoth(t, 1700, 2100)
	other.ear.hearsBoth(t, 880, 2100)
	if got := role(b, 1, supervisor); got != "" {
		t.Errorf("he is still %s at the first call", got)
	}
}

func TestOperatorWhoServesACallListensToNoOther(t *testing.T) {
	b := newBox(t)
	talk(t, b)
	s := newVoice(t, 880)
	b.legs.set(supervisor, s)
	other := comes(t, b, 1700)
	join(b, supervisor)
	s.hears(t, 1700)
	if err := b.calls.Watch(t.Context(), 1, supervisor, call.Listening); !errors.Is(err, appliance.ErrOnCall) {
		t.Errorf("watch beside an own call: %v, want %v", err, appliance.ErrOnCall)
	}
	if err := b.calls.Hangup(context.WithoutCancel(t.Context()), second, supervisor); err != nil {
		t.Fatal(err)
	}
	<-other.gone
	if err := b.calls.Watch(t.Context(), 1, supervisor, call.Listening); err != nil {
		t.Errorf("watch after an own call: %v", err)
	}
	s.hearsBoth(t, 440, 1000)
}

func count(all []appliance.EntryKind, kind appliance.EntryKind) (n int) {
	for _, e := range all {
		if e == kind {
			n++
		}
	}
	return n
}
