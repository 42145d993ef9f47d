package sip_test

import (
	"context"
	"net/netip"
	"testing"

	"cordboard/appliance/media"
	"cordboard/appliance/peertest"
	"cordboard/appliance/sip"
)

// TestSippCalls has a peer that nobody here wrote make calls of every kind.
func TestSippCalls(t *testing.T) {
	for _, tt := range []struct {
		scenario string
		box      func(t *testing.T, events chan<- sip.Event) handler
		want     func(e sip.Event) bool
	}{
		{"bye", answering, func(e sip.Event) bool { return e == sip.HungUp{} }},
		{"hangup", hangingUp, nil},
		{"cancel", ringing, func(e sip.Event) bool { return e == sip.Cancelled{} }},
		{"hold", answering, func(e sip.Event) bool {
			r, ok := e.(sip.Reoffer)
			return ok && r.Stream.Sends && !r.Stream.Hears
		}},
		{"digit", answering, func(e sip.Event) bool { d, ok := e.(sip.Digit); return ok && d.Key == '5' }},
		{"offerless", answering, func(e sip.Event) bool {
			r, ok := e.(sip.Reoffer)
			return ok && r.Stream.Codec == media.PCMA && r.Stream.Event == 101
		}},
	} {
		for _, transport := range []string{"UDP", "TCP"} {
			t.Run(tt.scenario+" over "+transport, func(t *testing.T) {
				events := make(chan sip.Event, 9)
				b := listen(t, tt.box(t, events))
				target := b.udp
				if transport == "TCP" {
					target = b.tcp
				}
				peer(target, tt.scenario, transport).Run(t).OK(t)
				if tt.want == nil {
					return
				}
				if e := wait(t, events); !tt.want(e) {
					t.Errorf("event = %+v", e)
				}
			})
		}
	}
}

func peer(target netip.AddrPort, scenario, transport string) peertest.Sipp {
	return peertest.Sipp{Scenario: "testdata/sipp/" + scenario + ".xml", Target: target, TCP: transport == "TCP"}
}

func answering(t *testing.T, events chan<- sip.Event) handler { return answer(t, events) }

func ringing(_ *testing.T, events chan<- sip.Event) handler {
	return func(_ context.Context, c *sip.Call) {
		_ = c.Ring()
		events <- <-c.Events()
	}
}

func hangingUp(t *testing.T, _ chan<- sip.Event) handler {
	return func(ctx context.Context, c *sip.Call) {
		sdp, _, err := c.Negotiate(local)
		if err != nil {
			t.Errorf("Negotiate = %v", err)
		}
		if err := c.Answer(sdp); err != nil {
			t.Errorf("Answer = %v", err)
		}
		if err := c.Hangup(ctx); err != nil {
			t.Errorf("Hangup = %v", err)
		}
	}
}
