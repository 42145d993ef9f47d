package sip_test

import (
	"bufio"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"regexp"
	"strings"
	"testing"
	"time"

	"cordboard/appliance/sip"
)

// exchange is the other side of calls that the box places: it writes every
// byte of its answers itself.
type exchange struct {
	t    *testing.T
	conn net.PacketConn
	box  net.Addr // where the latest message came from
}

func newExchange(t *testing.T) *exchange {
	t.Helper()
	conn, err := net.ListenPacket("udp4", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close() })
	return &exchange{t: t, conn: conn}
}

func (x *exchange) addr() netip.AddrPort { return netip.MustParseAddrPort(x.conn.LocalAddr().String()) }

// want reads until a message begins so, and skips what was sent before.
func (x *exchange) want(start string) string {
	x.t.Helper()
	buf := make([]byte, 65536)
	_ = x.conn.SetReadDeadline(time.Now().Add(10 * time.Second))
	var seen []string
	for {
		n, from, err := x.conn.ReadFrom(buf)
		if err != nil {
			x.t.Fatalf("%s never came, but %q", start, seen)
		}
		x.box = from
		if m := string(buf[:n]); strings.HasPrefix(m, start) {
			return m
		}
		line, _, _ := strings.Cut(string(buf[:n]), "\r\n")
		seen = append(seen, line)
	}
}

// rest is what has come and was not read, once the box sends no more.
func (x *exchange) rest() (messages []string) {
	buf := make([]byte, 65536)
	_ = x.conn.SetReadDeadline(time.Now().Add(20 * time.Millisecond))
	for {
		n, _, err := x.conn.ReadFrom(buf)
		if err != nil {
			return messages
		}
		messages = append(messages, string(buf[:n]))
	}
}

// answer sends a response to req with a To tag, and lines and a body after it.
func (x *exchange) answer(req, status, tag string, more ...string) {
	x.t.Helper()
	var b strings.Builder
	fmt.Fprintf(&b, "SIP/2.0 %s\r\n", status)
	head, _, _ := strings.Cut(req, "\r\n\r\n")
	in := bufio.NewScanner(strings.NewReader(head))
	for in.Scan() {
		name, value, _ := strings.Cut(in.Text(), ":")
		switch strings.ToLower(name) {
		case "to":
			if tag != "" && !strings.Contains(value, "tag=") {
				value += ";tag=" + tag
			}
			fallthrough
		case "via", "from", "call-id", "cseq":
			fmt.Fprintf(&b, "%s:%s\r\n", name, value)
		}
	}
	fields, body, _ := strings.Cut(strings.Join(more, ""), "\r\n\r\n")
	if fields != "" {
		b.WriteString(strings.TrimSuffix(fields, "\r\n") + "\r\n")
	}
	fmt.Fprintf(&b, "Content-Length: %d\r\n\r\n%s", len(body), body)
	x.send(b.String())
}

func (x *exchange) send(m string) {
	x.t.Helper()
	if _, err := x.conn.WriteTo([]byte(m), x.box); err != nil {
		x.t.Fatal(err)
	}
}

// greet waits until the box serves.
func (x *exchange) greet(b *box) {
	x.t.Helper()
	x.box = net.UDPAddrFromAddrPort(b.udp)
	x.send(fmt.Sprintf("OPTIONS sip:box SIP/2.0\r\nVia: SIP/2.0/UDP %s;branch=z9hG4bKgreet;rport\r\nFrom: <sip:x@y>;tag=g\r\nTo: <sip:box>\r\nCall-ID: greet@%s\r\nCSeq: 1 OPTIONS\r\nMax-Forwards: 70\r\nContent-Length: 0\r\n\r\n", x.addr(), x.addr()))
	x.want("SIP/2.0 200")
}

// with is a Contact and a description of the exchange's sound.
func (x *exchange) with(port int) string {
	return fmt.Sprintf("Contact: <sip:desk@%s>\r\nContent-Type: application/sdp\r\n\r\n"+
		"v=0\r\no=- 7 7 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=audio %d RTP/AVP 8 96\r\na=rtpmap:96 telephone-event/8000\r\n", x.addr(), port)
}

// place lets a box of its own call the exchange.
func place(t *testing.T, x *exchange, change ...func(*sip.Outgoing)) (*box, *sip.Call) {
	t.Helper()
	return placeIn(t, x, func(*sip.Config) {}, change...)
}

// placeIn is place in a box that is configured.
func placeIn(t *testing.T, x *exchange, configure func(*sip.Config), change ...func(*sip.Outgoing)) (*box, *sip.Call) {
	t.Helper()
	b := listen(t, answer(t, make(chan sip.Event, 9)), configure)
	x.greet(b)
	o := sip.Outgoing{
		Peer: x.addr(), Transport: "UDP", Number: "+420541230800",
		Caller: sip.Party{Name: `Hobla "e-shop"`, Number: "+420555000100"}, Sound: local,
	}
	for _, f := range change {
		f(&o)
	}
	c, err := b.Dial(o)
	if err != nil {
		t.Fatal(err)
	}
	return b, c
}

func TestCallOfOursRingsIsAnsweredAndHungUp(t *testing.T) {
	x := newExchange(t)
	_, c := place(t, x, func(o *sip.Outgoing) { o.Domain, o.Assert = "pbx.example", true })
	invite := x.want("INVITE sip:+420541230800@pbx.example SIP/2.0")
	for name, want := range map[string]string{
		"From":                `"Hobla e-shop" <sip:+420555000100@127.0.0.1>;tag=`,
		"To":                  "<sip:+420541230800@pbx.example>",
		"P-Asserted-Identity": `"Hobla e-shop" <sip:+420555000100@127.0.0.1>`,
		"CSeq":                "1 INVITE",
	} {
		if got := header(invite, name); !strings.HasPrefix(got, want) {
			t.Errorf("%s = %q, want %q", name, got, want)
		}
	}
	if !strings.Contains(invite, "m=audio 20000 RTP/AVP 9 8 0 101\r\n") {
		t.Errorf("INVITE offers %q", invite)
	}
	x.answer(invite, "100 Trying", "")
	x.answer(invite, "180 Ringing", "a")
	if e := wait(t, c.Events()); e != (sip.Ringing{}) {
		t.Errorf("event = %#v, want Ringing", e)
	}
	x.answer(invite, "183 Session Progress", "a", x.with(30000))
	if e, ok := wait(t, c.Events()).(sip.Early); !ok || e.Stream.Remote.Port() != 30000 || e.Stream.Event != 96 {
		t.Errorf("event = %#v, want Early with sound from port 30000", e)
	}
	x.answer(invite, "200 OK", "a", "Record-Route: <sip:127.0.0.1:1;lr>\r\nRecord-Route: <sip:"+x.addr().String()+";lr>\r\n", x.with(30002))
	ack := x.want("ACK sip:desk@")
	if got, want := header(ack, "CSeq"), "1 ACK"; got != want {
		t.Errorf("CSeq = %q, want %q", got, want)
	}
	if got := header(ack, "Route"); got != "<sip:"+x.addr().String()+";lr>" {
		t.Errorf("the ACK's first Route = %q, want the last Record-Route", got)
	}
	if e, ok := wait(t, c.Events()).(sip.Answered); !ok || e.Stream.Remote.Port() != 30002 {
		t.Errorf("event = %#v, want Answered with sound from port 30002", e)
	}
	x.answer(invite, "200 OK", "a", x.with(30002)) // as if the ACK had been lost
	x.want("ACK sip:desk@")
	hung := make(chan error, 1)
	go func() { hung <- c.Hangup(t.Context()) }()
	bye := x.want("BYE sip:desk@")
	if got, want := header(bye, "CSeq"), "2 BYE"; got != want {
		t.Errorf("CSeq = %q, want %q", got, want)
	}
	x.answer(bye, "200 OK", "")
	if err := wait(t, hung); err != nil {
		t.Errorf("Hangup = %v", err)
	}
}

func TestCallOfOursIsHungUpAndReofferedByTheOtherSide(t *testing.T) {
	x := newExchange(t)
	_, c := place(t, x)
	invite := x.want("INVITE ")
	x.answer(invite, "200 OK", "a", x.with(30000))
	x.want("ACK ")
	wait(t, c.Events())
	within := func(method string, seq int, more string) string {
		fields, body, _ := strings.Cut(more, "\r\n\r\n")
		return fmt.Sprintf("%s sip:x@y SIP/2.0\r\nVia: SIP/2.0/UDP %s;branch=z9hG4bK%d;rport\r\nFrom: %s;tag=a\r\nTo: %s\r\nCall-ID: %s\r\nCSeq: %d %s\r\nMax-Forwards: 70\r\n%sContent-Length: %d\r\n\r\n%s",
			method, x.addr(), seq, header(invite, "To"), header(invite, "From"), header(invite, "Call-ID"), seq, method, fields+"\r\n", len(body), body)
	}
	x.send(within("INVITE", 4711, x.with(30004)))
	if m := x.want("SIP/2.0 200"); !strings.Contains(m, "m=audio 20000 ") {
		t.Errorf("answer to the re-INVITE = %q", m)
	}
	if e, ok := wait(t, c.Events()).(sip.Reoffer); !ok || e.Stream.Remote.Port() != 30004 {
		t.Errorf("event = %#v, want Reoffer to port 30004", e)
	}
	x.send(within("ACK", 4711, "X: y"))
	x.send(within("BYE", 4712, "X: y"))
	x.want("SIP/2.0 200")
	if e := wait(t, c.Events()); e != (sip.HungUp{}) {
		t.Errorf("event = %#v, want HungUp", e)
	}
}

func TestCallOfOursThatIsNotTakenSaysWhy(t *testing.T) {
	for answer, want := range map[string]sip.Refused{
		"486 Busy Here":                  {Status: 486, Reason: "Busy Here"},
		"603 Decline":                    {Status: 603, Reason: "Decline"},
		"503 Service Unavailable":        {Status: 503, Reason: "Service Unavailable"},
		"302 Moved Temporarily":          {Status: 302, Reason: "Moved Temporarily"},
		"401 Unauthorized":               {Status: 401, Reason: "Unauthorized"},
		"404 \x01\x1b[31mNot\u202eFound": {Status: 404, Reason: "[31mNotFound"},
	} {
		x := newExchange(t)
		_, c := place(t, x)
		invite := x.want("INVITE ")
		x.answer(invite, answer, "a", "Retry-After: 30;duration=5\r\nContact: <sip:+88216@127.0.0.1>\r\nWWW-Authenticate: Digest realm=\"x\", nonce=\"y\"\r\n")
		e, ok := wait(t, c.Events()).(sip.Failed)
		want.RetryAfter = 30 * time.Second
		if !ok || e.Refused != want {
			t.Errorf("%q: event = %#v, want %#v", answer, e, want)
		}
		x.want("ACK ")
		if _, more := <-c.Events(); more {
			t.Errorf("%q: something came after the last event", answer)
		}
	}
}

func TestCallOfOursIsCancelled(t *testing.T) {
	for name, early := range map[string]bool{"while it rings": true, "before anything was heard": false} {
		t.Run(name, func(t *testing.T) {
			x := newExchange(t)
			_, c := place(t, x)
			invite := x.want("INVITE ")
			if early {
				x.answer(invite, "180 Ringing", "a")
				wait(t, c.Events())
			}
			hung := make(chan error, 1)
			go func() { hung <- c.Hangup(t.Context()) }()
			if !early { // RFC 3261 section 9.1: not before a provisional response
				x.want("INVITE ") // again: nothing else went out
				x.answer(invite, "100 Trying", "")
			}
			cancel := x.want("CANCEL sip:+420541230800@")
			for _, name := range []string{"Via", "From", "To", "Call-ID"} {
				if header(cancel, name) != header(invite, name) {
					t.Errorf("%s = %q, want %q", name, header(cancel, name), header(invite, name))
				}
			}
			if got, want := header(cancel, "CSeq"), "1 CANCEL"; got != want {
				t.Errorf("CSeq = %q, want %q", got, want)
			}
			x.answer(cancel, "200 OK", "a")
			x.answer(invite, "487 Request Terminated", "a")
			x.want("ACK ")
			if err := wait(t, hung); err != nil {
				t.Errorf("Hangup = %v", err)
			}
		})
	}
}

func TestAnswerThatCrossesOurCancelIsAcknowledgedAndHungUp(t *testing.T) {
	x := newExchange(t)
	_, c := place(t, x)
	invite := x.want("INVITE ")
	x.answer(invite, "180 Ringing", "a")
	wait(t, c.Events())
	hung := make(chan error, 1)
	go func() { hung <- c.Hangup(t.Context()) }()
	cancel := x.want("CANCEL ")
	x.answer(invite, "200 OK", "a", x.with(30000))
	x.answer(cancel, "200 OK", "a")
	x.want("ACK ")
	x.answer(x.want("BYE "), "200 OK", "")
	if err := wait(t, hung); err != nil {
		t.Errorf("Hangup = %v", err)
	}
}

func TestSecondAnswerOfAForkedCallIsHungUpAndTheFirstGoesOn(t *testing.T) {
	x := newExchange(t)
	b, c := place(t, x)
	invite := x.want("INVITE ")
	x.answer(invite, "180 Ringing", "a")
	x.answer(invite, "180 Ringing", "b")
	wait(t, c.Events())
	wait(t, c.Events())
	x.answer(invite, "200 OK", "b", x.with(30000))
	if ack := x.want("ACK "); !strings.Contains(header(ack, "To"), "tag=b") {
		t.Errorf("ACK goes to %q, want tag b", header(ack, "To"))
	}
	wait(t, c.Events())
	x.answer(invite, "200 OK", "a", x.with(30002))
	if ack := x.want("ACK "); !strings.Contains(header(ack, "To"), "tag=a") {
		t.Errorf("ACK goes to %q, want tag a", header(ack, "To"))
	}
	bye := x.want("BYE ")
	if !strings.Contains(header(bye, "To"), "tag=a") {
		t.Errorf("BYE goes to %q, want tag a", header(bye, "To"))
	}
	x.answer(bye, "200 OK", "")
	x.greet(b) // after which the call has heard of it
	hung := make(chan error, 1)
	go func() { hung <- c.Hangup(t.Context()) }()
	bye = x.want("BYE ")
	if !strings.Contains(header(bye, "To"), "tag=b") {
		t.Errorf("BYE goes to %q, want tag b: the call is with that one", header(bye, "To"))
	}
	x.answer(bye, "200 OK", "")
	if err := wait(t, hung); err != nil {
		t.Errorf("Hangup = %v", err)
	}
}

func TestNobodyIsCalledWhoIsNoPeerAndNoNumberSmugglesAnything(t *testing.T) {
	b := listen(t, answer(t, make(chan sip.Event, 9)))
	good := sip.Outgoing{Peer: netip.MustParseAddrPort("127.0.0.1:1"), Transport: "UDP", Number: "100", Sound: local}
	for name, change := range map[string]func(*sip.Outgoing){
		"a stranger":        func(o *sip.Outgoing) { o.Peer = netip.MustParseAddrPort("127.6.6.6:5060") },
		"no such transport": func(o *sip.Outgoing) { o.Transport = "SCTP" },
		"no such family":    func(o *sip.Outgoing) { o.Peer = netip.MustParseAddrPort("[::1]:5060") },
		"parameters":        func(o *sip.Outgoing) { o.Number = "100;phone-context=x" },
		"another host":      func(o *sip.Outgoing) { o.Number = "100@evil" },
		"escapes":           func(o *sip.Outgoing) { o.Number = "%31%30" },
		"a second line":     func(o *sip.Outgoing) { o.Number = "100\r\nX: y" },
		"digits of others":  func(o *sip.Outgoing) { o.Number = "١٠٠" },
		"nothing":           func(o *sip.Outgoing) { o.Number = "" },
		"only a plus":       func(o *sip.Outgoing) { o.Number = "+" },
		"the caller's":      func(o *sip.Outgoing) { o.Caller.Number = "1>;x=<" },
	} {
		o := good
		change(&o)
		if c, err := b.Dial(o); err == nil {
			t.Errorf("%s: called %s", name, c.Called())
		}
	}
	named := good
	x := newExchange(t)
	x.greet(b)
	named.Peer = x.addr()
	named.Caller = sip.Party{Name: "a\r\nVia: \"\\<x>", Number: "7"}
	if _, err := b.Dial(named); err != nil {
		t.Fatal(err)
	}
	if got, want := header(x.want("INVITE "), "From"), `"aVia: <x>" <sip:7@127.0.0.1>;tag=`; !strings.HasPrefix(got, want) {
		t.Errorf("From = %q, want %q", got, want)
	}
}

func TestCallsOfOursEndWhenTheServerStops(t *testing.T) {
	x := newExchange(t)
	b, c := place(t, x)
	invite := x.want("INVITE ")
	x.answer(invite, "200 OK", "a", x.with(30000))
	x.want("ACK ")
	wait(t, c.Events())
	stopped := make(chan struct{})
	go func() { b.stop(); close(stopped) }()
	x.answer(x.want("BYE "), "200 OK", "")
	wait(t, stopped)
	if _, err := b.Dial(sip.Outgoing{Peer: x.addr(), Transport: "UDP", Number: "1", Sound: local}); !errors.Is(err, sip.ErrOver) {
		t.Errorf("Dial on a server that stopped = %v, want ErrOver", err)
	}
}

func TestCallOfOursNamesWhereItIsReached(t *testing.T) {
	x := newExchange(t)
	b, _ := place(t, x)
	invite := x.want("INVITE ")
	if got, want := header(invite, "Contact"), "<sip:"+b.udp.String()+";transport=udp>"; got != want {
		t.Errorf("Contact = %q, want %q", got, want)
	}
	if !regexp.MustCompile(`^SIP/2.0/UDP ` + regexp.QuoteMeta(b.udp.String()) + `;branch=z9hG4bK\S+;rport`).MatchString(header(invite, "Via")) {
		t.Errorf("Via = %q", header(invite, "Via"))
	}
}

func TestRedirectedCallIsPlacedWhereItIsAllowed(t *testing.T) {
	x := newExchange(t)
	_, c := place(t, x, func(o *sip.Outgoing) { o.Redirect = func(number string) bool { return number != "+88216" } })
	invite := x.want("INVITE ")
	x.answer(invite, "302 Moved Temporarily", "a", "Contact: <sip:+88216@127.0.0.1>, <sip:200@192.0.2.7>;q=0.1, <sip:201@"+x.addr().String()+">\r\n")
	x.want("ACK ")
	second := x.want("INVITE sip:201@" + x.addr().String() + " ")
	if header(second, "To") != header(invite, "To") || header(second, "Call-ID") != header(invite, "Call-ID") || header(second, "CSeq") != "2 INVITE" {
		t.Errorf("second INVITE = %q, want To and Call-ID of the first and the next number (RFC 3261 section 8.1.3.4)", second)
	}
	x.answer(second, "486 Busy Here", "b")
	x.want("ACK ")
	third := x.want("INVITE sip:200@192.0.2.7 ") // sent to the exchange: that address is nobody's of ours
	x.answer(third, "302 Moved Temporarily", "c", "Contact: <sip:201@"+x.addr().String()+">\r\n")
	x.want("ACK ")
	if e, ok := wait(t, c.Events()).(sip.Failed); !ok || e.Refused.Status != 302 {
		t.Errorf("event = %#v, want 302: nobody is left", e)
	}
}

func TestRedirectedCallThatIsAnsweredStands(t *testing.T) {
	x := newExchange(t)
	_, c := place(t, x, func(o *sip.Outgoing) { o.Redirect = func(string) bool { return true } })
	invite := x.want("INVITE ")
	x.answer(invite, "180 Ringing", "a", "Contact: <sip:desk@"+x.addr().String()+">\r\n\r\n")
	x.answer(invite, "302 Moved Temporarily", "a", "Contact: <sip:201@"+x.addr().String()+">\r\n")
	x.want("ACK ")
	second := x.want("INVITE sip:201@")
	x.answer(second, "200 OK", "b", x.with(30000))
	x.want("ACK sip:desk@")
	for e := range c.Events() {
		if a, ok := e.(sip.Answered); ok && a.Stream.Remote.Port() == 30000 {
			break
		} else if e != (sip.Ringing{}) {
			t.Fatalf("event = %#v, want Answered", e)
		}
	}
	hung := begin(func() error { return c.Hangup(t.Context()) })
	x.answer(x.want("BYE sip:desk@"), "200 OK", "")
	if err := wait(t, hung); err != nil {
		t.Errorf("Hangup = %v", err)
	}
}
