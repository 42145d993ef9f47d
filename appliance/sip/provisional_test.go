package sip_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"cordboard/appliance/sip"
)

// early is a Handler that lets something be heard before it answers: when answer
// is closed.
func early(t testing.TB, events chan<- sip.Event, answer <-chan struct{}) handler {
	return before(t, (*sip.Call).Progress, events, answer)
}

// before is one that tells the caller something before that.
func before(t testing.TB, tell func(*sip.Call, []byte) error, events chan<- sip.Event, answer <-chan struct{}) handler {
	return func(ctx context.Context, c *sip.Call) {
		sdp, _, err := c.Negotiate(local)
		if err != nil {
			t.Errorf("Negotiate = %v", err)
			return
		}
		if err := tell(c, sdp); err != nil {
			t.Errorf("before the answer: %v", err)
		}
		go func() {
			select {
			case <-answer:
				if err := c.Answer(sdp); err != nil {
					t.Logf("Answer = %v", err)
				}
			case <-ctx.Done():
			}
		}()
		for e := range c.Events() {
			events <- e
		}
	}
}

func (p *phone) rack(m string) string {
	return "RAck: " + header(m, "RSeq") + " " + header(m, "CSeq") + "\n"
}

func TestEarlySoundIsToldReliablyToWhoCan(t *testing.T) {
	for name, field := range map[string]string{"who asks for it": "Require: 100rel\n", "who is able": "Supported: 100rel\n"} {
		t.Run(name, func(t *testing.T) {
			events, take := make(chan sip.Event, 9), make(chan struct{})
			p := dial(t, listen(t, early(t, events, take), func(c *sip.Config) { c.Limits.T1 = 20 * time.Millisecond }))
			p.send("INVITE", field+sdpType, offer)
			m := p.want("SIP/2.0 183")
			if header(m, "Require") != "100rel" || header(m, "RSeq") == "" || direct(m) != "sendrecv" {
				t.Errorf("183 = %q, want Require, RSeq and sound", m)
			}
			if again := p.want("SIP/2.0 183"); again != m {
				t.Errorf("repeated 183 = %q, want %q", again, m)
			}
			close(take) // the answer waits for the PRACK
			p.tag = toTag(m)
			p.cseq++
			p.send("PRACK", "RAck: 1 1 INVITE\n", "")
			for m := p.next(time.Second); !strings.HasPrefix(m, "SIP/2.0 481"); m = p.next(time.Second) {
				if !strings.HasPrefix(m, "SIP/2.0 183") {
					t.Fatalf("got %q, want 481 to a PRACK of nothing, and 183s", m)
				}
			}
			p.cseq++
			p.send("PRACK", p.rack(m), "")
			for m = p.last; strings.HasPrefix(m, "SIP/2.0 183") || strings.HasPrefix(m, "SIP/2.0 481"); {
				m = p.next(time.Second)
			}
			if !strings.HasPrefix(m, "SIP/2.0 200") || !strings.HasSuffix(header(m, "CSeq"), "PRACK") {
				t.Fatalf("got %q, want 200 to the PRACK", m)
			}
			m = p.want("SIP/2.0 200")
			if header(m, "CSeq") != "1 INVITE" || strings.Contains(m, "v=0") {
				t.Errorf("answer = %q, want it without a second description", m)
			}
			p.raw(p.ackOf(1))
			if e := wait(t, events); e != (sip.Confirmed{}) {
				t.Errorf("event = %#v, want Confirmed", e)
			}
			p.bye()
		})
	}
}

// ackOf is an ACK with a number other than the next.
func (p *phone) ackOf(cseq int) string {
	was := p.cseq
	p.cseq = cseq
	p.branch = "z9hG4bKack" + p.id
	defer func() { p.cseq = was }()
	return p.request("ACK", "", "")
}

func TestEarlySoundIsToldPlainlyToWhoCannot(t *testing.T) {
	events, take := make(chan sip.Event, 9), make(chan struct{})
	p := dial(t, listen(t, early(t, events, take)))
	p.send("INVITE", sdpType, offer)
	if m := p.want("SIP/2.0 183"); header(m, "Require") != "" || direct(m) == "" {
		t.Errorf("183 = %q, want sound and no Require", m)
	}
	close(take)
	if m := p.want("SIP/2.0 200"); direct(m) == "" {
		t.Errorf("200 = %q, want the description again", m)
	}
	p.ack("")
	wait(t, events)
	p.bye()
}

func TestOfferOfOursIsAnsweredWithThePrack(t *testing.T) {
	events, take := make(chan sip.Event, 9), make(chan struct{})
	p := dial(t, listen(t, early(t, events, take)))
	p.send("INVITE", "Supported: 100rel\n", "")
	m := p.want("SIP/2.0 183")
	if direct(m) != "sendrecv" {
		t.Fatalf("183 = %q, want an offer", m)
	}
	p.tag = toTag(m)
	p.cseq++
	p.send("PRACK", p.rack(m)+sdpType, offer)
	p.want("SIP/2.0 200")
	if e, ok := wait(t, events).(sip.Reoffer); !ok || e.Stream.Remote.Port() != 40000 {
		t.Errorf("event = %+v, want what was agreed on", e)
	}
	p.cseq++
	p.send("UPDATE", sdpType, strings.Replace(offer, "40000", "40002", 1)) // before the answer
	p.want("SIP/2.0 200")
	if e, ok := wait(t, events).(sip.Reoffer); !ok || e.Stream.Remote.Port() != 40002 {
		t.Errorf("event = %+v, want the new port", e)
	}
	close(take)
	if m := p.want("SIP/2.0 200"); strings.Contains(m, "v=0") {
		t.Errorf("200 = %q, want no description", m)
	}
	p.raw(p.ackOf(1))
	wait(t, events)
	p.bye()
}

func TestOfferInAPrackIsAnswered(t *testing.T) {
	events, take := make(chan sip.Event, 9), make(chan struct{})
	p := dial(t, listen(t, early(t, events, take)))
	p.send("INVITE", "Supported: 100rel\n"+sdpType, offer)
	m := p.want("SIP/2.0 183")
	p.tag = toTag(m)
	p.cseq++
	p.send("PRACK", p.rack(m)+sdpType, offer+"a=sendonly\n")
	if m := p.want("SIP/2.0 200"); direct(m) != "recvonly" {
		t.Errorf("200 = %q, want an answer: recvonly", m)
	}
	if e, ok := wait(t, events).(sip.Reoffer); !ok || e.Stream.Hears {
		t.Errorf("event = %+v, want one who does not hear", e)
	}
	close(take)
	p.want("SIP/2.0 200")
	p.raw(p.ackOf(1))
	wait(t, events)
	p.bye()
}

// TestPrackThatCrossesTheAnswerIsTaken: the answer does not wait for the PRACK of
// a response without sound, and one who is told that there was no such response
// would end the dialog (RFC 3261 section 12.2.1.2).
func TestPrackThatCrossesTheAnswerIsTaken(t *testing.T) {
	for name, acknowledged := range map[string]bool{"before the ACK": false, "after it": true} {
		t.Run(name, func(t *testing.T) {
			events := make(chan sip.Event, 9)
			p := dial(t, listen(t, func(ctx context.Context, c *sip.Call) {
				defer context.AfterFunc(ctx, func() { _ = c.Hangup(context.Background()) })()
				sdp, _, _ := c.Negotiate(local)
				_ = c.Ring()
				_ = c.Progress(sdp) // waits for the PRACK of the 180, and then it is too late for it
				if err := c.Answer(sdp); err != nil {
					t.Errorf("Answer = %v", err)
				}
				for e := range c.Events() {
					events <- e
				}
			}))
			p.send("INVITE", "Require: 100rel\n"+sdpType, offer)
			ringing := p.want("SIP/2.0 180")
			p.want("SIP/2.0 200")
			if acknowledged {
				p.raw(p.ackOf(1))
				wait(t, events)
			}
			for _, want := range []string{"SIP/2.0 200", "SIP/2.0 481"} { // the second is of nothing any more
				p.cseq++
				p.send("PRACK", p.rack(ringing), "")
				m := p.next(10 * time.Second)
				for header(m, "CSeq") == "1 INVITE" && strings.HasPrefix(m, "SIP/2.0 200") { // repeated
					m = p.next(10 * time.Second)
				}
				if !strings.HasPrefix(m, want) || !strings.HasSuffix(header(m, "CSeq"), "PRACK") {
					t.Fatalf("got %q, want %q to the PRACK", m, want)
				}
			}
			if !acknowledged {
				p.raw(p.ackOf(1))
			}
			p.bye()
		})
	}
}

func TestRequiredReliableResponsesGoOneAfterTheOther(t *testing.T) {
	p := dial(t, listen(t, func(_ context.Context, c *sip.Call) {
		sdp, _, _ := c.Negotiate(local)
		_ = c.Ring()
		_ = c.Progress(sdp)
		<-c.Events()
	}))
	p.send("INVITE", "Require: 100rel\n"+sdpType, offer)
	first := p.want("SIP/2.0 180")
	p.tag = toTag(first)
	p.cseq++
	p.send("PRACK", p.rack(first), "")
	for m := p.next(time.Second); !strings.HasPrefix(m, "SIP/2.0 200"); m = p.next(time.Second) {
		if !strings.HasPrefix(m, "SIP/2.0 180") {
			t.Fatalf("got %q before the PRACK was answered", m)
		}
	}
	second := p.want("SIP/2.0 183")
	if a, b := number(t, header(first, "RSeq")), number(t, header(second, "RSeq")); b != a+1 {
		t.Errorf("RSeq = %d after %d", b, a)
	}
	p.cseq++
	p.send("PRACK", p.rack(second), "")
	p.want("SIP/2.0 200")
	p.cseq++
	p.send("BYE", "", "")
	p.want("SIP/2.0 200")
}

func number(t *testing.T, s string) (n int) {
	t.Helper()
	for _, c := range s {
		if c < '0' || c > '9' {
			t.Fatalf("%q is no number", s)
		}
		n = n*10 + int(c-'0')
	}
	return n
}

func TestReliableResponsesToACallOfOursArePracked(t *testing.T) {
	x := newExchange(t)
	b, c := place(t, x)
	invite := x.want("INVITE ")
	if !strings.Contains(header(invite, "Supported"), "100rel") {
		t.Errorf("Supported = %q, want 100rel", header(invite, "Supported"))
	}
	x.answer(invite, "183 Session Progress", "a", "Require: 100rel\r\nRSeq: 77\r\nAllow: UPDATE\r\n", x.with(30000))
	prack := x.want("PRACK sip:desk@")
	for name, want := range map[string]string{"RAck": "77 1 INVITE", "CSeq": "2 PRACK"} {
		if got := header(prack, name); got != want {
			t.Errorf("%s = %q, want %q", name, got, want)
		}
	}
	if e, ok := wait(t, c.Events()).(sip.Early); !ok || e.Stream.Remote.Port() != 30000 {
		t.Errorf("event = %#v, want Early with sound from port 30000", e)
	}
	x.answer(invite, "183 Session Progress", "a", "Require: 100rel\r\nRSeq: 77\r\n", x.with(30000)) // again
	x.answer(invite, "180 Ringing", "a", "Require: 100rel\r\nRSeq: 80\r\n\r\n")                     // one is missing, in whatever order they are read
	x.greet(b)
	x.answer(prack, "200 OK", "")
	x.answer(invite, "180 Ringing", "a", "Require: 100rel\r\nRSeq: 78\r\n\r\n")
	prack = x.want("PRACK ")
	if got := header(prack, "RAck"); got != "78 1 INVITE" {
		t.Errorf("RAck = %q, want 78 1 INVITE", got)
	}
	x.answer(prack, "200 OK", "")
	if e := wait(t, c.Events()); e != (sip.Ringing{}) {
		t.Errorf("event = %#v, want Ringing", e)
	}
	x.answer(invite, "200 OK", "a", "Contact: <sip:desk@"+x.addr().String()+">\r\n") // without a description
	x.want("ACK ")
	if e, ok := wait(t, c.Events()).(sip.Answered); !ok || e.Stream.Remote.Port() != 30000 {
		t.Errorf("event = %#v, want Answered with what was agreed on", e)
	}
}

func TestEachForkHasItsOwnReliableResponses(t *testing.T) {
	x := newExchange(t)
	_, c := place(t, x)
	invite := x.want("INVITE ")
	for tag, port := range map[string]int{"a": 30000, "b": 30002} {
		x.answer(invite, "183 Session Progress", tag, "Require: 100rel\r\nRSeq: 5\r\n", x.with(port))
		prack := x.want("PRACK ")
		if !strings.Contains(header(prack, "To"), "tag="+tag) || header(prack, "CSeq") != "2 PRACK" {
			t.Errorf("PRACK = %q, want the second request to %s", prack, tag)
		}
		x.answer(prack, "200 OK", "")
		wait(t, c.Events())
	}
	x.answer(invite, "200 OK", "a", "Contact: <sip:desk@"+x.addr().String()+">\r\n")
	x.want("ACK ")
	if e, ok := wait(t, c.Events()).(sip.Answered); !ok || e.Stream.Remote.Port() != 30000 {
		t.Errorf("event = %#v, want Answered with what was agreed on with a", e)
	}
}
