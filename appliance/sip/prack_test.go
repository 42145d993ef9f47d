package sip_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

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

// A PRACK of a response of ours is accepted whatever it brings (RFC 3262 section 3). One
// that leaves no way to agree on sound ends the call (RFC 6337 table 2), also where
// somebody has answered meanwhile and waits for it.
func TestCallWhosePrackCannotBeAnsweredEnds(t *testing.T) {
	second := strings.Replace(offer, "40000", "40002", 1)
	none := strings.Replace(offer, "AVP 8 0 101\na=rtpmap:8 PCMA/8000", "AVP 18", 1)
	for name, tt := range map[string]struct {
		tell         func(*sip.Call, []byte) error
		offer, prack string
		answers      bool
		final        string
	}{
		"no answer to our offer":           {rings, "", "", true, "SIP/2.0 400"},
		"an answer that cannot be read":    {rings, "", "v=0\n", true, "SIP/2.0 400"},
		"an answer without a common codec": {rings, "", none, true, "SIP/2.0 488"},
		"an offer while the first is open": {rings, offer, second, false, "SIP/2.0 400"},
		"an offer without a common codec":  {(*sip.Call).Progress, offer, none, true, "SIP/2.0 488"},
		"an offer that cannot be read":     {(*sip.Call).Progress, offer, "v=0\n", true, "SIP/2.0 400"},
	} {
		t.Run(name, func(t *testing.T) {
			ended := make(chan sip.Event, 1)
			p := dial(t, listen(t, func(_ context.Context, c *sip.Call) {
				sdp, _, _ := c.Negotiate(local)
				if err := tt.tell(c, sdp); err != nil {
					t.Errorf("before the answer: %v", err)
				}
				if tt.answers {
					if err := c.Answer(sdp); !errors.Is(err, sip.ErrOver) {
						t.Errorf("Answer = %v, want %v", err, sip.ErrOver)
					}
				}
				ended <- <-c.Events()
			}))
			fields := "Require: 100rel\n"
			if tt.offer != "" {
				fields += sdpType
			}
			p.send("INVITE", fields, tt.offer)
			m := p.want("SIP/2.0 18")
			p.prack(m, tt.prack)
			accepted := p.past("SIP/2.0 18", "SIP/2.0 200")
			if !strings.HasSuffix(header(accepted, "CSeq"), "PRACK") || strings.Contains(accepted, "v=0") {
				t.Errorf("got %q, want 200 to the PRACK without an answer", accepted)
			}
			p.past("SIP/2.0 18", tt.final)
			p.raw(p.ackOf(1))
			if e := wait(t, ended); e != (sip.HungUp{}) {
				t.Errorf("event = %#v, want HungUp", e)
			}
		})
	}
}
