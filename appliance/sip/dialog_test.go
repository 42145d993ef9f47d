package sip_test

import (
	"context"
	"net/netip"
	"runtime"
	"strings"
	"testing"
	"time"

	"cordboard/appliance/media"
	"cordboard/appliance/sip"
)

func goroutines() int { return runtime.NumGoroutine() }

func TestMethodsOutsideADialog(t *testing.T) {
	b := listen(t, answer(t, nil))
	for method, want := range map[string]string{
		"REGISTER": "405", "MESSAGE": "405", "PUBLISH": "405", "SUBSCRIBE": "405", "FROBNICATE": "501",
		"BYE": "481", "INFO": "481", "UPDATE": "481", "REFER": "481", "NOTIFY": "481", "PRACK": "481", "CANCEL": "481",
	} {
		p := dial(t, b)
		p.send(method, "", "")
		m := p.want("SIP/2.0 " + want)
		if (want == "405" || want == "501") && !strings.Contains(header(m, "Allow"), "INVITE") {
			t.Errorf("%s: reply = %q, want Allow", method, m)
		}
	}
}

func TestMethodsInsideADialog(t *testing.T) {
	p := dial(t, listen(t, answer(t, nil)))
	p.up()
	for _, c := range []struct{ method, extra, want string }{
		{"OPTIONS", "", "200"},
		{"NOTIFY", "Event: presence\n", "489"},
		{"NOTIFY", "Event: refer\n", "481"},
		{"REFER", "", "400"},
		{"PRACK", "", "481"},
		{"MESSAGE", "", "405"},
		{"FROBNICATE", "", "501"},
		{"UPDATE", "", "200"},
		{"INFO", "", "200"},
		{"INFO", "Require: nothing, else\n", "420"},
	} {
		p.cseq++
		p.send(c.method, c.extra, "")
		if m := p.want("SIP/2.0 " + c.want); c.want == "420" && header(m, "Unsupported") != "nothing, else" {
			t.Errorf("Unsupported = %q, want what was required", header(m, "Unsupported"))
		}
	}
	p.bye()
}

func TestOptionsTellsCapabilities(t *testing.T) {
	p := dial(t, listen(t, answer(t, nil)))
	p.send("OPTIONS", "", "")
	m := p.want("SIP/2.0 200")
	if header(m, "Allow") == "" || header(m, "Accept") != "application/sdp" || !strings.Contains(m, "Supported:") {
		t.Errorf("reply = %q, want Allow, Accept and Supported", m)
	}
}

func TestOptionsIsToldOfOutsideOfCallsAlone(t *testing.T) {
	asked := make(chan netip.Addr, 9)
	b := listen(t, answer(t, nil), func(c *sip.Config) { c.Asked = func(a netip.Addr) { asked <- a } })
	in := dial(t, b)
	in.up()
	in.cseq++
	in.send("OPTIONS", "", "")
	in.want("SIP/2.0 200")
	if len(asked) != 0 {
		t.Errorf("told of one in a call, by %s", <-asked)
	}
	p := dial(t, b)
	p.send("OPTIONS", "", "")
	p.want("SIP/2.0 200")
	if got := <-asked; got != netip.MustParseAddr("127.0.0.1") {
		t.Errorf("asked by %s, want 127.0.0.1", got)
	}
	in.bye()
}

func TestInfoBringsDigits(t *testing.T) {
	events := make(chan sip.Event, 9)
	p := dial(t, listen(t, answer(t, events)))
	p.up()
	for _, c := range []struct {
		kind, body, want string
		digit            media.Digit
	}{
		{"application/dtmf-relay", "Signal=5\nDuration=160\n", "200", media.Digit{Key: '5', Length: 160 * time.Millisecond}},
		{"application/dtmf-relay", "Signal= *\n", "200", media.Digit{Key: '*'}},
		{"application/DTMF-Relay;x=y", "Signal=11\n", "200", media.Digit{Key: '#'}},
		{"application/dtmf", "d", "200", media.Digit{Key: 'D'}},
		{"application/dtmf-relay", "Signal=99\n", "400", media.Digit{}},
		{"text/plain", "5", "415", media.Digit{}},
	} {
		p.cseq++
		p.send("INFO", "Content-Type: "+c.kind+"\n", c.body)
		p.want("SIP/2.0 " + c.want)
		if c.want != "200" {
			continue
		}
		if e, want := wait(t, events), (sip.Digit{Digit: c.digit}); e != want {
			t.Errorf("%q: event = %#v, want %#v", c.body, e, want)
		}
	}
}

func TestReofferIsAnsweredAndTold(t *testing.T) {
	events := make(chan sip.Event, 9)
	p := dial(t, listen(t, answer(t, events)))
	p.up()
	first := versionOf(t, p.last)
	hold := strings.Replace(offer, "RTP/AVP 8 0 101", "RTP/AVP 0 8 101", 1) + "a=sendonly\n"
	p.cseq++
	p.send("INVITE", sdpType, hold)
	m := p.want("SIP/2.0 200")
	p.ack("")
	if !strings.Contains(m, "a=recvonly") || !strings.Contains(m, "RTP/AVP 8 101\r\n") {
		t.Errorf("answer = %q, want recvonly and the same codec", m)
	}
	if v := versionOf(t, m); v != first+1 {
		t.Errorf("version of o= = %d, want %d", v, first+1)
	}
	want := media.Stream{Remote: netip.MustParseAddrPort("127.0.0.1:40000"), Codec: media.PCMA, Payload: 8, Event: 101, Sends: true}
	if e := wait(t, events); e != (sip.Reoffer{Stream: want}) {
		t.Errorf("event = %+v, want %+v", e, want)
	}
	p.cseq++
	p.send("UPDATE", sdpType, strings.Replace(offer, "40000", "40010", 1))
	p.want("SIP/2.0 200")
	want = media.Stream{Remote: netip.MustParseAddrPort("127.0.0.1:40010"), Codec: media.PCMA, Payload: 8, Event: 101, Sends: true, Hears: true}
	if e := wait(t, events); e != (sip.Reoffer{Stream: want}) {
		t.Errorf("event = %+v, want %+v", e, want)
	}
	p.cseq++
	p.send("INVITE", sdpType, "v=0\nc=IN IP4 127.0.0.1\nm=audio 4000 RTP/AVP 18\n")
	p.want("SIP/2.0 488")
	p.cseq++
	p.send("INVITE", "Content-Type: text/plain\n", "hello")
	p.want("SIP/2.0 415")
	p.bye()
}

func versionOf(t *testing.T, m string) (v int) {
	t.Helper()
	_, rest, _ := strings.Cut(m, "\r\no=- ")
	fields := strings.Fields(rest)
	if len(fields) < 2 {
		t.Fatalf("no o= line in %q", m)
	}
	for _, c := range fields[1] {
		v = v*10 + int(c-'0')
	}
	return v
}

func TestRepeatedInviteIsOneCall(t *testing.T) {
	calls := make(chan string, 9)
	p := dial(t, listen(t, func(ctx context.Context, c *sip.Call) {
		calls <- c.ID()
		_ = c.Ring()
		<-ctx.Done()
	}))
	p.send("INVITE", sdpType, offer)
	p.want("SIP/2.0 180")
	p.raw(p.request("INVITE", sdpType, offer))
	p.want("SIP/2.0 180")
	if len(calls) != 1 {
		t.Errorf("calls = %d, want 1", len(calls))
	}
}

func TestMergedInviteIsRefused(t *testing.T) {
	p := dial(t, listen(t, func(ctx context.Context, c *sip.Call) {
		_ = c.Ring()
		<-ctx.Done()
	}))
	p.send("INVITE", sdpType, offer)
	p.want("SIP/2.0 180")
	p.send("INVITE", sdpType, offer) // the same on another way: another branch
	p.want("SIP/2.0 482")
}

func TestRequestsAreTakenInTheOrderOfTheirNumbers(t *testing.T) {
	events := make(chan sip.Event, 9)
	p := dial(t, listen(t, answer(t, events), func(c *sip.Config) { c.Limits.Reorder = time.Second }))
	p.up()
	p.cseq = 4
	p.send("BYE", "", "")
	p.cseq = 3
	p.send("INFO", "Content-Type: application/dtmf\n", "2")
	p.cseq = 2
	p.send("INFO", "Content-Type: application/dtmf\n", "1")
	for _, want := range []string{"2 INFO", "3 INFO", "4 BYE"} {
		if got := header(p.want("SIP/2.0 200"), "CSeq"); got != want {
			t.Errorf("CSeq = %q, want %q", got, want)
		}
	}
	for _, want := range []byte{'1', '2'} {
		if e, ok := wait(t, events).(sip.Digit); !ok || e.Key != want {
			t.Errorf("event = %#v, want digit %c", e, want)
		}
	}
}

func TestGapInNumbersIsWaitedForBriefly(t *testing.T) {
	p := dial(t, listen(t, answer(t, nil)))
	p.up()
	p.cseq += 10
	p.send("OPTIONS", "", "")
	p.want("SIP/2.0 200")
	p.cseq -= 2
	p.send("OPTIONS", "", "")
	p.want("SIP/2.0 500")
	p.cseq += 2
	p.bye()
}

// hangUpOn makes calls that are hung up when something comes from c.
func hangUpOn(c <-chan struct{}) handler {
	return func(ctx context.Context, call *sip.Call) {
		sdp, _, _ := call.Negotiate(local)
		_ = call.Answer(sdp)
		<-c
		_ = call.Hangup(ctx)
	}
}

func TestCallOverTCP(t *testing.T) {
	hang := make(chan struct{}, 1)
	b := listen(t, hangUpOn(hang))
	p := dialTCP(t, b)
	p.raw("\n\n") // a keep-alive
	pong := make([]byte, 2)
	if _, err := p.stream.Read(pong); err != nil || string(pong) != "\r\n" {
		t.Errorf("answer to keep-alive = %q, %v, want CRLF", pong, err)
	}
	p.send("INVITE", sdpType, offer)
	if m := p.want("SIP/2.0 200"); !strings.Contains(header(m, "Contact"), "transport=tcp") {
		t.Errorf("Contact = %q, want transport=tcp", header(m, "Contact"))
	}
	p.ack("")
	p.cseq++
	p.send("INVITE", sdpType, offer+"a=sendonly\n")
	p.want("SIP/2.0 200")
	p.ack("")
	hang <- struct{}{}
	p.ok(p.want("BYE "))

	q := dialTCP(t, b)
	q.send("INVITE", sdpType, offer)
	q.want("SIP/2.0 200")
	q.ack("")
	q.bye()
	hang <- struct{}{}
}

func TestCallThatWasGivenUpCannotBeAnswered(t *testing.T) {
	results := make(chan error, 3)
	p := dial(t, listen(t, func(_ context.Context, c *sip.Call) {
		_ = c.Ring()
		<-c.Events()
		_, _, err := c.Negotiate(local)
		results <- err
		results <- c.Answer(nil)
		results <- c.Refuse(486, "Busy Here")
	}))
	p.send("INVITE", sdpType, offer)
	p.want("SIP/2.0 180")
	p.raw(strings.Replace(p.request("CANCEL", "", ""), "1 INVITE", "1 CANCEL", 1))
	p.want("SIP/2.0 200")
	p.want("SIP/2.0 487")
	for range 3 {
		if err := wait(t, results); err != sip.ErrOver {
			t.Errorf("error = %v, want ErrOver", err)
		}
	}
}

func TestStoppingServerRefusesWhatIsUndecided(t *testing.T) {
	b := listen(t, func(ctx context.Context, c *sip.Call) {
		_ = c.Ring()
		<-ctx.Done()
	})
	p := dial(t, b)
	p.send("INVITE", sdpType, offer)
	p.want("SIP/2.0 180")
	b.stop()
	if m := p.want("SIP/2.0 503"); header(m, "Retry-After") == "" {
		t.Errorf("reply = %q, want Retry-After", m)
	}
}

func TestCancelThatComesAfterTheAnswerChangesNothing(t *testing.T) {
	events := make(chan sip.Event, 9)
	p := dial(t, listen(t, answer(t, events)))
	p.send("INVITE", sdpType, offer)
	p.want("SIP/2.0 180")
	p.want("SIP/2.0 200")
	tag := p.tag
	p.tag = ""
	p.raw(strings.Replace(p.request("CANCEL", "", ""), "1 INVITE", "1 CANCEL", 1))
	p.tag = tag
	for m := p.next(time.Second); header(m, "CSeq") != "1 CANCEL"; m = p.next(time.Second) {
		if !strings.HasPrefix(m, "SIP/2.0 200") {
			t.Fatalf("got %q, want an answer to the CANCEL", m)
		}
	}
	if !strings.HasPrefix(p.last, "SIP/2.0 200") && !strings.HasPrefix(p.last, "SIP/2.0 481") {
		t.Errorf("CANCEL was answered with %q", p.last)
	}
	p.ack("")
	p.cseq++
	p.send("INFO", "Content-Type: application/dtmf\n", "5")
	p.want("SIP/2.0 200")
	if e, ok := wait(t, events).(sip.Digit); !ok || e.Key != '5' {
		t.Errorf("event = %#v, want a digit: the call stands", e)
	}
	p.bye()
}

func TestCallTellsWhoCallsInOurFormAndWhomHeHadDialled(t *testing.T) {
	calls := make(chan *sip.Call, 1)
	b := listen(t, func(ctx context.Context, c *sip.Call) { calls <- c }, func(cfg *sip.Config) {
		cfg.Number = func(source netip.Addr, number string) string { return source.String() + "/" + number }
	})
	p := dial(t, b)
	p.send("INVITE", sdpType+"Diversion: <sip:30@pbx>;reason=no-answer\n", offer)
	c := wait(t, calls)
	if got, written := c.Caller().Number, c.Written(); got != "127.0.0.1/+420123" || written != "+420123" {
		t.Errorf("called by %s, written %s", got, written)
	}
	if got := c.Diverted(); got != (sip.Diversion{Number: "127.0.0.1/30", Reason: "no-answer"}) {
		t.Errorf("diverted from %+v", got)
	}
}
