package sip_test

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/netip"
	"os"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"cordboard/appliance/sip"
)

// box is a running Server on loopback.
type box struct {
	*sip.Server
	udp, tcp, tls netip.AddrPort
	stop          func()
}

type handler func(ctx context.Context, c *sip.Call)

func (h handler) Invite(ctx context.Context, c *sip.Call) { h(ctx, c) }

// listen starts a Server that listens to 127.0.0.0/8 but 127.6.6.6.
func listen(t testing.TB, h handler, change ...func(*sip.Config)) *box {
	t.Helper()
	cfg := sip.Config{
		Allow: func(a netip.Addr) bool { return a.IsLoopback() && a != netip.MustParseAddr("127.6.6.6") },
		Log:   slog.New(slog.NewTextHandler(testWriter{t}, nil)),
		// Callers of tests do not answer the BYE that Run ends them with.
		Limits: sip.Limits{Drain: 50 * time.Millisecond},
	}
	for _, f := range change {
		f(&cfg)
	}
	s, err := sip.New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	udp, err := net.ListenPacket("udp4", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	tcp, err := net.Listen("tcp4", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	secure, err := net.Listen("tcp4", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() {
		done <- s.Run(ctx, sip.Sockets{UDP: []net.PacketConn{udp}, TCP: []net.Listener{tcp}, TLS: []net.Listener{secure}}, h)
	}()
	b := &box{
		Server: s, udp: netip.MustParseAddrPort(udp.LocalAddr().String()), tcp: netip.MustParseAddrPort(tcp.Addr().String()),
		tls: netip.MustParseAddrPort(secure.Addr().String()),
	}
	b.stop = sync.OnceFunc(func() {
		cancel()
		if err := <-done; err != nil {
			t.Errorf("Run = %v, want nil after its context ended", err)
		}
	})
	t.Cleanup(b.stop)
	return b
}

type testWriter struct{ t testing.TB }

func (w testWriter) Write(b []byte) (int, error) {
	if os.Getenv("SIP_TEST_LOG") != "" {
		w.t.Log(strings.TrimSpace(string(b)))
	}
	return len(b), nil
}

// phone is a caller who writes every byte himself.
type phone struct {
	t    testing.TB
	conn net.Conn
	self string // host:port
	id   string // Call-ID
	tag  string // remote tag, once known
	cseq int
	last string // what came last

	branch string // of the latest request
	stream *bufio.Reader
}

// dialTCP is dial over TCP.
func dialTCP(t testing.TB, b *box) *phone {
	t.Helper()
	conn, err := net.Dial("tcp4", b.tcp.String())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close() })
	return &phone{
		t: t, conn: conn, self: conn.LocalAddr().String(), id: fmt.Sprintf("call-%d@test", ids.Add(1)), cseq: 1,
		stream: bufio.NewReader(conn),
	}
}

// read reads a datagram or a framed message.
func (p *phone) read() (string, error) {
	if p.stream == nil {
		buf := make([]byte, 65536)
		n, err := p.conn.Read(buf)
		return string(buf[:n]), err
	}
	var b strings.Builder
	for !strings.HasSuffix(b.String(), "\r\n\r\n") {
		line, err := p.stream.ReadString('\n')
		if err != nil {
			return "", err
		}
		b.WriteString(line)
	}
	n, _ := strconv.Atoi(header(b.String(), "Content-Length"))
	body := make([]byte, n)
	_, err := io.ReadFull(p.stream, body)
	return b.String() + string(body), err
}

var ids atomic.Int64

func dial(t testing.TB, b *box) *phone {
	t.Helper()
	return dialFrom(t, b.udp, "127.0.0.1:0")
}

func dialFrom(t testing.TB, to netip.AddrPort, from string) *phone {
	t.Helper()
	local, err := net.ResolveUDPAddr("udp4", from)
	if err != nil {
		t.Fatal(err)
	}
	conn, err := net.DialUDP("udp4", local, net.UDPAddrFromAddrPort(to))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close() })
	return &phone{t: t, conn: conn, self: conn.LocalAddr().String(), id: fmt.Sprintf("call-%d@test", ids.Add(1)), cseq: 1}
}

// raw sends text; "\n" stands for CRLF.
func (p *phone) raw(text string) {
	p.t.Helper()
	if _, err := p.conn.Write([]byte(strings.ReplaceAll(text, "\n", "\r\n"))); err != nil {
		p.t.Fatal(err)
	}
}

// send sends a request with the current CSeq; extra are header lines, each
// ended by "\n".
func (p *phone) send(method, extra, body string) {
	p.t.Helper()
	p.branch = fmt.Sprintf("z9hG4bK%s%d.%d", method, p.cseq, ids.Add(1))
	p.raw(p.request(method, extra, body))
}

func (p *phone) request(method, extra, body string) string {
	to := "<sip:100@box>"
	if p.tag != "" {
		to += ";tag=" + p.tag
	}
	body = strings.ReplaceAll(strings.ReplaceAll(body, "\r\n", "\n"), "\n", "\r\n")
	head := fmt.Sprintf("%s sip:100@box SIP/2.0\nVia: SIP/2.0/%s %s;branch=%s;rport\nFrom: \"A. Caller\" <sip:+420123@pbx>;tag=from\n"+
		"To: %s\nCall-ID: %s\nCSeq: %d %s\nContact: <sip:caller@%s>\nMax-Forwards: 70\n%sContent-Length: %d\n\n",
		method, p.transport(), p.self, p.branch, to, p.id, p.cseq, method, p.self, extra, len(body))
	return head + strings.ReplaceAll(body, "\r\n", "\n")
}

func (p *phone) transport() string {
	if p.stream != nil {
		return "TCP"
	}
	return "UDP"
}

// next returns the next message, "" after the wait.
func (p *phone) next(wait time.Duration) string {
	p.t.Helper()
	_ = p.conn.SetReadDeadline(time.Now().Add(wait))
	m, err := p.read()
	if err != nil {
		return ""
	}
	p.last = m
	return m
}

// want reads until a message begins with start, and skips 100s.
func (p *phone) want(start string) string {
	p.t.Helper()
	for {
		m := p.next(10 * time.Second)
		if strings.HasPrefix(m, "SIP/2.0 100") && !strings.Contains(start, " 100") {
			continue
		}
		if !strings.HasPrefix(m, start) {
			p.t.Fatalf("got %q, want %q", m, start)
		}
		if tag := toTag(m); tag != "" && p.tag == "" && strings.HasPrefix(m, "SIP/2.0 2") {
			p.tag = tag
		}
		return m
	}
}

func (p *phone) silent(wait time.Duration) {
	p.t.Helper()
	if m := p.next(wait); m != "" {
		p.t.Fatalf("got %q, want silence", m)
	}
}

func header(m, name string) string {
	for line := range strings.Lines(m) {
		if n, v, ok := strings.Cut(line, ":"); ok && strings.EqualFold(n, name) {
			return strings.TrimSpace(v)
		}
	}
	return ""
}

func toTag(m string) string {
	_, tag, _ := strings.Cut(header(m, "To"), ";tag=")
	tag, _, _ = strings.Cut(tag, ";")
	return tag
}

// ack acknowledges a 200.
func (p *phone) ack(body string) {
	p.t.Helper()
	extra := ""
	if body != "" {
		extra = "Content-Type: application/sdp\n"
	}
	p.send("ACK", extra, body)
}

// ok answers a request that came from the box.
func (p *phone) ok(m string) {
	p.t.Helper()
	p.answer(m, "200 OK", "")
}

// answer answers it with any status.
func (p *phone) answer(m, status, extra string) {
	p.t.Helper()
	var b strings.Builder
	b.WriteString("SIP/2.0 " + status + "\n" + extra)
	for _, name := range []string{"Via", "From", "To", "Call-ID", "CSeq"} {
		b.WriteString(name + ": " + header(m, name) + "\n")
	}
	p.raw(b.String() + "Content-Length: 0\n\n")
}

const offer = `v=0
o=- 1 1 IN IP4 127.0.0.1
s=-
c=IN IP4 127.0.0.1
t=0 0
m=audio 40000 RTP/AVP 8 0 101
a=rtpmap:8 PCMA/8000
a=rtpmap:101 telephone-event/8000
`

const sdpType = "Content-Type: application/sdp\n"

var local = netip.MustParseAddrPort("127.0.0.1:20000")

// answer is the Handler of most tests: rings, answers, and lives until the
// call ends. It tells its events, but for Confirmed.
func answer(t testing.TB, events chan<- sip.Event) handler {
	return func(ctx context.Context, c *sip.Call) {
		sdp, _, err := c.Negotiate(local)
		if err != nil {
			t.Errorf("Negotiate = %v", err)
			return
		}
		if err := c.Ring(); err != nil {
			t.Errorf("Ring = %v", err)
		}
		if err := c.Answer(sdp); err != nil {
			t.Logf("Answer = %v", err)
		}
		for {
			select {
			case e, open := <-c.Events():
				if !open {
					return
				}
				if events != nil && e != (sip.Confirmed{}) {
					events <- e
				}
			case <-ctx.Done():
				return
			}
		}
	}
}

// up sets a call up.
func (p *phone) up() {
	p.t.Helper()
	p.send("INVITE", sdpType, offer)
	p.want("SIP/2.0 180")
	p.want("SIP/2.0 200")
	p.ack("")
}

func (p *phone) bye() {
	p.t.Helper()
	p.cseq++
	p.send("BYE", "", "")
	p.want("SIP/2.0 200")
}

func wait[E any](t testing.TB, events <-chan E) E {
	t.Helper()
	select {
	case e := <-events:
		return e
	case <-time.After(10 * time.Second):
		t.Fatal("no event came")
		panic("unreachable")
	}
}
