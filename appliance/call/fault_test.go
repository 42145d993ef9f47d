package call_test

import (
	"errors"
	"slices"
	"testing"

	"cordboard/appliance/call"
	"cordboard/appliance/media"
)

// A caller whom an operator called himself is in no tree.
func TestContactWhomAnOperatorCalledIsHandedOver(t *testing.T) {
	b := newBox(t)
	up(t, b)
	contact, colleague := subscribe(1700), subscribe(2100)
	newExchange(t, b, map[string]*subscriber{"775418102": contact, "31": colleague}, 404)
	o := newVoice(t, 440)
	b.legs.set(operator, o)
	dials(t, b)
	o.hears(t, 1700)
	if err := b.calls.Consult(t.Context(), 1, operator, "31"); err != nil {
		t.Fatal(err)
	}
	o.hears(t, 2100)
	if err := b.calls.Hand(t.Context(), 1, operator); err != nil {
		t.Fatal(err)
	}
	contact.ear.hears(t, 2100)
	colleague.ear.hears(t, 1700)
	b.desk.wait(t, "the end", func(d *desk) bool { return slices.Equal(d.ended, []string{"operator handed"}) })
	close(contact.hangup)
	<-colleague.gone
}

// brittle is an operator's sound that breaks when nobody listens any more.
type brittle struct{ *voice }

func (b brittle) Listen(s media.Sink) {
	if s == nil {
		panic("a fault of ours")
	}
	b.voice.Listen(s)
}

func TestCallThatBreaksAtItsEndIsEnded(t *testing.T) {
	b := newBox(t)
	c, o := newCaller(t), newVoice(t, 440)
	b.legs.set(operator, brittle{o})
	c.dial(t, b, "200")
	b.desk.wait(t, "a caller who waits", waiting)
	b.desk.accept()
	c.ear.hears(t, 440)
	if err := b.calls.Hangup(t.Context(), 1, operator); err != nil {
		t.Fatal(err)
	}
	<-c.Over()
	b.desk.wait(t, "the end", func(d *desk) bool { return len(d.ended) > 0 })
}

// The one before ends within a telephone's call, which the server of SIP guards;
// this one is the box's own.
func TestCallOfOursThatBreaksAtItsEndEndsNothingElse(t *testing.T) {
	b := newBox(t)
	up(t, b)
	contact := subscribe(1700)
	newExchange(t, b, map[string]*subscriber{"775418102": contact}, 404)
	o := newVoice(t, 440)
	b.legs.set(operator, brittle{o})
	dials(t, b)
	o.hears(t, 1700)
	close(contact.hangup)
	b.desk.wait(t, "the end", func(d *desk) bool { return len(d.ended) > 0 })
	b.log.wait(t, "a fault of ours")
}

// The conversation has gone to a colleague as its operator hangs up on its caller.
func TestCallThatWentToAColleagueAsItEndedIsEnded(t *testing.T) {
	b := newBox(t)
	c, _ := talk(t, b)
	b.desk.change(func() { b.desk.strange = operator })
	if err := b.calls.Hangup(t.Context(), 1, operator); err != nil {
		t.Fatal(err)
	}
	<-c.Over()
	b.desk.wait(t, "the end", func(d *desk) bool { return slices.Equal(d.ended, []string{"system hangup"}) })
}

func TestCallerOfATreeIsNotCutOffByAParameterThatCannotBeKept(t *testing.T) {
	b := newBox(t)
	b.leads(t, `
nodes:
  note: {set: {from: shop}, then: kept}
  kept: {hangup: kept}
`)
	b.desk.full.Store(true)
	c := newCaller(t)
	c.dial(t, b, "200")
	c.ear.hears(t, 1400)
	<-c.Over()
}

// A cap counts what may be called: who asks for what he may not have uses up
// nothing.
func TestCallThatMayNotBeAskedForIsNotCounted(t *testing.T) {
	b := newBox(t)
	newExchange(t, b, nil, 404)
	talk(t, b)
	if err := b.calls.Consult(t.Context(), 1, operator+1, "31"); !errors.Is(err, call.ErrNotYourCall) {
		t.Errorf("got %v, want %v", err, call.ErrNotYourCall)
	}
	if by := b.out.lastAsked(); by != 0 {
		t.Errorf("a way was asked for operator %d, who has no part in the call", by)
	}
	if err := b.calls.Consult(t.Context(), 1, operator, "31"); err != nil || b.out.lastAsked() != operator {
		t.Errorf("who has: %v, a way asked for %d", err, b.out.lastAsked())
	}
}

// explosive is a supervisor's sound that breaks when something is to be heard on it.
type explosive struct{ *voice }

func (explosive) Send(media.Frame) { panic("a fault of ours") }

func TestFaultInAConferenceCostsItsCallAlone(t *testing.T) {
	b := newBox(t)
	c, _ := talk(t, b)
	other := comes(t, b, 1700)
	b.legs.set(supervisor+1, newVoice(t, 2100))
	join(b, supervisor+1)
	other.ear.hears(t, 2100)
	b.legs.set(supervisor, explosive{newVoice(t, 880)})
	if err := b.calls.Watch(t.Context(), 1, supervisor, call.Listening); err != nil {
		t.Fatal(err)
	}
	<-c.Over()
	b.desk.wait(t, "the end", func(d *desk) bool { return slices.Equal(d.ended, []string{"system fault"}) })
	other.ear.hears(t, 2100)
}
