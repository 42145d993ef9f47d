package sip_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"cordboard/appliance/sip"
)

// fragment is a NOTIFY's header and body about a transfer.
func fragment(state, line string) (fields, body string) {
	return "Event: refer\nSubscription-State: " + state + "\nContent-Type: message/sipfrag;version=2.0\n", line + "\r\n"
}

func TestTransferToANumberIsAskedForAndFollowed(t *testing.T) {
	p, c, events := standing(t)
	done := begin(func() error { return c.Refer(t.Context(), sip.Transfer{Number: "200", By: "101"}) })
	m := p.want("REFER sip:caller@")
	for name, want := range map[string]string{"Refer-To": "<sip:200@pbx>", "Referred-By": "<sip:101@127.0.0.1>", "CSeq": "1 REFER"} {
		if got := header(m, name); got != want {
			t.Errorf("%s = %q, want %q", name, got, want)
		}
	}
	p.cseq++
	fields, body := fragment("active;expires=60", "SIP/2.0 100 Trying")
	p.send("NOTIFY", fields, body) // which overtakes the 202
	p.want("SIP/2.0 200")
	p.answer(m, "202 Accepted", "")
	if err := wait(t, done); err != nil {
		t.Errorf("Refer = %v", err)
	}
	if e := wait(t, events); e != (sip.Transferred{Status: 100, Reason: "Trying"}) {
		t.Errorf("event = %#v, want 100", e)
	}
	p.cseq++
	fields, body = fragment("terminated;reason=noresource", "SIP/2.0 200 OK")
	p.send("NOTIFY", fields, body)
	p.want("SIP/2.0 200")
	if e := wait(t, events); e != (sip.Transferred{Status: 200, Reason: "OK", Over: true}) {
		t.Errorf("event = %#v, want 200 and that it is over", e)
	}
	p.cseq++
	p.send("NOTIFY", fields, body) // of nothing
	p.want("SIP/2.0 481")
	p.bye()
}

func TestRefusedTransferCostsTheCallNothing(t *testing.T) {
	p, c, events := standing(t)
	done := begin(func() error { return c.Refer(t.Context(), sip.Transfer{Number: "200", Domain: "other.example"}) })
	m := p.want("REFER ")
	if got := header(m, "Refer-To"); got != "<sip:200@other.example>" {
		t.Errorf("Refer-To = %q, want the domain that was said", got)
	}
	p.answer(m, "603 Decline", "")
	var refused *sip.Refused
	if err := wait(t, done); !errors.As(err, &refused) || refused.Status != 603 {
		t.Errorf("Refer = %v, want 603", err)
	}
	p.cseq++
	p.send("INVITE", sdpType, offer)
	p.want("SIP/2.0 200")
	p.ack("")
	p.bye()
	if e := wait(t, events); e != (sip.HungUp{}) {
		t.Errorf("event = %#v, want HungUp alone", e)
	}
}

func TestNobodyIsTransferredToNonsense(t *testing.T) {
	p, c, _ := standing(t)
	for _, to := range []sip.Transfer{{}, {Number: "1;x=y"}, {Number: "1", Domain: "a>b"}, {Number: "1", By: "x\r\ny"}} {
		if err := c.Refer(t.Context(), to); !errors.Is(err, sip.ErrNumber) {
			t.Errorf("Refer(%+v) = %v, want ErrNumber", to, err)
		}
	}
	p.bye()
}

func TestTransferAfterATalkNamesTheOtherCall(t *testing.T) {
	p, c, _ := standing(t)
	x := newExchange(t)
	_, other := place(t, x)
	invite := x.want("INVITE ")
	if err := c.Refer(t.Context(), sip.Transfer{Instead: other}); !errors.Is(err, sip.ErrNotStanding) {
		t.Errorf("Refer before the other one answered = %v, want ErrNotStanding", err)
	}
	x.answer(invite, "200 OK", "their", x.with(30000))
	x.want("ACK ")
	wait(t, other.Events())
	done := begin(func() error { return c.Refer(t.Context(), sip.Transfer{Instead: other}) })
	m := p.want("REFER ")
	_, ours, _ := strings.Cut(header(invite, "From"), ";tag=")
	want := fmt.Sprintf("<sip:desk@%s?Replaces=%s%%3Bto-tag%%3Dtheir%%3Bfrom-tag%%3D%s>", x.addr(), header(invite, "Call-ID"), ours)
	if got := header(m, "Refer-To"); got != want {
		t.Errorf("Refer-To = %q, want %q", got, want)
	}
	p.answer(m, "202 Accepted", "")
	if err := wait(t, done); err != nil {
		t.Errorf("Refer = %v", err)
	}
	p.bye()
}

func TestReferralIsTheHandlersToDecide(t *testing.T) {
	p, _, events := standing(t)
	p.cseq++
	p.send("REFER", "Refer-To: \"Desk\" <sip:200@pbx;user=phone>\nReferred-By: <sip:101@pbx>\n", "")
	r, ok := wait(t, events).(sip.Referred)
	if !ok || r.Number != "200" || r.Domain != "pbx" || r.Replaces != nil || r.By != "sip:101@pbx" {
		t.Fatalf("event = %#v, want 200 at pbx by 101", r)
	}
	if err := r.Refuse(403, "Forbidden"); err != nil {
		t.Errorf("Refuse = %v", err)
	}
	p.want("SIP/2.0 403")
	if err := r.Accept(); !errors.Is(err, sip.ErrDecided) {
		t.Errorf("Accept after Refuse = %v, want ErrDecided", err)
	}
	for i, want := range []struct{ event, id string }{{"refer", ""}, {"refer", ";id="}} {
		p.cseq++
		p.send("REFER", "Refer-To: <sip:201@pbx>\n", "")
		cseq := p.cseq
		r = wait(t, events).(sip.Referred)
		accepted := begin(r.Accept)
		p.tell(t, "202", "SIP/2.0 100 Trying", "active", want.event+idOf(want.id, cseq))
		if err := wait(t, accepted); err != nil {
			t.Errorf("Accept = %v", err)
		}
		for _, status := range []int{180, 486} {
			if err := r.Tell(status, "Something"); err != nil {
				t.Errorf("Tell = %v", err)
			}
			state := "active"
			if status >= 200 {
				state = "terminated"
			}
			p.tell(t, "", fmt.Sprintf("SIP/2.0 %d Something", status), state, want.event+idOf(want.id, cseq))
		}
		if err := r.Tell(200, "OK"); !errors.Is(err, sip.ErrDecided) {
			t.Errorf("referral %d: Tell after the last = %v, want ErrDecided", i, err)
		}
	}
	p.bye()
}

func idOf(prefix string, cseq int) string {
	if prefix == "" {
		return ""
	}
	return fmt.Sprintf("%s%d", prefix, cseq)
}

// tell expects a NOTIFY, and the response before or after it.
func (p *phone) tell(t *testing.T, response, line, state, event string) {
	t.Helper()
	for range 2 {
		m := p.next(10 * time.Second)
		if response != "" && strings.HasPrefix(m, "SIP/2.0 "+response) {
			continue
		}
		if !strings.HasPrefix(m, "NOTIFY ") || !strings.HasSuffix(m, "\r\n\r\n"+line+"\r\n") ||
			!strings.HasPrefix(header(m, "Subscription-State"), state) || header(m, "Event") != event ||
			!strings.HasPrefix(header(m, "Content-Type"), "message/sipfrag") {
			t.Errorf("got %q, want a NOTIFY of %q, %s, Event: %s", m, line, state, event)
		}
		p.ok(m)
		if response == "" {
			return
		}
	}
}

func TestReferralsThatCannotBeReadAreRefused(t *testing.T) {
	p, _, events := standing(t)
	for fields, want := range map[string]string{
		"": "400",
		"Refer-To: <sip:1@a>\nRefer-To: <sip:2@a>\n": "400",
		"Refer-To: <sip:1@a?Replaces=x>\n":           "400",
		"Refer-To: <http://a/>\n":                    "416",
		"Refer-To: <sip:1@a;method=BYE>\n":           "603",
	} {
		p.cseq++
		p.send("REFER", fields, "")
		if m := p.next(10 * time.Second); !strings.HasPrefix(m, "SIP/2.0 "+want) {
			t.Errorf("%q: got %q, want %s", fields, m, want)
		}
	}
	p.bye()
	if e := wait(t, events); e != (sip.HungUp{}) {
		t.Errorf("event = %#v, want HungUp alone", e)
	}
}

func TestReferralToAnotherCallIsCalledWithReplaces(t *testing.T) {
	p, _, events := standing(t)
	x := newExchange(t)
	p.cseq++
	p.send("REFER", "Refer-To: <sip:desk@"+x.addr().String()+"?Replaces=abc%40pbx%3Bto-tag%3D1%3Bfrom-tag%3D2&Require=replaces>\nReferred-By: sip:101@pbx\n", "")
	r := wait(t, events).(sip.Referred)
	if r.Replaces == nil || r.Replaces.CallID != "abc@pbx" {
		t.Fatalf("Replaces = %+v, want abc@pbx", r.Replaces)
	}
	place(t, x, func(o *sip.Outgoing) { o.Number, o.Replaces, o.ReferredBy = "", r.Replaces, r.By })
	m := x.want("INVITE sip:desk@" + x.addr().String() + " ")
	for name, want := range map[string]string{
		"Replaces": "abc@pbx;to-tag=1;from-tag=2", "Require": "replaces", "Referred-By": "<sip:101@pbx>",
	} {
		if got := header(m, name); got != want {
			t.Errorf("%s = %q, want %q", name, got, want)
		}
	}
	if err := r.Refuse(603, "Decline"); err != nil {
		t.Error(err)
	}
	p.want("SIP/2.0 603")
	p.bye()
}

func TestNewCallTakesThePlaceOfAnother(t *testing.T) {
	calls, events := make(chan *sip.Call, 9), make(chan sip.Event, 99)
	b := listen(t, desk(t, calls, events))
	p := dial(t, b)
	p.send("INVITE", sdpType, offer)
	p.want("SIP/2.0 200")
	p.ack("")
	old := wait(t, calls)
	wait(t, events) // Confirmed
	q := dial(t, b)
	q.send("INVITE", "Require: replaces\nReplaces: "+p.id+";to-tag="+p.tag+";from-tag=from\n"+sdpType, offer)
	q.want("SIP/2.0 200")
	q.ack("")
	by := wait(t, calls)
	if by.Replaces() != old {
		t.Errorf("Replaces = %v, want the first call", by.Replaces())
	}
	p.ok(p.want("BYE "))
	seen := map[sip.Event]bool{wait(t, events): true, wait(t, events): true}
	if !seen[sip.Replaced{By: by}] || !seen[sip.Confirmed{}] {
		t.Errorf("events = %v, want Replaced by the second call, which is confirmed", seen)
	}
	q.bye()
}

func TestCallThatNamesNoCallOfItsOwnExchangeReplacesNothing(t *testing.T) {
	calls, events := make(chan *sip.Call, 9), make(chan sip.Event, 99)
	b := listen(t, desk(t, calls, events))
	p := dial(t, b)
	p.send("INVITE", sdpType, offer)
	p.want("SIP/2.0 200")
	p.ack("")
	wait(t, calls)
	right := "Replaces: " + p.id + ";to-tag=" + p.tag + ";from-tag=from"
	for _, tt := range []struct{ name, from, fields, want string }{
		{"another Call-ID", "127.0.0.1:0", "Replaces: x;to-tag=" + p.tag + ";from-tag=from", "481"},
		{"tags the wrong way round", "127.0.0.1:0", "Replaces: " + p.id + ";to-tag=from;from-tag=" + p.tag, "481"},
		{"another exchange", "127.0.0.9:0", right, "481"},
		{"only before the answer", "127.0.0.1:0", right + ";early-only", "486"},
		{"two", "127.0.0.1:0", right + "\n" + right, "400"},
		{"no tags", "127.0.0.1:0", "Replaces: " + p.id, "400"},
	} {
		q := dialFrom(t, b.udp, tt.from)
		q.send("INVITE", tt.fields+"\n"+sdpType, offer)
		q.want("SIP/2.0 " + tt.want)
		q.raw(q.request("ACK", "", ""))
	}
	p.bye()
}

func TestNewCallTakesThePlaceOfOneOfOursThatRings(t *testing.T) {
	calls, events := make(chan *sip.Call, 9), make(chan sip.Event, 99)
	b := listen(t, desk(t, calls, events))
	x := newExchange(t)
	x.greet(b)
	old, err := b.Dial(sip.Outgoing{Peer: x.addr(), Transport: "UDP", Number: "100", Sound: local})
	if err != nil {
		t.Fatal(err)
	}
	invite := x.want("INVITE ")
	x.answer(invite, "180 Ringing", "a")
	wait(t, old.Events())
	_, ours, _ := strings.Cut(header(invite, "From"), ";tag=")
	q := dial(t, b)
	q.send("INVITE", "Replaces: "+header(invite, "Call-ID")+";to-tag="+ours+";from-tag=a;early-only\n"+sdpType, offer)
	q.want("SIP/2.0 200")
	q.ack("")
	by := wait(t, calls)
	if e := wait(t, old.Events()); e != (sip.Replaced{By: by}) {
		t.Errorf("event = %#v, want Replaced by the new call", e)
	}
	x.answer(x.want("CANCEL "), "200 OK", "a")
	x.answer(invite, "487 Request Terminated", "a")
	x.want("ACK ")
	if e, more := <-old.Events(); more {
		t.Errorf("event = %#v after the last one", e)
	}
	q.bye()
}

// A REFER that overtakes the ACK on its way is taken all the same.
func TestReferralMayOvertakeTheACK(t *testing.T) {
	calls, events := make(chan *sip.Call, 9), make(chan sip.Event, 99)
	p := dial(t, listen(t, desk(t, calls, events)))
	p.send("INVITE", sdpType, offer)
	p.want("SIP/2.0 200")
	invited := p.cseq
	p.cseq++
	p.send("REFER", "Refer-To: <sip:200@pbx>\n", "")
	r, ok := wait(t, events).(sip.Referred)
	if !ok || r.Number != "200" {
		t.Fatalf("event = %#v, want 200", r)
	}
	if err := r.Refuse(403, "Forbidden"); err != nil {
		t.Error(err)
	}
	p.want("SIP/2.0 403")
	last := p.cseq
	p.cseq = invited
	p.ack("")
	p.cseq = last
	p.bye()
}
