package sip_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"cordboard/appliance/media/sdp"
	"cordboard/appliance/sip"
)

// past is want that skips what is repeated until a PRACK comes.
func (p *phone) past(repeated, start string) string {
	p.t.Helper()
	for {
		m := p.next(10 * time.Second)
		if strings.HasPrefix(m, start) {
			return m
		}
		if !strings.HasPrefix(m, repeated) {
			p.t.Fatalf("got %q, want %q", m, start)
		}
	}
}

// prack acknowledges a reliable response, with a description or none.
func (p *phone) prack(m, body string) {
	p.t.Helper()
	fields := p.rack(m)
	if body != "" {
		fields += sdpType
	}
	p.tag = toTag(m)
	p.cseq++
	p.send("PRACK", fields, body)
}

// rings tells the caller no more than that.
func rings(c *sip.Call, _ []byte) error { return c.Ring() }

// A caller who leaves the offer to us and insists on reliable responses has it in the
// first of them (RFC 3262 section 5): it is agreed on while it still rings.
func TestFirstReliableResponseHasTheOfferThatTheCallerLeftToUs(t *testing.T) {
	events, take := make(chan sip.Event, 9), make(chan struct{})
	p := dial(t, listen(t, before(t, rings, events, take)))
	p.send("INVITE", "Require: 100rel\n", "")
	m := p.want("SIP/2.0 180")
	if header(m, "RSeq") == "" || direct(m) != "sendrecv" {
		t.Fatalf("180 = %q, want RSeq and an offer", m)
	}
	p.prack(m, "")
	p.past("SIP/2.0 180", "SIP/2.0 400") // the answer is owed
	p.prack(m, offer)
	p.past("SIP/2.0 180", "SIP/2.0 200")
	if e, ok := wait(t, events).(sip.Reoffer); !ok || e.Stream.Remote.Port() != 40000 {
		t.Errorf("event = %+v, want what was agreed on", e)
	}
	close(take)
	if m := p.want("SIP/2.0 200"); header(m, "CSeq") != "1 INVITE" || strings.Contains(m, "v=0") {
		t.Errorf("200 = %q, want no second offer", m)
	}
	p.raw(p.ackOf(1))
	if e := wait(t, events); e != (sip.Confirmed{}) {
		t.Errorf("event = %#v, want Confirmed", e)
	}
	p.bye()
}

// An offer in a PRACK is ruled as one in an UPDATE is (RFC 3311 section 5.2): the caller's first one is not answered yet.
func TestOfferInAPrackIsTooSoonWhileTheFirstIsOpen(t *testing.T) {
	events, take := make(chan sip.Event, 9), make(chan struct{})
	p := dial(t, listen(t, before(t, rings, events, take)))
	p.send("INVITE", "Require: 100rel\n"+sdpType, offer)
	m := p.want("SIP/2.0 180")
	p.prack(m, strings.Replace(offer, "40000", "40002", 1))
	if refusal := p.past("SIP/2.0 180", "SIP/2.0 500"); header(refusal, "Retry-After") == "" {
		t.Errorf("500 = %q, want Retry-After", refusal)
	}
	p.prack(m, "")
	p.past("SIP/2.0 180", "SIP/2.0 200")
	close(take)
	if m := p.want("SIP/2.0 200"); direct(m) != "sendrecv" {
		t.Errorf("200 = %q, want the answer to the first offer", m)
	}
	p.raw(p.ackOf(1))
	p.bye()
}

// Both sides offer at once: theirs in a PRACK, ours in an UPDATE, which waits for the
// PRACK of the response before it, for that may bring an offer (RFC 6337), and then
// goes.
func TestOfferInAPrackCollidesWithOurs(t *testing.T) {
	calls := make(chan *sip.Call, 1)
	again := make(chan struct{})
	p := dial(t, listen(t, func(ctx context.Context, c *sip.Call) {
		sdp, _, _ := c.Negotiate(local)
		_ = c.Progress(sdp)
		calls <- c
		go func() {
			<-again
			_ = c.Ring()
		}()
		for range c.Events() {
		}
	}))
	p.send("INVITE", "Require: 100rel\nAllow: UPDATE\n"+sdpType, offer)
	m := p.want("SIP/2.0 183")
	c := wait(t, calls)
	held := begin(func() error { return c.Reoffer(t.Context(), sdp.RecvOnly) })
	p.past("SIP/2.0 183", "SIP/2.0 183") // no UPDATE before the PRACK
	p.prack(m, "")
	p.past("SIP/2.0 183", "SIP/2.0 200")
	update := p.want("UPDATE ")
	if direct(update) != "recvonly" {
		t.Errorf("UPDATE = %q, want recvonly", update)
	}
	close(again)
	m = p.past("UPDATE ", "SIP/2.0 180")
	p.prack(m, offer)
	for refusal := p.next(10 * time.Second); !strings.HasPrefix(refusal, "SIP/2.0 491"); refusal = p.next(10 * time.Second) {
		if !strings.HasPrefix(refusal, "SIP/2.0 180") && !strings.HasPrefix(refusal, "UPDATE ") {
			t.Fatalf("got %q, want 491", refusal)
		}
	}
	p.agree(update, "sendonly")
	if err := wait(t, held); err != nil {
		t.Errorf("Reoffer = %v", err)
	}
	p.prack(m, "")
	for done := p.next(10 * time.Second); !strings.HasPrefix(done, "SIP/2.0 200"); done = p.next(10 * time.Second) {
		if !strings.HasPrefix(done, "SIP/2.0 180") && !strings.HasPrefix(done, "UPDATE ") {
			t.Fatalf("got %q, want 200", done)
		}
	}
	p.cseq++
	p.send("BYE", "", "")
	p.past("SIP/2.0 180", "SIP/2.0 200")
}
