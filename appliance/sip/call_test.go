package sip_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"cordboard/appliance/sip"
)

func TestCallIsAnsweredAndHungUpByCaller(t *testing.T) {
	events := make(chan sip.Event, 9)
	p := dial(t, listen(t, answer(t, events)))
	p.send("INVITE", sdpType, offer)
	ringing := p.want("SIP/2.0 180")
	ok := p.want("SIP/2.0 200")
	if a, b := toTag(ringing), toTag(ok); a == "" || a != b {
		t.Errorf("To tags of 180 and 200 = %q, %q, want one and the same", a, b)
	}
	if !strings.Contains(ok, "m=audio 20000 RTP/AVP 8 101\r\n") {
		t.Errorf("answer = %q, want PCMA and telephone-event at port 20000", ok)
	}
	p.ack("")
	p.bye()
	if e := wait(t, events); e != (sip.HungUp{}) {
		t.Errorf("event = %#v, want HungUp", e)
	}
	p.cseq++
	p.send("BYE", "", "")
	p.want("SIP/2.0 481")
}

func TestCallIsHungUpByUs(t *testing.T) {
	done := make(chan error, 1)
	p := dial(t, listen(t, func(ctx context.Context, c *sip.Call) {
		sdp, _, _ := c.Negotiate(local)
		if err := c.Answer(sdp); err != nil {
			t.Errorf("Answer = %v", err)
		}
		done <- c.Hangup(ctx)
	}))
	p.send("INVITE", sdpType, offer)
	p.want("SIP/2.0 200")
	p.ack("")
	bye := p.want("BYE ")
	if got, want := header(bye, "CSeq"), "1 BYE"; got != want {
		t.Errorf("CSeq = %q, want %q", got, want)
	}
	if got, want := header(bye, "To"), `"A. Caller" <sip:+420123@pbx>;tag=from`; got != want {
		t.Errorf("To = %q, want %q", got, want)
	}
	p.ok(bye)
	if err := wait(t, done); err != nil {
		t.Errorf("Hangup = %v", err)
	}
}

func TestCancelEndsTheCallWith487(t *testing.T) {
	events := make(chan sip.Event, 1)
	p := dial(t, listen(t, func(ctx context.Context, c *sip.Call) {
		_ = c.Ring()
		events <- <-c.Events()
	}))
	p.send("INVITE", sdpType, offer)
	ringing := p.want("SIP/2.0 180")
	p.raw(strings.Replace(p.request("CANCEL", "", ""), "1 INVITE", "1 CANCEL", 1))
	cancelled, terminated := p.want("SIP/2.0 200"), p.want("SIP/2.0 487")
	for _, m := range []string{cancelled, terminated} {
		if toTag(m) != toTag(ringing) {
			t.Errorf("To tag = %q, want that of the 180, %q", toTag(m), toTag(ringing))
		}
	}
	if e := wait(t, events); e != (sip.Cancelled{}) {
		t.Errorf("event = %#v, want Cancelled", e)
	}
}

func TestRefusalCarriesItsStatusAndHeaders(t *testing.T) {
	p := dial(t, listen(t, func(_ context.Context, c *sip.Call) {
		if err := c.Refuse(503, "Service Unavailable", sip.RetryAfter(30*time.Second)); err != nil {
			t.Errorf("Refuse = %v", err)
		}
	}))
	p.send("INVITE", sdpType, offer)
	if m := p.want("SIP/2.0 503"); header(m, "Retry-After") != "30" {
		t.Errorf("reply = %q, want Retry-After: 30", m)
	}
}
