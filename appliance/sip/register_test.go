package sip_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"cordboard/appliance/sip"
	"cordboard/appliance/sip/digest"
)

// enlist has a box register with the exchange until the test ends, or stop is
// called, which waits for it.
func enlist(t *testing.T, x *exchange, by digest.Credentials) (told <-chan sip.Registration, stop func()) {
	t.Helper()
	b := listen(t, answer(t, make(chan sip.Event, 9)))
	x.greet(b)
	ctx, cancel := context.WithCancel(t.Context())
	tells, done := make(chan sip.Registration, 9), make(chan error, 1)
	go func() {
		done <- b.Register(ctx, sip.Exchange{Peer: x.addr(), Transport: "UDP", Domain: "pbx.example", By: by},
			func(r sip.Registration) { tells <- r })
	}()
	return tells, func() {
		cancel()
		if err := <-done; err != nil {
			t.Errorf("Register = %v", err)
		}
	}
}

const challenge = `WWW-Authenticate: Digest realm="pbx.example", nonce="one", qop="auth", algorithm=MD5` + "\r\n" +
	`WWW-Authenticate: Digest realm="pbx.example", nonce="two", qop="auth", algorithm=SHA-256` + "\r\n"

func TestRegistrationProvesItselfAndIsTakenBack(t *testing.T) {
	x := newExchange(t)
	told, stop := enlist(t, x, digest.Credentials{Username: "box 1", Password: "secret"})
	first := x.want("REGISTER sip:pbx.example SIP/2.0")
	for name, want := range map[string]string{
		"From": "<sip:box%201@pbx.example>;tag=", "To": "<sip:box%201@pbx.example>", "Expires": "3600",
		"Contact": "<sip:cordboard@127.0.0.1:", "Authorization": "",
	} {
		if got := header(first, name); !strings.HasPrefix(got, want) || want == "" && got != "" {
			t.Errorf("%s = %q, want %q", name, got, want)
		}
	}
	x.answer(first, "401 Unauthorized", "r", challenge)
	second := x.want("REGISTER ")
	if got := header(second, "Authorization"); !strings.Contains(got, `username="box 1"`) ||
		!strings.Contains(got, `nonce="two"`) || !strings.Contains(got, "algorithm=SHA-256") || strings.Contains(second, "secret") {
		t.Errorf("Authorization = %q, want the answer to the stronger challenge", got)
	}
	if header(second, "Call-ID") != header(first, "Call-ID") || header(second, "CSeq") != "2 REGISTER" {
		t.Errorf("second REGISTER has %s, %s", header(second, "Call-ID"), header(second, "CSeq"))
	}
	x.answer(second, "423 Interval Too Brief", "r", "Min-Expires: 7200\r\n")
	third := x.want("REGISTER ")
	if got := header(third, "Expires"); got != "7200" {
		t.Errorf("Expires after 423 = %s", got)
	}
	if got := header(third, "Authorization"); !strings.Contains(got, "nc=00000002") {
		t.Errorf("Authorization = %q, want the nonce used again", got)
	}
	before := time.Now()
	x.answer(third, "200 OK", "r", "Contact: <sip:other@192.0.2.1>;expires=5, "+header(third, "Contact")+";expires=120\r\n")
	r := <-told
	if !time.Now().Before(r.Until) || r.Status != 200 || r.Err != nil ||
		r.Until.Before(before.Add(2*time.Minute)) || r.Until.After(time.Now().Add(2*time.Minute)) {
		t.Errorf("told %+v, want it registered for two minutes", r)
	}
	stopped := make(chan struct{})
	go func() { defer close(stopped); stop() }()
	last := x.want("REGISTER ")
	if got := header(last, "Expires"); got != "0" {
		t.Errorf("Expires of the last REGISTER = %s", got)
	}
	x.answer(last, "200 OK", "r")
	<-stopped
}

// TestRegistrarGrantsNoMoreThanWasAsked is RFC 3261 section 10.2.4: it may
// shorten what we ask for, and one that says more has misread us.
func TestRegistrarGrantsNoMoreThanWasAsked(t *testing.T) {
	x := newExchange(t)
	told, stop := enlist(t, x, digest.Credentials{})
	first := x.want("REGISTER ")
	x.answer(first, "200 OK", "r", "Contact: "+header(first, "Contact")+";expires=31536000\r\n")
	if r := <-told; r.Until.After(time.Now().Add(time.Hour)) || !time.Now().Before(r.Until) {
		t.Errorf("told %+v, want it registered for the hour that was asked for", r)
	}
	stopped := make(chan struct{})
	go func() { defer close(stopped); stop() }()
	x.answer(x.want("REGISTER "), "200 OK", "r")
	<-stopped
}

func TestWrongPasswordIsSaid(t *testing.T) {
	x := newExchange(t)
	told, stop := enlist(t, x, digest.Credentials{Username: "box", Password: "wrong"})
	for range 2 {
		x.answer(x.want("REGISTER "), "401 Unauthorized", "r", challenge)
	}
	r := <-told
	if !errors.Is(r.Err, sip.ErrPassword) || r.Status != 401 || time.Now().Before(r.Until) {
		t.Errorf("told %+v, want that the password is refused", r)
	}
	stop() // and says no farewell, having no registration
}

// TestWrongPasswordIsSaidWhereTheExchangeForbids has one that answers 403 to what
// we proved, and one that answers so before we could.
func TestWrongPasswordIsSaidWhereTheExchangeForbids(t *testing.T) {
	for proved, want := range map[bool]error{true: sip.ErrPassword, false: nil} {
		x := newExchange(t)
		told, stop := enlist(t, x, digest.Credentials{Username: "box", Password: "wrong"})
		if proved {
			x.answer(x.want("REGISTER "), "401 Unauthorized", "r", challenge)
		}
		x.answer(x.want("REGISTER "), "403 Forbidden", "r")
		if r := <-told; !errors.Is(r.Err, want) || r.Status != 403 {
			t.Errorf("proved %v: told %+v, want %v", proved, r, want)
		}
		stop()
	}
}

func TestExchangeIsAskedWhetherItIsThere(t *testing.T) {
	x := newExchange(t)
	b := listen(t, answer(t, make(chan sip.Event, 9)))
	x.greet(b)
	done := make(chan error, 1)
	go func() {
		status, err := b.Ask(t.Context(), sip.Exchange{Peer: x.addr(), Transport: "UDP", Domain: "pbx.example"})
		if status != 404 {
			t.Errorf("status = %d, want 404", status)
		}
		done <- err
	}()
	x.answer(x.want("OPTIONS sip:pbx.example SIP/2.0"), "404 Not Found", "r")
	if err := <-done; err != nil {
		t.Error(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	go func() {
		_, err := b.Ask(ctx, sip.Exchange{Peer: x.addr(), Transport: "UDP"})
		done <- err
	}()
	x.want("OPTIONS ")
	cancel()
	if err := <-done; !errors.Is(err, context.Canceled) {
		t.Errorf("Ask = %v after its context ended", err)
	}
}

func TestCallOfOursProvesItself(t *testing.T) {
	x := newExchange(t)
	_, c := place(t, x, func(o *sip.Outgoing) { o.By = digest.Credentials{Username: "box", Password: "secret"} })
	first := x.want("INVITE ")
	x.answer(first, "407 Proxy Authentication Required", "p", strings.ReplaceAll(challenge, "WWW", "Proxy"))
	second := x.want("INVITE ")
	if got := header(second, "Proxy-Authorization"); !strings.Contains(got, `uri="sip:+420541230800@`) || !strings.Contains(got, `nonce="two"`) {
		t.Errorf("Proxy-Authorization = %q", got)
	}
	x.answer(second, "200 OK", "a", x.with(30000))
	if e, ok := wait(t, c.Events()).(sip.Answered); !ok {
		t.Fatalf("event = %#v, want Answered", e)
	}
	ack := x.want("ACK ")
	if got := header(ack, "Proxy-Authorization"); got != header(second, "Proxy-Authorization") {
		t.Errorf("ACK has %q, want that of its INVITE", got)
	}
	done := make(chan error, 1)
	go func() { done <- c.Hangup(t.Context()) }()
	bye := x.want("BYE ")
	if got := header(bye, "Proxy-Authorization"); !strings.Contains(got, "nc=00000002") {
		t.Errorf("BYE has %q, want the nonce used again", got)
	}
	x.answer(bye, "407 Proxy Authentication Required", "", strings.ReplaceAll(strings.ReplaceAll(challenge, "WWW", "Proxy"), "two", "new"))
	again := x.want("BYE ")
	if got := header(again, "Proxy-Authorization"); !strings.Contains(got, `nonce="new"`) {
		t.Errorf("second BYE has %q", got)
	}
	x.answer(again, "200 OK", "")
	if err := <-done; err != nil {
		t.Error(err)
	}
}

// TestCallThatStandsProvesItselfToNobodyNew: one who was called may ask for our
// password in the exchange's stead when we hang up, and guess it at leisure from
// what we answer.
func TestCallThatStandsProvesItselfToNobodyNew(t *testing.T) {
	for name, asked := range map[string]bool{"an exchange that asked at the INVITE": true, "one that did not": false} {
		t.Run(name, func(t *testing.T) {
			x := newExchange(t)
			b, c := place(t, x, func(o *sip.Outgoing) { o.By = digest.Credentials{Username: "box", Password: "secret"} })
			if asked {
				x.answer(x.want("INVITE "), "401 Unauthorized", "p", challenge)
			}
			x.answer(x.want("INVITE "), "200 OK", "a", x.with(30000))
			if e, ok := wait(t, c.Events()).(sip.Answered); !ok {
				t.Fatalf("event = %#v, want Answered", e)
			}
			done := make(chan error, 1)
			go func() { done <- c.Hangup(t.Context()) }()
			x.answer(x.want("BYE "), "407 Proxy Authentication Required", "", `Proxy-Authenticate: Digest realm="elsewhere", nonce="leak", qop="auth", algorithm=MD5`+"\r\n")
			if err := <-done; err != nil {
				t.Error(err)
			}
			b.stop()
			for _, m := range x.rest() {
				if strings.Contains(m, "leak") || strings.HasPrefix(m, "BYE ") {
					t.Errorf("after the challenge came %q", m)
				}
			}
		})
	}
}

func TestCallWhosePasswordIsWrongFails(t *testing.T) {
	x := newExchange(t)
	_, c := place(t, x, func(o *sip.Outgoing) { o.By = digest.Credentials{Username: "box", Password: "wrong"} })
	for range 2 {
		x.answer(x.want("INVITE "), "401 Unauthorized", "p", challenge)
		x.want("ACK ")
	}
	if e, ok := wait(t, c.Events()).(sip.Failed); !ok || e.Refused.Status != 401 {
		t.Errorf("event = %#v, want Failed with 401", e)
	}
}

func TestNumberCalledIsFoundWhereTheRegistrarPutsOurContact(t *testing.T) {
	called := make(chan string, 1)
	b := listen(t, func(_ context.Context, c *sip.Call) {
		called <- c.Called()
		_ = c.Refuse(486, "Busy Here")
	})
	for name, tt := range map[string]struct{ fields, want string }{
		"in To":                {"To: <sip:+420555000100@pbx.example>\n", "+420555000100"},
		"in P-Called-Party-ID": {"To: <sip:box@pbx.example>\nP-Called-Party-ID: <tel:+420-555-000-101>\n", "+420555000101"},
	} {
		p := dial(t, b)
		p.raw("INVITE sip:cordboard@" + b.udp.String() + " SIP/2.0\nVia: SIP/2.0/UDP " + p.self + ";branch=z9hG4bKr" + p.id + ";rport\n" +
			"From: <sip:x@pbx.example>;tag=f\n" + tt.fields + "Call-ID: " + p.id + "\nCSeq: 1 INVITE\nMax-Forwards: 70\n" +
			"Contact: <sip:x@" + p.self + ">\nContent-Length: 0\n\n")
		p.want("SIP/2.0 486")
		if got := <-called; got != tt.want {
			t.Errorf("%s: called = %q, want %q", name, got, tt.want)
		}
	}
}
