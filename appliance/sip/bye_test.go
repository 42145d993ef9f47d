package sip_test

import (
	"bufio"
	"context"
	"net"
	"strings"
	"testing"
	"time"

	"cordboard/appliance/sip"
)

func TestByeGoesToTheLatestContact(t *testing.T) {
	hang := make(chan struct{}, 1)
	p := dial(t, listen(t, hangUpOn(hang)))
	p.send("INVITE", sdpType, offer)
	p.want("SIP/2.0 200")
	p.ack("")
	moved, err := net.ListenPacket("udp4", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = moved.Close() }()
	p.cseq++
	p.branch = "z9hG4bKmoved"
	p.raw(strings.Replace(p.request("INVITE", sdpType, offer), "Contact: <sip:caller@"+p.self, "Contact: <sip:moved@"+moved.LocalAddr().String(), 1))
	p.want("SIP/2.0 200")
	p.ack("")
	hang <- struct{}{}
	buf := make([]byte, 9999)
	_ = moved.SetReadDeadline(time.Now().Add(3 * time.Second))
	n, _, err := moved.ReadFrom(buf)
	if got, want := string(buf[:n]), "BYE sip:moved@"+moved.LocalAddr().String()+" SIP/2.0\r\n"; err != nil || !strings.HasPrefix(got, want) {
		t.Fatalf("at the new contact: %q, %v, want %q", got, err, want)
	}
	p.ok(string(buf[:n]))
}

func TestChallengedByeIsNotTriedAgain(t *testing.T) {
	hang := make(chan struct{}, 1)
	p := dial(t, listen(t, hangUpOn(hang)))
	p.send("INVITE", sdpType, offer)
	p.want("SIP/2.0 200")
	p.ack("")
	hang <- struct{}{}
	bye := p.want("BYE ")
	p.answer(bye, "401 Unauthorized", `WWW-Authenticate: Digest realm="pbx", nonce="x", algorithm=MD5`+"\n")
	p.silent(200 * time.Millisecond)
}

func TestByeFollowsTheRouteSet(t *testing.T) {
	hang := make(chan struct{}, 1)
	p := dial(t, listen(t, hangUpOn(hang)))
	p.send("INVITE", "Record-Route: <sip:"+p.self+";lr>, <sip:second.example;lr>\n"+sdpType, offer)
	p.want("SIP/2.0 200")
	p.ack("")
	hang <- struct{}{}
	bye := p.want("BYE sip:caller@" + p.self)
	var routes []string
	for line := range strings.Lines(bye) {
		if r, ok := strings.CutPrefix(line, "Route: "); ok {
			routes = append(routes, strings.TrimSpace(r))
		}
	}
	if got, want := strings.Join(routes, " "), "<sip:"+p.self+";lr> <sip:second.example;lr>"; got != want {
		t.Errorf("routes = %q, want %q", got, want)
	}
	p.ok(bye)
}

func TestByeGoesBackWhereTheContactIsNobodysOfOurs(t *testing.T) {
	for _, contact := range []string{"sip:a@192.0.2.77:5060", "sip:a@some.where.invalid", "sip:a@127.6.6.6"} {
		hang := make(chan struct{}, 1)
		p := dial(t, listen(t, hangUpOn(hang)))
		p.branch = "z9hG4bKastray"
		p.raw(strings.Replace(p.request("INVITE", sdpType, offer), "Contact: <sip:caller@"+p.self, "Contact: <"+contact, 1))
		p.want("SIP/2.0 200")
		p.ack("")
		hang <- struct{}{}
		p.ok(p.want("BYE " + contact))
	}
}

func TestByeOverTCPCallsBackWhereTheConnectionIsGone(t *testing.T) {
	hang := make(chan struct{}, 1)
	b := listen(t, hangUpOn(hang))
	l, err := net.Listen("tcp4", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = l.Close() }()
	p := dialTCP(t, b)
	p.branch = "z9hG4bKback"
	p.raw(strings.Replace(p.request("INVITE", sdpType, offer), "sip:caller@"+p.self, "sip:caller@"+l.Addr().String()+";transport=tcp", 1))
	p.want("SIP/2.0 200")
	p.ack("")
	p.cseq++
	p.send("OPTIONS", "", "") // after which the ACK has been read
	p.want("SIP/2.0 200")
	_ = p.conn.Close()
	until(t, "the connection that was closed counts no more", func() bool { return b.Connections() == 0 })
	hang <- struct{}{}
	conn, err := l.Accept()
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = conn.Close() }()
	p.conn, p.stream = conn, bufio.NewReader(conn)
	p.ok(p.want("BYE sip:caller@" + l.Addr().String()))
}

func TestEarlyByeEndsTheInvite(t *testing.T) {
	p := dial(t, listen(t, func(ctx context.Context, c *sip.Call) {
		_ = c.Ring()
		<-c.Events()
	}))
	p.send("INVITE", sdpType, offer)
	p.tag = toTag(p.want("SIP/2.0 180"))
	p.cseq++
	p.send("BYE", "", "")
	p.want("SIP/2.0 200")
	p.want("SIP/2.0 487")
}
