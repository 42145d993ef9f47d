package call_test

import (
	"testing"
	"time"

	"cordboard/appliance"
	"cordboard/appliance/call"
)

func TestOperatorsSoundHearsThatHeSitsAndRises(t *testing.T) {
	b := newBox(t)
	c, _ := talk(t, b)
	b.legs.wait(t, operator)
	_ = c.Hangup(t.Context())
	b.legs.wait(t)
}

func TestWhoeverIsCalledWaitsForTheOperatorsOwnTelephone(t *testing.T) {
	b := newBox(t)
	up(t, b)
	contact := subscribe(700)
	newExchange(t, b, map[string]*subscriber{"31": contact}, 404)
	b.legs.comes = true
	id, err := b.calls.Dial(t.Context(), call.Dialling{Operator: operator, Number: "31"})
	if err != nil {
		t.Fatal(err)
	}
	b.legs.wait(t, operator) // and his telephone rings
	select {
	case <-contact.called:
		t.Fatal("the contact is called before the operator has lifted")
	default:
	}
	o := newVoice(t, 440)
	b.legs.set(operator, o)
	b.calls.LegChanged(operator, true)
	select {
	case <-contact.called:
	case <-time.After(20 * time.Second):
		t.Fatalf("the contact is never called; %v", b.desk.ended)
	}
	o.hears(t, 700)
	if err := b.calls.Hangup(t.Context(), id, operator); err != nil {
		t.Fatal(err)
	}
	<-contact.gone
	b.legs.wait(t)
}

func TestSupervisorMayListenWhoseTelephoneMustRingFirst(t *testing.T) {
	b := newBox(t)
	_, _ = talk(t, b)
	const supervisor = appliance.OperatorID(8)
	b.legs.comes = true
	if err := b.calls.Watch(t.Context(), 1, supervisor, call.Listening); err != nil {
		t.Fatal(err)
	}
	b.legs.wait(t, operator, supervisor)
	ears := newVoice(t, 500)
	b.legs.set(supervisor, ears)
	b.calls.LegChanged(supervisor, true)
	ears.hearsBoth(t, 440, 1000)
	if err := b.calls.Watch(t.Context(), 1, supervisor, ""); err != nil {
		t.Fatal(err)
	}
	b.legs.wait(t, operator)
}
