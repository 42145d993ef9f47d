package call_test

import (
	"slices"
	"testing"
	"time"

	"cordboard/appliance/call"
	"cordboard/appliance/peertest"
)

// TestTelephoneThatSaysNothingIsHungUpUnlessItHoldsUs has sipp call, which sends
// no sound and no report.
func TestTelephoneThatSaysNothingIsHungUpUnlessItHoldsUs(t *testing.T) {
	for scenario, want := range map[string]string{"mute": "system silence", "held": "contact hangup"} {
		t.Run(scenario, func(t *testing.T) {
			b := newBoxOf(t, func(d *call.Deps) { d.Silence = 2 * time.Second })
			peertest.Sipp{Scenario: "testdata/sipp/" + scenario + ".xml", Target: b.sip, Called: "200", Limit: time.Minute}.Run(t).OK(t)
			b.desk.wait(t, "the end", func(d *desk) bool { return len(d.ended) > 0 })
			if !slices.Equal(b.desk.written().ended, []string{want}) {
				t.Errorf("ended by %v, want %s", b.desk.written().ended, want)
			}
		})
	}
}

// TestNumberThatFallsSilentIsTakenForGone asks a number aside whose telephone
// stops sending; the caller is the operator's as before.
func TestNumberThatFallsSilentIsTakenForGone(t *testing.T) {
	b := newBoxOf(t, func(d *call.Deps) { d.Silence = 2 * time.Second })
	colleague := subscribe(1700)
	newExchange(t, b, map[string]*subscriber{"31": colleague}, 404)
	c, o := talk(t, b)
	if err := b.calls.Consult(t.Context(), 1, operator, "31"); err != nil {
		t.Fatal(err)
	}
	o.hears(t, 1700)
	close(colleague.mute)
	<-colleague.gone
	if err := b.calls.Hold(t.Context(), 1, operator, false); err != nil {
		t.Fatal(err)
	}
	c.ear.hears(t, 440)
	o.hears(t, 1000)
}

// Whoever called whom: the one who has gone has not hung up.
func TestContactWhomAnOperatorCalledAndWhoFallsSilentHasNotHungUp(t *testing.T) {
	b := newBoxOf(t, func(d *call.Deps) { d.Silence = 2 * time.Second })
	up(t, b)
	contact, o, _ := callsOut(t, b)
	o.hears(t, 1700)
	close(contact.mute)
	<-contact.gone
	b.desk.wait(t, "the end", func(d *desk) bool { return slices.Equal(d.ended, []string{"system silence"}) })
}
