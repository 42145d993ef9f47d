package rtp

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"net/netip"
	"os"
	"testing"
	"time"

	pion "github.com/pion/rtp"

	"cordboard/appliance/media"
)

var loopback = netip.MustParseAddr("127.0.0.1")

// newEngine runs an engine until the test ends.
func newEngine(t testing.TB, c Config) *Engine {
	t.Helper()
	if !c.Host.IsValid() {
		c.Host = loopback
	}
	if c.Ports == [2]uint16{} {
		c.Ports = [2]uint16{20000, 29999}
	}
	c.Log = slog.New(slog.NewTextHandler(t.Output(), nil))
	e, err := NewEngine(c)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- e.Run(ctx) }()
	t.Cleanup(func() {
		cancel()
		if err := <-ended; err != nil {
			t.Errorf("engine: %v", err)
		}
	})
	return e
}

// byHand makes an engine whose ticks the test calls itself, so that no pause
// of the machine shows.
func byHand(t testing.TB) (e *Engine, tick func(n int)) {
	t.Helper()
	e, err := NewEngine(Config{Host: loopback, Ports: [2]uint16{20000, 29999}, Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(e.Close)
	var at time.Duration
	return e, func(n int) {
		if at == 0 {
			at = e.clock.now()
		}
		at = e.shards[0].tick(at, n)
	}
}

func open(t testing.TB, e *Engine) *Leg {
	t.Helper()
	l, err := e.Open()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(l.Close)
	return l
}

// phone is the other end of a leg: a plain socket and another's RTP.
type phone struct {
	t    testing.TB
	conn *net.UDPConn
	leg  netip.AddrPort
	next pion.Header
}

// call opens a leg and a phone that talks to it.
func call(t testing.TB, e *Engine, codec media.Codec) (*Leg, *phone) {
	t.Helper()
	l := open(t, e)
	p := newPhone(t, l.Local())
	p.next.PayloadType = uint8(codec)
	l.Connect(p.stream(codec))
	return l, p
}

func newPhone(t testing.TB, leg netip.AddrPort) *phone {
	t.Helper()
	conn, err := net.ListenUDP("udp", net.UDPAddrFromAddrPort(netip.AddrPortFrom(leg.Addr(), 0)))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	return &phone{t: t, conn: conn, leg: leg, next: pion.Header{Version: 2, SSRC: 7, SequenceNumber: 100, Timestamp: 5000}}
}

const event = 101

func (p *phone) stream(codec media.Codec) media.Stream {
	return media.Stream{Remote: p.addr(), Codec: codec, Payload: uint8(codec), Event: event, Sends: true, Hears: true}
}

func (p *phone) addr() netip.AddrPort { return p.conn.LocalAddr().(*net.UDPAddr).AddrPort() }

func (p *phone) raw(b []byte) {
	p.t.Helper()
	if _, err := p.conn.WriteToUDPAddrPort(b, p.leg); err != nil {
		p.t.Fatal(err)
	}
}

// send sends one packet; the following one continues it.
func (p *phone) send(payload []byte) {
	p.t.Helper()
	b, err := (&pion.Packet{Header: p.next, Payload: payload}).Marshal()
	if err != nil {
		p.t.Fatal(err)
	}
	p.raw(b)
	p.next.SequenceNumber++
	p.next.Timestamp += uint32(len(payload))
	p.next.Marker = false
}

// hear reads the next packet.
func (p *phone) hear() *pion.Packet {
	p.t.Helper()
	packet := p.maybe(10 * time.Second)
	if packet == nil {
		p.t.Fatal("nothing was sent to the phone")
	}
	return packet
}

// maybe reads the next packet, or nothing if none comes for so long.
func (p *phone) maybe(wait time.Duration) *pion.Packet {
	p.t.Helper()
	p.conn.SetReadDeadline(time.Now().Add(wait))
	b := make([]byte, largest)
	n, err := p.conn.Read(b)
	if errors.Is(err, os.ErrDeadlineExceeded) {
		return nil
	}
	if err != nil {
		p.t.Fatal(err)
	}
	packet := new(pion.Packet)
	if err := packet.Unmarshal(b[:n]); err != nil {
		p.t.Fatalf("not RTP: %v", err)
	}
	return packet
}

// silent fails when something comes within 60 ms: three ticks.
func (p *phone) silent() {
	p.t.Helper()
	if packet := p.maybe(3 * media.FrameTime); packet != nil {
		p.t.Fatalf("the phone was sent %v", packet)
	}
}

// listener is a Sink that keeps what it hears.
type listener struct {
	frames chan media.Frame
	digits chan media.Digit
}

func listen(p media.Port) listener {
	l := listener{frames: make(chan media.Frame, 4096), digits: make(chan media.Digit, 64)}
	p.Listen(l)
	return l
}

func (l listener) Frame(f media.Frame) {
	f.Payload = append([]byte(nil), f.Payload...)
	l.frames <- f
}

func (l listener) Digit(d media.Digit) { l.digits <- d }

// next takes from a channel what must come.
func next[T any](t testing.TB, c <-chan T, what string) (v T) {
	t.Helper()
	select {
	case v = <-c:
	case <-time.After(10 * time.Second):
		t.Fatalf("%s did not come", what)
	}
	return v
}

// ramp is a source whose frames can be told apart: n of them, the i-th all i.
func ramp(n int) media.Source { return &counted{n: n} }

type counted struct{ i, n int }

func (c *counted) Next(_ media.Codec, into []byte) bool {
	if c.i == c.n {
		return false
	}
	for i := range into {
		into[i] = byte(c.i)
	}
	c.i++
	return true
}
