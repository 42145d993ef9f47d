package rtc_test

import (
	"context"
	"crypto/rand"
	"net"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/pion/dtls/v3"
	"github.com/pion/dtls/v3/pkg/crypto/selfsign"

	"cordboard/appliance/media"
	"cordboard/appliance/peertest"
	"cordboard/appliance/rtc/headset"
)

// forgedHello is the ClientHello of somebody who would have the talk
// unencrypted, or at least end it before it begins (CVE-2023-51443): it offers
// the null cipher alone (RFC 6347 section 4.2).
func forgedHello() []byte {
	random := make([]byte, 32)
	_, _ = rand.Read(random)                                                         // never fails
	hello := slices.Concat([]byte{254, 253}, random, []byte{0, 0, 0, 2, 0, 1, 1, 0}) // no session, no cookie; one cipher, one compression
	length := func(n int) []byte { return []byte{byte(n >> 16), byte(n >> 8), byte(n)} }
	body := slices.Concat([]byte{1}, length(len(hello)), []byte{0, 0}, length(0), length(len(hello)), hello)
	return slices.Concat([]byte{22, 254, 255, 0, 0, 0, 0, 0, 0, 0, 0}, length(len(body))[1:], body)
}

// forger sends such greetings to an address until it is stopped, and counts what
// it is answered.
type forger struct {
	conn    net.Conn
	sent    atomic.Int64
	answers atomic.Int64
	work    sync.WaitGroup
	over    chan struct{}
}

func forge(t *testing.T, to net.Addr) *forger {
	t.Helper()
	conn, err := net.Dial("udp4", to.String())
	if err != nil {
		t.Fatal(err)
	}
	f := &forger{conn: conn, over: make(chan struct{})}
	f.work.Go(func() {
		tick := time.NewTicker(2 * time.Millisecond)
		defer tick.Stop()
		for {
			select {
			case <-f.over:
				return
			case <-tick.C:
				if _, err := conn.Write(forgedHello()); err == nil {
					f.sent.Add(1)
				}
			}
		}
	})
	f.work.Go(func() {
		buffer := make([]byte, 2048)
		for {
			if _, err := conn.Read(buffer); err != nil {
				return
			}
			f.answers.Add(1)
		}
	})
	return f
}

func (f *forger) stop() {
	close(f.over)
	_ = f.conn.Close()
	f.work.Wait()
}

// TestForgedGreetingsSpoilNoSetUp has 200 operators' sounds come up while
// somebody else greets the box at their port: each of them comes up, and he gets
// not a byte.
func TestForgedGreetingsSpoilNoSetUp(t *testing.T) {
	socket := listen(t, "udp4", "127.0.0.1:0")
	ls, changes := legsOn(t, socket, nil, media.PCMA)
	told := make(chan struct{})
	go func() { // nobody asks who comes and goes
		for {
			select {
			case <-changes:
			case <-told:
				return
			}
		}
	}()
	defer close(told)
	f := forge(t, socket.LocalAddr())
	failed := 0
	for range 200 {
		ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
		h, err := headset.New(ctx, func(ctx context.Context, offer string) (string, error) { return ls.Answer(ctx, 7, offer) }, func([]byte) {})
		cancel()
		if err != nil {
			failed++
			t.Logf("set-up failed: %v", err)
			continue
		}
		_ = h.Close()
	}
	f.stop()
	t.Logf("%d forged greetings, %d answers, %d of 200 failed", f.sent.Load(), f.answers.Load(), failed)
	if failed > 0 || f.answers.Load() > 0 || f.sent.Load() < 200 {
		t.Errorf("%d of 200 failed and the forger was answered %d times for %d greetings; want none, not once and many",
			failed, f.answers.Load(), f.sent.Load())
	}

	// That he would be answered by one who listens to everybody.
	certificate, err := selfsign.GenerateSelfSigned()
	if err != nil {
		t.Fatal(err)
	}
	open, err := dtls.ListenWithOptions("udp4", &net.UDPAddr{IP: net.IPv4(127, 0, 0, 1)}, dtls.WithCertificates(certificate))
	if err != nil {
		t.Fatal(err)
	}
	accepting := make(chan struct{})
	go func() {
		defer close(accepting)
		for {
			c, err := open.Accept()
			if err != nil {
				return
			}
			_ = c.(*dtls.Conn).HandshakeContext(t.Context())
			_ = c.Close()
		}
	}()
	defer func() { _ = open.Close(); <-accepting }()
	seen := forge(t, open.Addr())
	defer seen.stop()
	if !peertest.Until(20*time.Second, func() bool { return seen.answers.Load() > 0 }) {
		t.Error("nobody answers such a greeting: the test shows nothing")
	}
}
