package sip_test

import (
	"context"
	"fmt"
	"net"
	"net/netip"
	"os"
	"strings"
	"testing"
	"time"

	"cordboard/appliance/media"
	"cordboard/appliance/sip"
)

const (
	sixSDP = "v=0\no=assistant 971731711378798081 0 IN IP6 2001:db8::20\ns=Live video feed for today's meeting\n" +
		"c=IN IP6 2001:db8::20\nt=3338481189 3370017201\nm=audio 6000 RTP/AVP 8\na=rtpmap:8 PCMA/8000\nm=video 6024 RTP/AVP 107\na=rtpmap:107 H263-1998/90000\n"
	bothSDP   = "v=0\no=bob 280744730 28977631 IN IP4 host.example.com\ns=\nt=0 0\nm=audio 22334 RTP/AVP 0\nc=IN IP4 192.0.2.1\nm=video 6024 RTP/AVP 107\nc=IN IP6 2001:db8::1\na=rtpmap:107 H263-1998/90000\n"
	mappedSDP = "v=0\no=bob 280744730 28977631 IN IP6 ::ffff:192.0.2.2\ns=\nt=0 0\nc=IN IP6 ::ffff:192.0.2.2\nm=audio 22334 RTP/AVP 0\n"
)

// TestIPv6TortureMessages holds what each message of RFC 5118 is about. They
// come over IPv4, since what is tormented is the parser.
func TestIPv6TortureMessages(t *testing.T) {
	spy := &spyConn{}
	b := listenOn(t, spy, answer(t, nil))
	for i, tt := range []struct {
		section, start, via, extra, body string
		want                             string
	}{
		{"4.1 reference", "REGISTER sip:[2001:db8::10]", "[2001:db8::9:1]", "", "", "405"},
		{"4.2 no reference", "REGISTER sip:2001:db8::10", "[2001:db8::9:1]", "", "", "400"},
		{"4.3 port that is none", "REGISTER sip:[2001:db8::10:5070]", "[2001:db8::9:1]", "", "", "405"},
		{"4.4 port", "REGISTER sip:[2001:db8::10]:5070", "[2001:db8::9:1]", "", "", "405"},
		{"4.5 received in brackets", "BYE sip:[2001:db8::10]", "[2001:db8::9:1];received=[2001:db8::9:255]", "", "", "481"},
		{"4.5 received without", "OPTIONS sip:[2001:db8::10]", "[2001:db8::9:1];received=2001:db8::9:255", "", "", "200"},
		{"4.6 description", "INVITE sip:user@[2001:db8::10]", "[2001:db8::20]", sdpType, sixSDP, "200"},
		{
			"4.7 both in Via", "BYE sip:user@host.example.net", "[2001:db8::9:1]:6050",
			"Via: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bKjhja8781hjuaij65144\nVia: SIP/2.0/TCP [2001:db8::9:255];branch=z9hG4bK451jj;received=192.0.2.200\n", "", "481",
		},
		{"4.8 both in the description", "INVITE sip:user@[2001:db8::10]", "[2001:db8::9:1]", sdpType, bothSDP, "200"},
		{
			"4.9 mapped", "INVITE sip:user@example.com", "[::ffff:192.0.2.10]:19823",
			"Via: SIP/2.0/UDP [::ffff:192.0.2.2];branch=z9hG4bKas3-111\n" + sdpType, mappedSDP, "200",
		},
		{"4.10 three colons", "OPTIONS sip:user@[2001:db8:::192.0.2.1]", "lab1.east.example.com", "", "", "200"},
		{"4.10 two colons", "OPTIONS sip:user@[2001:db8::192.0.2.1]", "lab1.east.example.com", "", "", "200"},
	} {
		t.Run(tt.section, func(t *testing.T) {
			port := "5060"
			if _, p, found := strings.Cut(strings.ReplaceAll(tt.via, "]:", "]!"), "]!"); found {
				port = p
			}
			p := dialFrom(t, b.udp, fmt.Sprintf("127.45.%d.%d:%s", os.Getpid()%250+1, i+1, port))
			method, uri, _ := strings.Cut(tt.start, " ")
			to := "<" + uri + ">"
			if method == "BYE" {
				to += ";tag=bd76ya"
			}
			p.raw(fmt.Sprintf("%s SIP/2.0\nTo: %s\nFrom: sip:user@example.com;tag=81x2\nVia: SIP/2.0/UDP %s;branch=z9hG4bKsix%d\n%s"+
				"Call-ID: six-%d\nMax-Forwards: 70\nContact: \"Caller\" <sip:caller@[2001:db8::1]>\nCSeq: 921 %s\nContent-Length: %d\n\n%s",
				tt.start, to, tt.via, i, tt.extra, i, method, len(strings.ReplaceAll(tt.body, "\n", "\r\n")), tt.body))
			m := p.next(5 * time.Second)
			for strings.HasPrefix(m, "SIP/2.0 1") {
				m = p.next(5 * time.Second)
			}
			if !strings.HasPrefix(m, "SIP/2.0 "+tt.want) {
				t.Errorf("got %q, want %s", m, tt.want)
			}
		})
	}
	b.stop()
	if n := spy.astray.Load(); n > 0 {
		t.Errorf("%d messages went to other addresses than loopback", n)
	}
}

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
