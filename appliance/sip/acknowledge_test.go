package sip_test

import (
	"context"
	"net/netip"
	"strings"
	"testing"
	"time"

	"cordboard/appliance/media"
	"cordboard/appliance/sip"
)

func TestInviteWithoutOfferIsAgreedOnWithTheAck(t *testing.T) {
	events := make(chan sip.Event, 9)
	p := dial(t, listen(t, answer(t, events)))
	p.send("INVITE", "", "")
	if m := p.want("SIP/2.0 180"); strings.Contains(m, "v=0") {
		t.Errorf("180 = %q, want no SDP", m)
	}
	if m := p.want("SIP/2.0 200"); !strings.Contains(m, "RTP/AVP 9 8 0 101\r\n") {
		t.Errorf("offer = %q, want all codecs and digits", m)
	}
	p.ack(strings.Replace(offer, "8 0 101", "0 101", 1))
	want := media.Stream{Remote: netip.MustParseAddrPort("127.0.0.1:40000"), Codec: media.PCMU, Event: 101, Sends: true, Hears: true}
	if e := wait(t, events); e != (sip.Reoffer{Stream: want}) {
		t.Errorf("event = %+v, want %+v", e, want)
	}
	p.cseq++
	p.send("INVITE", "", "")
	p.want("SIP/2.0 200")
	p.ack(offer)
	want.Codec, want.Payload = media.PCMA, 8
	if e := wait(t, events); e != (sip.Reoffer{Stream: want}) {
		t.Errorf("event = %+v, want %+v", e, want)
	}
	p.bye()
}

func TestUselessAnswerInAckEndsTheCall(t *testing.T) {
	events := make(chan sip.Event, 9)
	p := dial(t, listen(t, answer(t, events)))
	p.send("INVITE", "", "")
	p.want("SIP/2.0 180")
	p.want("SIP/2.0 200")
	p.ack("")
	p.ok(p.want("BYE "))
	if e := wait(t, events); e != (sip.HungUp{}) {
		t.Errorf("event = %#v, want HungUp", e)
	}
}

func TestAnswerIsRepeatedUntilAcknowledged(t *testing.T) {
	p := dial(t, listen(t, answer(t, nil), func(c *sip.Config) { c.Limits.T1 = 10 * time.Millisecond }))
	p.send("INVITE", sdpType, offer)
	p.want("SIP/2.0 180")
	first := p.want("SIP/2.0 200")
	if second := p.want("SIP/2.0 200"); second != first {
		t.Errorf("repeated answer = %q, want %q", second, first)
	}
	p.ack("")
	for p.next(50*time.Millisecond) != "" { // those under way
	}
	p.silent(200 * time.Millisecond)
	p.bye()
}

func TestAnswerWithoutAckEndsInBye(t *testing.T) {
	const t1 = 2 * time.Millisecond
	var answered time.Time
	events := make(chan sip.Event, 9)
	p := dial(t, listen(t, func(_ context.Context, c *sip.Call) {
		sdp, _, _ := c.Negotiate(local)
		answered = time.Now()
		if err := c.Answer(sdp); err != nil {
			t.Errorf("Answer = %v", err)
		}
		for e := range c.Events() {
			events <- e
		}
	}, func(c *sip.Config) { c.Limits.T1 = t1 }))
	p.send("INVITE", sdpType, offer)
	for {
		m := p.next(3 * time.Second)
		if strings.HasPrefix(m, "BYE ") {
			p.ok(m)
			break
		}
		if !strings.HasPrefix(m, "SIP/2.0 200") {
			t.Fatalf("got %q, want 200s and a BYE", m)
		}
	}
	if e := wait(t, events); e != (sip.Unacknowledged{}) {
		t.Errorf("event = %#v, want Unacknowledged", e)
	}
	if waited := time.Since(answered); waited < 64*t1 {
		t.Errorf("BYE came after %v, want 64*T1 = %v at least", waited, 64*t1)
	}
}

func TestAnswerReturnsBeforeItsAckAndTellsWhenItCame(t *testing.T) {
	returned, events := make(chan error), make(chan sip.Event, 9)
	p := dial(t, listen(t, func(_ context.Context, c *sip.Call) {
		sdp, _, _ := c.Negotiate(local)
		returned <- c.Answer(sdp)
		for e := range c.Events() {
			events <- e
		}
	}))
	p.send("INVITE", sdpType, offer)
	p.want("SIP/2.0 200")
	if err := wait(t, returned); err != nil {
		t.Errorf("Answer = %v before the ACK", err)
	}
	p.cseq++
	p.send("INFO", "Content-Type: application/dtmf\n", "5")
	p.want("SIP/2.0 200")
	if e, ok := wait(t, events).(sip.Digit); !ok || e.Key != '5' {
		t.Errorf("event before the ACK = %#v, want digit 5", e)
	}
	p.cseq--
	p.ack("")
	if e := wait(t, events); e != (sip.Confirmed{}) {
		t.Errorf("event after the ACK = %#v, want Confirmed", e)
	}
	p.cseq++
	p.bye()
}

func TestHangupBeforeTheAckWaitsForIt(t *testing.T) {
	p := dial(t, listen(t, func(ctx context.Context, c *sip.Call) {
		sdp, _, _ := c.Negotiate(local)
		_ = c.Answer(sdp)
		_ = c.Hangup(ctx)
	}))
	p.send("INVITE", sdpType, offer)
	p.want("SIP/2.0 200")
	p.silent(100 * time.Millisecond)
	p.ack("")
	p.ok(p.want("BYE "))
}

func TestReinviteThatOvertookTheAckWaits(t *testing.T) {
	events := make(chan sip.Event, 9)
	p := dial(t, listen(t, answer(t, events), func(c *sip.Config) { c.Limits.Reorder = time.Second }))
	p.send("INVITE", sdpType, offer)
	p.want("SIP/2.0 180")
	p.want("SIP/2.0 200")
	p.cseq = 2
	p.send("INVITE", sdpType, offer+"a=inactive\n")
	p.cseq = 1
	p.ack("")
	if got := header(p.want("SIP/2.0 200"), "CSeq"); got != "2 INVITE" {
		t.Errorf("CSeq = %q, want 2 INVITE", got)
	}
	p.cseq = 2
	p.ack("")
	if e, ok := wait(t, events).(sip.Reoffer); !ok || e.Stream.Sends || e.Stream.Hears {
		t.Errorf("event = %+v, want an inactive stream", e)
	}
	p.bye()
}
