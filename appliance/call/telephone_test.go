package call_test

import (
	"net/netip"
	"slices"
	"testing"
	"time"

	"cordboard/appliance"
	"cordboard/appliance/call"
	"cordboard/appliance/media/rtp"
	"cordboard/appliance/peertest"
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
	id, err := b.calls.Dial(t.Context(), operator, "31", 0)
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
	if err := b.calls.Leave(t.Context(), 1, supervisor); err != nil { // he has put it down
		t.Fatal(err)
	}
	b.legs.wait(t, operator)
	if err := b.calls.Leave(t.Context(), 1, operator); err != nil {
		t.Fatal(err)
	}
	b.desk.wait(t, "the end", func(d *desk) bool { return slices.Equal(d.ended, []string{"operator hangup"}) })
}

// The call ends while the operator's own telephone still rings: the contact was not
// called, and his sound is free for the next call all the same.
func TestSoundOfAContactWhoWasNotYetCalledIsGivenBack(t *testing.T) {
	one, err := rtp.NewEngine(rtp.Config{Host: netip.MustParseAddr("127.44.0.2"), Ports: [2]uint16{30000, 30001}}) // no other test is there
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(one.Close)
	b := newBoxOf(t, func(d *call.Deps) { d.Engine = one })
	newExchange(t, b, nil, 404)
	b.legs.comes = true
	for n := range 2 {
		id := dials(t, b)
		if err := b.calls.Hangup(t.Context(), id, operator); err != nil {
			t.Fatal(err)
		}
		b.desk.wait(t, "the end", func(d *desk) bool { return len(d.ended) > n })
		if !peertest.Until(20*time.Second, func() bool { return b.calls.Active() == 0 }) {
			t.Fatal("the call is never gone")
		}
	}
}
