package call_test

import (
	"slices"
	"sync"
	"testing"
	"time"

	"cordboard/appliance"
	"cordboard/appliance/peertest"
)

// TestSippPassesCallsOn has a peer that nobody here wrote pass its call on, or
// take its place with another. The scenarios say what it wants to be told.
func TestSippPassesCallsOn(t *testing.T) {
	for _, tt := range []struct {
		scenario string
		has      map[string]*subscriber // of the exchange; others are busy
		denied   bool
		entry    appliance.EntryKind // what the story tells of it
	}{
		{scenario: "refer", has: map[string]*subscriber{"32": subscribe(2300)}, entry: appliance.EntrySucceeded},
		{scenario: "refer-busy", entry: appliance.EntryPartyFailed},
		{scenario: "refer-denied", denied: true},
		{scenario: "replaces", entry: appliance.EntrySucceeded},
		{scenario: "replaces-early"},
		{scenario: "replaces-unknown"},
	} {
		t.Run(tt.scenario, func(t *testing.T) {
			b := newBox(t)
			newExchange(t, b, tt.has, 486)
			if tt.denied {
				b.out.refuse(appliance.Refuse(appliance.Forbidden, "refusal.dial-denied"))
			}
			up(t, b)
			peertest.Sipp{Scenario: "testdata/sipp/" + tt.scenario + ".xml", Target: b.sip, Called: "200"}.Run(t).OK(t)
			if tt.entry != "" {
				b.desk.wait(t, "what the story tells", func(d *desk) bool { return slices.Contains(d.entries, tt.entry) })
			}
			for _, s := range tt.has { // is the caller now
				<-s.called
				s.ear.hears(t, 600)
				close(s.hangup)
			}
			b.desk.wait(t, "the end", func(d *desk) bool { return len(d.ended) > 0 })
		})
	}
}

// An exchange may tell of keys in messages of its own and not in the sound: they
// reach whom the caller talks with all the same.
func TestKeyThatComesByInfoReachesWhoTalksWithTheCaller(t *testing.T) {
	b := newBox(t)
	o := newVoice(t, 440)
	b.legs.set(operator, o)
	var taking sync.WaitGroup
	taking.Go(func() {
		if peertest.Until(20*time.Second, func() bool { return b.desk.written().conversation.State == appliance.Waiting }) {
			b.desk.accept()
		}
	})
	peertest.Sipp{Scenario: "testdata/sipp/keys.xml", Target: b.sip, Called: "200"}.Run(t).OK(t)
	taking.Wait()
	b.desk.wait(t, "the end", func(d *desk) bool { return len(d.ended) > 0 })
	select {
	case key := <-o.keys:
		if key != '5' {
			t.Errorf("the operator was sent %c, want 5", key)
		}
	default:
		t.Error("the operator was sent no key")
	}
}
