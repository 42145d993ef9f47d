package sip_test

import (
	"strings"
	"testing"
	"time"

	"cordboard/appliance/sip"
)

// brief lets sessions be as short as a second.
func brief(c *sip.Config) { c.Limits.MinSE, c.Limits.SessionExpires = time.Second, 2*time.Second }

// unhurried lets them be so too, and asks for ones whose refreshes are due a
// second before their end: a busy machine stands still for longer than brief ones
// have.
func unhurried(c *sip.Config) { c.Limits.MinSE, c.Limits.SessionExpires = time.Second, 6*time.Second }

// timed sets a call up that asks for a timer.
func timed(t *testing.T, fields string) (*phone, chan sip.Event, string) {
	t.Helper()
	calls, events := make(chan *sip.Call, 9), make(chan sip.Event, 99)
	p := dial(t, listen(t, desk(t, calls, events), brief))
	p.send("INVITE", fields+sdpType, offer)
	m := p.want("SIP/2.0 200")
	p.ack("")
	wait(t, events)
	return p, events, m
}

func TestSessionIsRefreshedByUs(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct{ fields, method, again string }{
		"by UPDATE":                           {"Allow: INVITE, UPDATE\n", "UPDATE", ""},
		"by re-INVITE":                        {"Allow: INVITE, BYE\n", "INVITE", ""},
		"by re-INVITE after UPDATE was wrong": {"Allow: INVITE, UPDATE\n", "UPDATE", "INVITE"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p, _, m := timed(t, "Supported: timer\nSession-Expires: 2;refresher=uas\n"+tt.fields)
			if got := header(m, "Session-Expires"); got != "2;refresher=uas" {
				t.Errorf("Session-Expires = %q, want 2;refresher=uas", got)
			}
			m = p.want(tt.method + " sip:caller@")
			if tt.again != "" {
				p.answer(m, "501 Not Implemented", "")
				m = p.want(tt.again + " sip:caller@")
			}
			if got := header(m, "Session-Expires"); got != "2;refresher=uac" {
				t.Errorf("Session-Expires of the refresh = %q, want 2;refresher=uac", got)
			}
			if strings.HasPrefix(m, "UPDATE") {
				if header(m, "Content-Length") != "0" {
					t.Errorf("UPDATE = %q, want no offer", m)
				}
				p.answer(m, "200 OK", "Session-Expires: 2;refresher=uac\n")
			} else {
				p.agree(m, "sendrecv", "Session-Expires: 2;refresher=uac\n")
				p.want("ACK ")
			}
			m = p.want("") // and again
			if !strings.HasPrefix(m, "UPDATE ") && !strings.HasPrefix(m, "INVITE ") {
				t.Errorf("got %q, want another refresh", m)
			}
		})
	}
}

func TestSessionThatNobodyRefreshesEnds(t *testing.T) {
	t.Parallel()
	p, events, m := timed(t, "Supported: timer\nSession-Expires: 2;refresher=uac\n")
	if header(m, "Session-Expires") != "2;refresher=uac" || header(m, "Require") != "timer" {
		t.Errorf("answer = %q, want Session-Expires: 2;refresher=uac and Require: timer", m)
	}
	begun := time.Now()
	p.cseq++
	p.send("UPDATE", "Supported: timer\nSession-Expires: 2;refresher=uac\n", "")
	p.want("SIP/2.0 200")
	p.ok(p.want("BYE "))
	if took := time.Since(begun); took < 2*time.Second-2*time.Second/3 {
		t.Errorf("BYE came %v after the refresh, want two thirds of 2 s", took)
	}
	if e := wait(t, events); e != (sip.HungUp{}) {
		t.Errorf("event = %#v, want HungUp", e)
	}
}

func TestTooShortSessionIsRefusedWithTheLeast(t *testing.T) {
	b := listen(t, answer(t, nil))
	p := dial(t, b)
	p.send("INVITE", "Supported: timer\nSession-Expires: 60\n"+sdpType, offer)
	if m := p.want("SIP/2.0 422"); header(m, "Min-SE") != "90" {
		t.Errorf("reply = %q, want Min-SE: 90", m)
	}
	q := dial(t, b)
	q.up()
	q.cseq++
	q.send("UPDATE", "Supported: timer\nSession-Expires: 60\n", "")
	if m := q.want("SIP/2.0 422"); header(m, "Min-SE") != "90" {
		t.Errorf("reply = %q, want Min-SE: 90", m)
	}
	q.bye()
}

func TestCallOfOursAsksAgainForALongerSessionAndRefreshesIt(t *testing.T) {
	t.Parallel()
	x := newExchange(t)
	_, c := placeIn(t, x, brief)
	invite := x.want("INVITE ")
	if got := header(invite, "Session-Expires"); got != "2" || !strings.Contains(header(invite, "Supported"), "timer") {
		t.Errorf("Session-Expires = %q, Supported = %q, want 2 and timer", got, header(invite, "Supported"))
	}
	x.answer(invite, "422 Session Interval Too Small", "a", "Min-SE: 3\r\n")
	x.want("ACK ")
	again := x.want("INVITE ")
	for name, want := range map[string]string{
		"Session-Expires": "3", "CSeq": "2 INVITE", "Call-ID": header(invite, "Call-ID"), "From": header(invite, "From"), "To": header(invite, "To"),
	} {
		if got := header(again, name); got != want {
			t.Errorf("%s = %q, want %q", name, got, want)
		}
	}
	x.answer(again, "200 OK", "b", "Allow: UPDATE\r\nSession-Expires: 3;refresher=uac\r\nRequire: timer\r\n", x.with(30000))
	x.want("ACK ")
	wait(t, c.Events())
	update := x.want("UPDATE sip:desk@")
	if got := header(update, "CSeq"); got != "3 UPDATE" {
		t.Errorf("CSeq = %q, want 3 UPDATE", got)
	}
	x.answer(update, "481 Call/Transaction Does Not Exist", "")
	x.answer(x.want("BYE "), "200 OK", "")
	if e := wait(t, c.Events()); e != (sip.HungUp{}) {
		t.Errorf("event = %#v, want HungUp: the other side forgot the call", e)
	}
}

func TestCallOfOursThatTheOtherSideDoesNotRefreshEnds(t *testing.T) {
	t.Parallel()
	x := newExchange(t)
	_, c := placeIn(t, x, brief)
	invite := x.want("INVITE ")
	x.answer(invite, "200 OK", "a", "Session-Expires: 2;refresher=uas\r\n", x.with(30000))
	x.want("ACK ")
	wait(t, c.Events())
	x.answer(x.want("BYE "), "200 OK", "")
	if e := wait(t, c.Events()); e != (sip.HungUp{}) {
		t.Errorf("event = %#v, want HungUp", e)
	}
}

func TestRefreshThatFailsLeavesWhatWasAgreedOnMeanwhile(t *testing.T) {
	t.Parallel()
	p, events, _ := timed(t, "Supported: timer\nSession-Expires: 2;refresher=uas\nAllow: INVITE, UPDATE\n")
	update := p.want("UPDATE ")
	p.cseq++
	p.send("INVITE", "Supported: timer\nSession-Expires: 2;refresher=uac\n"+sdpType, strings.Replace(offer, "40000", "40002", 1))
	p.want("SIP/2.0 200")
	p.ack("")
	if e, ok := wait(t, events).(sip.Reoffer); !ok || e.Stream.Remote.Port() != 40002 {
		t.Errorf("event = %#v, want the new port", e)
	}
	p.answer(update, "500 Server Internal Error", "")
	p.cseq++
	p.send("OPTIONS", "", "") // after which the call has heard of it
	p.want("SIP/2.0 200")
	p.cseq++
	p.send("INVITE", "Supported: timer\nSession-Expires: 2;refresher=uac\n"+sdpType, offer)
	p.want("SIP/2.0 200")
	p.ack("")
	if e, ok := wait(t, events).(sip.Reoffer); !ok || e.Stream.Remote.Port() != 40000 {
		t.Errorf("event = %#v, want the first port again: it is another one than the last", e)
	}
	p.bye()
}
