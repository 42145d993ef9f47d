package sip_test

import (
	"context"
	"net"
	"net/netip"
	"strings"
	"testing"

	"cordboard/appliance/media/sdp"
	"cordboard/appliance/sip"
)

// succeed stops a box and starts another one on its UDP socket's address.
func succeed(t *testing.T, before *box) *box {
	t.Helper()
	before.stop()
	conn, err := net.ListenPacket("udp4", before.udp.String())
	if err != nil {
		t.Fatal(err)
	}
	s, err := sip.New(sip.Config{Allow: netip.Addr.IsLoopback})
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- s.Run(ctx, sip.Sockets{UDP: []net.PacketConn{conn}}, answer(t, nil)) }()
	t.Cleanup(func() {
		cancel()
		if err := <-done; err != nil {
			t.Errorf("Run = %v", err)
		}
	})
	p := dial(t, before)
	p.send("OPTIONS", "", "")
	p.want("SIP/2.0 200")
	return &box{Server: s, udp: before.udp}
}

func TestCallThatCameInGoesOnInAnotherProcess(t *testing.T) {
	calls, events := make(chan *sip.Call, 9), make(chan sip.Event, 99)
	b := listen(t, desk(t, calls, events))
	p := dial(t, b)
	p.send("INVITE", "Allow: UPDATE\n"+sdpType, offer)
	first := p.want("SIP/2.0 200")
	p.ack("")
	wait(t, events)
	text, err := wait(t, calls).Snapshot()
	if err != nil {
		t.Fatal(err)
	}
	c, err := succeed(t, b).Restore(text)
	if err != nil {
		t.Fatal(err)
	}
	if c.ID() != p.id || c.Called() != "100" || c.Caller().Number != "+420123" {
		t.Errorf("restored %s to %s by %+v", c.ID(), c.Called(), c.Caller())
	}
	p.want("BYE ") // of the first process, which nobody heard
	p.cseq++
	p.send("INVITE", sdpType, offer+"a=sendonly\n")
	if m := p.want("SIP/2.0 200"); direct(m) != "recvonly" || versionOf(t, m) <= versionOf(t, first) || !strings.Contains(m, "m=audio 20000 ") {
		t.Errorf("answer = %q, want the same sound as before, held", m)
	}
	p.ack("")
	if e, ok := wait(t, c.Events()).(sip.Reoffer); !ok || e.Stream.Hears {
		t.Errorf("event = %#v, want one who does not hear", e)
	}
	hung := begin(func() error { return c.Hangup(t.Context()) })
	p.ok(p.want("BYE sip:caller@"))
	if err := wait(t, hung); err != nil {
		t.Errorf("Hangup = %v", err)
	}
}

func TestCallOfOursGoesOnInAnotherProcess(t *testing.T) {
	x := newExchange(t)
	b, c := place(t, x)
	if _, err := c.Snapshot(); err != sip.ErrNotStanding {
		t.Errorf("Snapshot before the answer: %v, want ErrNotStanding", err)
	}
	invite := x.want("INVITE ")
	x.answer(invite, "200 OK", "a", x.with(30000))
	x.want("ACK ")
	wait(t, c.Events())
	text, err := c.Snapshot()
	if err != nil {
		t.Fatal(err)
	}
	restored, err := succeed(t, b).Restore(text)
	if err != nil {
		t.Fatal(err)
	}
	x.want("BYE ")
	held := begin(func() error { return restored.Reoffer(t.Context(), sdp.Inactive) })
	m := x.want("INVITE sip:desk@")
	if header(m, "From") != header(invite, "From") || header(m, "CSeq") != "2 INVITE" || !strings.Contains(header(m, "To"), "tag=a") {
		t.Errorf("re-INVITE = %q, want the same dialog", m)
	}
	x.answer(m, "200 OK", "", x.with(30000)+"a=inactive\r\n")
	x.want("ACK ")
	if err := wait(t, held); err != nil {
		t.Errorf("Reoffer = %v", err)
	}
	if e, ok := wait(t, restored.Events()).(sip.Reoffer); !ok || e.Stream.Sends {
		t.Errorf("event = %#v, want one who is held", e)
	}
	hung := begin(func() error { return restored.Hangup(t.Context()) })
	x.answer(x.want("BYE "), "200 OK", "")
	if err := wait(t, hung); err != nil {
		t.Errorf("Hangup = %v", err)
	}
}
