package sip_test

import (
	"bytes"
	"context"
	"fmt"
	"net"
	"net/netip"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"cordboard/appliance/peertest"
	"cordboard/appliance/sip"
)

// TestTortureMessagesAreAnsweredAsTheTableSays sends each message of RFC 4475
// and RFC 5118 from an address of its own, over IPv4 and over IPv6, and an
// OPTIONS after each, which must be answered. Whatever hosts the messages name,
// the box sends to nobody but whom they come from.
func TestTortureMessagesAreAnsweredAsTheTableSays(t *testing.T) {
	table, err := os.ReadFile("testdata/torture/answers.tsv")
	if err != nil {
		t.Fatal(err)
	}
	for family, network := range map[string]netip.Addr{"IPv4": netip.MustParseAddr("198.51.100.0"), "IPv6": netip.MustParseAddr("2001:db8:9::")} {
		t.Run(family, func(t *testing.T) {
			before := goroutines()
			w := newWire(network)
			b := listenOn(t, w, soundOr488, func(c *sip.Config) {
				c.Allow = netip.PrefixFrom(network, network.BitLen()-8).Contains
				c.Host = network
			})
			right, all := 0, 0
			for line := range strings.Lines(string(table)) {
				if strings.HasPrefix(line, "#") {
					continue
				}
				column := strings.Split(strings.TrimSpace(line), "\t")
				all++
				if got := torment(t, w, column[0], column[2] == "silence"); got == column[2] {
					right++
				} else {
					t.Errorf("%s (RFC %s, %s): got %s, want %s", column[0], column[1], column[3], got, column[2])
				}
				probe := fmt.Sprintf("OPTIONS sip:box SIP/2.0\r\nVia: SIP/2.0/UDP probe;branch=z9hG4bKprobe%d\r\nFrom: <sip:a@b>;tag=p\r\nTo: <sip:box>\r\nCall-ID: probe%d\r\nCSeq: 1 OPTIONS\r\nMax-Forwards: 70\r\n\r\n", all, all)
				if got := w.ask(t, []byte(probe), 10*time.Second); got != "200" {
					t.Errorf("after %s: the box says %s to OPTIONS", column[0], got)
				}
			}
			if right != 61 || all != 61 {
				t.Errorf("%d of %d right, want 61 of 61", right, all)
			}
			b.stop()
			if n := w.astray.Load(); n > 0 {
				t.Errorf("%d messages went to addresses that nothing came from", n)
			}
			settled(t, before)
		})
	}
}

// soundOr488 takes calls whose sound it can agree on.
func soundOr488(ctx context.Context, c *sip.Call) {
	sdp, _, err := c.Negotiate(local)
	if err != nil {
		_ = c.Refuse(488, "Not Acceptable Here")
		return
	}
	_ = c.Answer(sdp)
	<-ctx.Done()
}

// torment sends one message and tells the final status, or "silence".
func torment(t *testing.T, w *wire, name string, silence bool) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("testdata/torture", name+".dat"))
	if err != nil {
		t.Fatal(err)
	}
	// Several messages share sent-by, branch and method, which makes them one
	// transaction (RFC 3261 section 17.2.3).
	for _, branch := range []string{"z9hG4bKkdjuw", "z9hG4bKas3"} {
		text = bytes.Replace(text, []byte(branch), []byte(branch+"."+name), 1)
	}
	patience := 10 * time.Second
	if silence {
		patience = 200 * time.Millisecond
	}
	return w.ask(t, text, patience)
}

// wire is a datagram socket on which each message comes from an address of its
// own.
type wire struct {
	net.PacketConn // nil: nothing else is asked of it
	self, next     netip.Addr
	in, out        chan letter
	astray         atomic.Int64
	closed         chan struct{}
	shut           func()

	mu      sync.Mutex
	senders map[netip.Addr]bool
}

// letter is a datagram and whose it is.
type letter struct {
	text []byte
	peer netip.AddrPort
}

func newWire(network netip.Addr) *wire {
	w := &wire{
		self: network, next: network, in: make(chan letter), out: make(chan letter, 1024), closed: make(chan struct{}), senders: map[netip.Addr]bool{},
	}
	w.shut = sync.OnceFunc(func() { close(w.closed) })
	return w
}

// ask sends a message and tells the status of the final response to it, or
// "silence".
func (w *wire) ask(t *testing.T, text []byte, patience time.Duration) string {
	t.Helper()
	w.next = w.next.Next()
	self := netip.AddrPortFrom(w.next, 5060)
	w.mu.Lock()
	w.senders[self.Addr()] = true
	w.mu.Unlock()
	w.in <- letter{text, self}
	for limit := time.After(patience); ; {
		select {
		case m := <-w.out:
			if m.peer.Addr() != self.Addr() || bytes.HasPrefix(m.text, []byte("SIP/2.0 1")) {
				continue // an answer that is repeated, or not the last
			}
			return string(m.text[len("SIP/2.0 "):][:3])
		case <-limit:
			return "silence"
		}
	}
}

func (w *wire) ReadFrom(b []byte) (int, net.Addr, error) {
	select {
	case m := <-w.in:
		return copy(b, m.text), net.UDPAddrFromAddrPort(m.peer), nil
	case <-w.closed:
		return 0, nil, net.ErrClosed
	}
}

func (w *wire) WriteTo(b []byte, to net.Addr) (int, error) {
	peer := to.(*net.UDPAddr).AddrPort()
	peer = netip.AddrPortFrom(peer.Addr().Unmap(), peer.Port())
	w.mu.Lock()
	known := w.senders[peer.Addr()]
	w.mu.Unlock()
	if !known {
		w.astray.Add(1)
		return len(b), nil
	}
	select {
	case w.out <- letter{bytes.Clone(b), peer}:
	case <-w.closed:
	}
	return len(b), nil
}

func (w *wire) LocalAddr() net.Addr { return &net.UDPAddr{IP: w.self.AsSlice(), Port: 5060} }

func (w *wire) Close() error { w.shut(); return nil }

func TestWireSeesWhatGoesAstray(t *testing.T) {
	w := newWire(netip.MustParseAddr("198.51.100.0"))
	_, _ = w.WriteTo([]byte("x"), &net.UDPAddr{IP: net.IPv4(192, 0, 2, 1), Port: 5060})
	if w.astray.Load() != 1 {
		t.Error("a message to 192.0.2.1 was not counted")
	}
}

// listenOn is listen with a socket of the test's own making.
func listenOn(t testing.TB, conn net.PacketConn, h handler, change ...func(*sip.Config)) *box {
	t.Helper()
	cfg := sip.Config{Limits: sip.Limits{Drain: 50 * time.Millisecond}}
	for _, f := range change {
		f(&cfg)
	}
	s, err := sip.New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- s.Run(ctx, sip.Sockets{UDP: []net.PacketConn{conn}}, h) }()
	b := &box{Server: s, udp: netip.MustParseAddrPort(conn.LocalAddr().String())}
	b.stop = sync.OnceFunc(func() {
		cancel()
		if err := <-done; err != nil {
			t.Errorf("Run = %v", err)
		}
	})
	t.Cleanup(b.stop)
	return b
}

// settled waits until no more goroutines run than before.
func settled(t *testing.T, before int) {
	t.Helper()
	if !peertest.Until(10*time.Second, func() bool { return runtime.NumGoroutine() <= before }) {
		buf := make([]byte, 1<<20)
		t.Errorf("goroutines: got %d, want at most %d\n%s", runtime.NumGoroutine(), before, buf[:runtime.Stack(buf, true)])
	}
}
