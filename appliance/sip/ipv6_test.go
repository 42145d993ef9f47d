package sip_test

import (
	"context"
	"net"
	"net/netip"
	"strings"
	"testing"
	"time"

	"cordboard/appliance/media"
	"cordboard/appliance/sip"
)

// TestCallOverIPv6 has signalling and sound's addresses in IPv6 alone.
func TestCallOverIPv6(t *testing.T) {
	conn, err := net.ListenPacket("udp6", "[::1]:0")
	if err != nil {
		t.Fatalf("%v: the test wants IPv6 on loopback", err)
	}
	s, err := sip.New(sip.Config{Allow: netip.Addr.IsLoopback, Limits: sip.Limits{Drain: 50 * time.Millisecond}})
	if err != nil {
		t.Fatal(err)
	}
	streams := make(chan media.Stream, 1)
	hang := make(chan struct{})
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() {
		done <- s.Run(ctx, sip.Sockets{UDP: []net.PacketConn{conn}}, handler(func(ctx context.Context, c *sip.Call) {
			sdp, stream, _ := c.Negotiate(netip.MustParseAddrPort("[::1]:20000"))
			streams <- stream
			_ = c.Answer(sdp)
			<-hang
			_ = c.Hangup(ctx)
		}))
	}()
	defer func() {
		cancel()
		if err := <-done; err != nil {
			t.Errorf("Run = %v", err)
		}
	}()
	caller, err := net.Dial("udp6", conn.LocalAddr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = caller.Close() }()
	p := &phone{t: t, conn: caller, self: caller.LocalAddr().String(), id: "six@test", cseq: 1}
	p.send("INVITE", sdpType, strings.ReplaceAll(offer, "IP4 127.0.0.1", "IP6 ::1"))
	m := p.want("SIP/2.0 200")
	if want := "c=IN IP6 ::1\r\n"; !strings.Contains(m, want) {
		t.Errorf("answer = %q, want %q in it", m, want)
	}
	if got, want := header(m, "Contact"), "<sip:"+conn.LocalAddr().String()+";transport=udp>"; got != want {
		t.Errorf("Contact = %q, want %q", got, want)
	}
	if got := wait(t, streams).Remote; got != netip.MustParseAddrPort("[::1]:40000") {
		t.Errorf("sound goes to %v, want [::1]:40000", got)
	}
	p.ack("")
	close(hang)
	p.ok(p.want("BYE sip:caller@[::1]"))
}
