package sip_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"cordboard/appliance/media/sdp"
	"cordboard/appliance/sip"
)

// desk is a Handler that answers, tells its events and hands out the call.
func desk(t testing.TB, calls chan<- *sip.Call, events chan<- sip.Event) handler {
	return func(ctx context.Context, c *sip.Call) {
		sdp, _, err := c.Negotiate(local)
		if err != nil {
			t.Errorf("Negotiate = %v", err)
			return
		}
		if err := c.Answer(sdp); err != nil {
			t.Errorf("Answer = %v", err)
		}
		calls <- c
		for {
			select {
			case e, open := <-c.Events():
				if !open {
					return
				}
				events <- e
			case <-ctx.Done():
				return
			}
		}
	}
}

// standing is a call that the phone made and the box answered.
func standing(t testing.TB, change ...func(*sip.Config)) (*phone, *sip.Call, chan sip.Event) {
	t.Helper()
	calls, events := make(chan *sip.Call, 9), make(chan sip.Event, 99)
	p := dial(t, listen(t, desk(t, calls, events), change...))
	p.send("INVITE", sdpType, offer)
	p.want("SIP/2.0 200")
	p.ack("")
	if e := wait(t, events); e != (sip.Confirmed{}) {
		t.Fatalf("event = %#v, want Confirmed", e)
	}
	return p, wait(t, calls), events
}

// agree answers a request of the box with sound.
func (p *phone) agree(m, direction string, extra ...string) {
	p.t.Helper()
	body := strings.ReplaceAll(offer+"a="+direction+"\n", "\n", "\r\n")
	var b strings.Builder
	b.WriteString("SIP/2.0 200 OK\n")
	for _, name := range []string{"Via", "From", "To", "Call-ID", "CSeq"} {
		b.WriteString(name + ": " + header(m, name) + "\n")
	}
	contact := "Contact: <sip:caller@" + p.self + ">\n"
	for _, e := range extra {
		if strings.HasPrefix(e, "Contact:") {
			contact = ""
		}
		b.WriteString(e)
	}
	fmt.Fprintf(&b, "%s%sContent-Length: %d\n\n", contact, sdpType, len(body))
	p.raw(b.String() + strings.ReplaceAll(body, "\r\n", "\n"))
}

// begin calls f in a goroutine and gives what it returns.
func begin(f func() error) <-chan error {
	done := make(chan error, 1)
	go func() { done <- f() }()
	return done
}

func direct(m string) string {
	for _, d := range []string{"sendrecv", "sendonly", "recvonly", "inactive"} {
		if strings.Contains(m, "\r\na="+d+"\r\n") {
			return d
		}
	}
	return ""
}

func TestHoldAndBackOfACallThatCameIn(t *testing.T) {
	p, c, events := standing(t)
	version, m := 0, ""
	for _, tt := range []struct {
		ours         sdp.Direction
		theirs       string
		sends, hears bool
	}{
		{sdp.SendOnly, "recvonly", false, true},
		{sdp.Inactive, "inactive", false, false},
		{sdp.SendRecv, "sendrecv", true, true},
	} {
		done := begin(func() error { return c.Reoffer(t.Context(), tt.ours) })
		m = p.want("INVITE sip:caller@")
		if got := direct(m); got != string(tt.ours) {
			t.Errorf("offer = %q, want %s", got, tt.ours)
		}
		if v := versionOf(t, m); v <= version {
			t.Errorf("version of the description = %d after %d, want it to grow (RFC 3264 section 8)", v, version)
		} else {
			version = v
		}
		p.agree(m, tt.theirs)
		if ack := p.want("ACK "); header(ack, "CSeq") != strings.Replace(header(m, "CSeq"), "INVITE", "ACK", 1) {
			t.Errorf("ACK has CSeq %q, the INVITE had %q", header(ack, "CSeq"), header(m, "CSeq"))
		}
		if err := wait(t, done); err != nil {
			t.Errorf("Reoffer = %v", err)
		}
		if e, ok := wait(t, events).(sip.Reoffer); !ok || e.Stream.Sends != tt.sends || e.Stream.Hears != tt.hears {
			t.Errorf("event = %+v, want a stream with sends %t and hears %t", e, tt.sends, tt.hears)
		}
	}
	p.agree(m, "sendrecv") // again, as if the ACK had been lost
	if ack := p.want("ACK "); header(ack, "CSeq") != strings.Replace(header(m, "CSeq"), "INVITE", "ACK", 1) {
		t.Errorf("second ACK has CSeq %q, the INVITE had %q", header(ack, "CSeq"), header(m, "CSeq"))
	}
	p.bye()
}

func TestHoldOfACallOfOurs(t *testing.T) {
	x := newExchange(t)
	_, c := place(t, x)
	invite := x.want("INVITE ")
	x.answer(invite, "200 OK", "a", x.with(30000))
	x.want("ACK ")
	wait(t, c.Events())
	done := begin(func() error { return c.Reoffer(t.Context(), sdp.SendOnly) })
	again := x.want("INVITE sip:desk@")
	if got, want := header(again, "CSeq"), "2 INVITE"; got != want {
		t.Errorf("CSeq = %q, want %q", got, want)
	}
	if !strings.Contains(header(again, "To"), "tag=a") || direct(again) != "sendonly" {
		t.Errorf("re-INVITE = %q, want it inside the dialog and sendonly", again)
	}
	x.answer(again, "200 OK", "", x.with(30000)+"a=recvonly\r\n")
	x.want("ACK ")
	if err := wait(t, done); err != nil {
		t.Errorf("Reoffer = %v", err)
	}
	if e, ok := wait(t, c.Events()).(sip.Reoffer); !ok || e.Stream.Sends || !e.Stream.Hears {
		t.Errorf("event = %+v, want one who hears only", e)
	}
}

func TestRefusedOfferChangesNothing(t *testing.T) {
	p, c, events := standing(t)
	done := begin(func() error { return c.Reoffer(t.Context(), sdp.Inactive) })
	p.answer(p.want("INVITE "), "488 Not Acceptable Here", "")
	p.want("ACK ")
	var refused *sip.Refused
	if err := wait(t, done); !errors.As(err, &refused) || refused.Status != 488 {
		t.Errorf("Reoffer = %v, want 488", err)
	}
	p.cseq++
	p.send("INVITE", sdpType, offer)
	if m := p.want("SIP/2.0 200"); direct(m) != "sendrecv" {
		t.Errorf("answer after the refusal = %q, want sendrecv as before", direct(m))
	}
	p.ack("")
	p.bye()
	for e := range drain(events) {
		if e != (sip.HungUp{}) {
			t.Errorf("event = %#v, want HungUp alone", e)
		}
	}
}

// drain gives the events until HungUp.
func drain(events <-chan sip.Event) func(yield func(sip.Event) bool) {
	return func(yield func(sip.Event) bool) {
		for e := range events {
			if !yield(e) || e == (sip.HungUp{}) {
				return
			}
		}
	}
}

func TestOurHoldOutlastsTheOtherSidesOffers(t *testing.T) {
	p, c, _ := standing(t)
	done := begin(func() error { return c.Reoffer(t.Context(), sdp.SendOnly) })
	p.agree(p.want("INVITE "), "recvonly")
	p.want("ACK ")
	if err := wait(t, done); err != nil {
		t.Fatal(err)
	}
	p.cseq++
	p.send("INVITE", sdpType, offer)
	if m := p.want("SIP/2.0 200"); direct(m) != "sendonly" {
		t.Errorf("answer = %q, want sendonly: we hold", direct(m))
	}
	p.ack("")
	p.bye()
}

func TestUpdateOfTheOtherSideIsAnswered(t *testing.T) {
	p, _, events := standing(t)
	p.cseq++
	p.send("UPDATE", sdpType, offer+"a=sendonly\n")
	if m := p.want("SIP/2.0 200"); direct(m) != "recvonly" || header(m, "Contact") == "" {
		t.Errorf("answer = %q, want recvonly and a Contact", m)
	}
	if e, ok := wait(t, events).(sip.Reoffer); !ok || e.Stream.Hears {
		t.Errorf("event = %+v, want one who does not hear", e)
	}
	p.bye()
}

func TestCollidingOffersAreRefusedAndOursIsTriedAgain(t *testing.T) {
	for name, owner := range map[string]bool{"the caller's Call-ID": false, "our Call-ID": true} {
		t.Run(name, func(t *testing.T) {
			if owner {
				collideOut(t)
				return
			}
			p, c, _ := standing(t, func(c *sip.Config) { c.Limits.T1 = 20 * time.Millisecond })
			done := begin(func() error { return c.Reoffer(t.Context(), sdp.Inactive) })
			ours := p.want("INVITE ")
			p.cseq++
			p.send("INVITE", sdpType, offer) // theirs, at the same time
			p.want("SIP/2.0 491")
			p.cseq++
			p.send("UPDATE", sdpType, offer)
			p.want("SIP/2.0 491")
			p.answer(ours, "491 Request Pending", "")
			p.want("ACK ")
			again := p.want("INVITE ")
			if header(again, "CSeq") == header(ours, "CSeq") {
				t.Error("the offer was tried again under the same number")
			}
			p.agree(again, "inactive")
			p.want("ACK ")
			if err := wait(t, done); err != nil {
				t.Errorf("Reoffer = %v", err)
			}
			p.bye()
		})
	}
}

// collideOut is the same in a call of ours, whose Call-ID we own: it waits at
// least 2.1 seconds, with T1 of half a second.
func collideOut(t *testing.T) {
	const t1 = 20 * time.Millisecond
	x := newExchange(t)
	_, c := placeIn(t, x, func(c *sip.Config) { c.Limits.T1 = t1 })
	invite := x.want("INVITE ")
	x.answer(invite, "200 OK", "a", x.with(30000))
	x.want("ACK ")
	wait(t, c.Events())
	done := begin(func() error { return c.Reoffer(t.Context(), sdp.Inactive) })
	refused := time.Now()
	x.answer(x.want("INVITE "), "491 Request Pending", "")
	x.want("ACK ")
	again := x.want("INVITE ")
	if waited := time.Since(refused); waited < 42*t1/10 {
		t.Errorf("tried again after %v, want 2.1 s/500 ms * T1 = %v at least", waited, 42*t1/10)
	}
	x.answer(again, "200 OK", "", x.with(30000)+"a=inactive\r\n")
	if err := wait(t, done); err != nil {
		t.Errorf("Reoffer = %v", err)
	}
}

func TestByeGoesToTheContactThatAnsweredOurOffer(t *testing.T) {
	p, c, _ := standing(t)
	done := begin(func() error { return c.Reoffer(t.Context(), sdp.Inactive) })
	p.agree(p.want("INVITE sip:caller@"), "inactive", "Contact: <sip:moved@"+p.self+">\n")
	p.want("ACK sip:moved@")
	if err := wait(t, done); err != nil {
		t.Fatal(err)
	}
	hung := begin(func() error { return c.Hangup(t.Context()) })
	p.ok(p.want("BYE sip:moved@"))
	if err := wait(t, hung); err != nil {
		t.Errorf("Hangup = %v", err)
	}
}

func TestOfferThatFindsNoDialogEndsTheCall(t *testing.T) {
	p, c, events := standing(t)
	done := begin(func() error { return c.Reoffer(t.Context(), sdp.Inactive) })
	p.answer(p.want("INVITE "), "481 Call/Transaction Does Not Exist", "")
	p.want("ACK ")
	if err := wait(t, done); err == nil {
		t.Error("Reoffer = nil, want an error")
	}
	p.ok(p.want("BYE "))
	if e := wait(t, events); e != (sip.HungUp{}) {
		t.Errorf("event = %#v, want HungUp", e)
	}
}

func TestSecondWishWaitsForTheFirst(t *testing.T) {
	p, c, _ := standing(t)
	first := begin(func() error { return c.Reoffer(t.Context(), sdp.Inactive) })
	m := p.want("INVITE ")
	second := begin(func() error { return c.Reoffer(t.Context(), sdp.SendRecv) })
	p.cseq++
	p.send("OPTIONS", "", "")
	p.want("SIP/2.0 200") // and no second INVITE before it
	p.agree(m, "inactive")
	p.want("ACK ")
	p.agree(p.want("INVITE "), "sendrecv")
	p.want("ACK ")
	for _, done := range []<-chan error{first, second} {
		if err := wait(t, done); err != nil {
			t.Errorf("Reoffer = %v", err)
		}
	}
	p.bye()
}

func TestOfferThatIsPonderedOverForTooLongIsTakenBack(t *testing.T) {
	p, c, _ := standing(t, func(c *sip.Config) { c.Limits.T1 = 5 * time.Millisecond })
	done := begin(func() error { return c.Reoffer(t.Context(), sdp.Inactive) })
	m := p.want("INVITE ")
	p.answer(m, "180 Ringing", "")
	cancel := p.want("CANCEL ")
	if header(cancel, "Via") != header(m, "Via") {
		t.Errorf("CANCEL has Via %q, the INVITE had %q", header(cancel, "Via"), header(m, "Via"))
	}
	p.answer(cancel, "200 OK", "")
	p.answer(m, "487 Request Terminated", "")
	p.want("ACK ")
	var refused *sip.Refused
	if err := wait(t, done); !errors.As(err, &refused) || refused.Status != 487 {
		t.Errorf("Reoffer = %v, want 487", err)
	}
	p.bye() // the call goes on until then
}
