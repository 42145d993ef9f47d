package sip_test

import (
	"context"
	"encoding/binary"
	"fmt"
	"io"
	"net"
	"net/netip"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"cordboard/appliance/peertest"
	"cordboard/appliance/sip"
)

// strike sends a deadly request in the place of p's dialog.
func strike(t *testing.T, p *phone, request string) {
	t.Helper()
	p.cseq++
	if _, err := p.conn.Write(peertest.Dialog{From: p.self, ID: p.id, Tag: p.tag, CSeq: p.cseq}.Struck(request)); err != nil {
		t.Fatal(err)
	}
}

// alive checks that the box answers and that the bystander's call goes on.
func alive(t *testing.T, b *box, bystander *phone, events <-chan sip.Event) {
	t.Helper()
	probe := dial(t, b)
	probe.send("OPTIONS", "", "")
	probe.want("SIP/2.0 200")
	bystander.cseq++
	bystander.send("INFO", "Content-Type: application/dtmf\n", "7")
	bystander.want("SIP/2.0 200")
	if e, ok := wait(t, events).(sip.Digit); !ok || e.Key != '7' {
		t.Errorf("bystander's event = %#v, want digit 7", e)
	}
}

func TestDeadlyPacketsHarmNobody(t *testing.T) {
	events := make(chan sip.Event, 100)
	b := listen(t, func(ctx context.Context, c *sip.Call) {
		if strings.HasPrefix(c.ID(), "bystander") {
			answer(t, events)(ctx, c)
			return
		}
		sdp, _, err := c.Negotiate(local)
		if err != nil {
			_ = c.Refuse(488, "Not Acceptable Here")
			return
		}
		_ = c.Answer(sdp)
		for range c.Events() {
		}
	})
	bystander := dial(t, b)
	bystander.id = "bystander" + bystander.id
	bystander.up()
	for name, text := range peertest.DeadlyRequests {
		t.Run(name+" before a call", func(t *testing.T) {
			p := dial(t, b)
			strike(t, p, text)
			alive(t, b, bystander, events)
		})
		t.Run(name+" in a call", func(t *testing.T) {
			p := dial(t, b)
			p.send("INVITE", sdpType, offer)
			p.want("SIP/2.0 200")
			p.ack("")
			strike(t, p, text)
			alive(t, b, bystander, events)
			for p.next(20*time.Millisecond) != "" {
			}
			p.ack(offer) // if it was taken as a re-INVITE
			p.bye()
		})
	}
}

func TestPanicOfOursEndsItsCallAlone(t *testing.T) {
	b := listen(t, func(_ context.Context, c *sip.Call) {
		if c.Called() == "100" && c.Offer() == nil {
			panic("before the answer")
		}
		sdp, _, _ := c.Negotiate(local)
		_ = c.Answer(sdp)
		panic("after the answer")
	})
	p := dial(t, b)
	p.send("INVITE", "", "")
	p.want("SIP/2.0 500")
	q := dial(t, b)
	q.send("INVITE", sdpType, offer)
	q.want("SIP/2.0 200")
	q.ack("")
	q.ok(q.want("BYE "))
}

// TestPanicOfWhatACallSendsEndsItAlone: the BYE still leaves after what never did.
func TestPanicOfWhatACallSendsEndsItAlone(t *testing.T) {
	calls := make(chan *sip.Call, 2)
	b := listen(t, func(ctx context.Context, c *sip.Call) {
		calls <- c
		answer(t, nil)(ctx, c)
	})
	bystander, p := dial(t, b), dial(t, b)
	bystander.up()
	<-calls
	p.up()
	(<-calls).Break()
	p.ok(p.want("BYE "))
	bystander.bye() // which is answered
}

func TestStrangersGetNothing(t *testing.T) {
	b := listen(t, answer(t, nil))
	known := dial(t, b)
	known.send("OPTIONS", "", "")
	known.want("SIP/2.0 200") // that an answer would be seen
	stranger := dialFrom(t, b.udp, "127.6.6.6:0")
	stranger.send("OPTIONS", "", "")
	stranger.raw("nonsense")
	stranger.silent(100 * time.Millisecond)
	if got := b.Refused(); got != 2 {
		t.Errorf("Refused = %d, want 2", got)
	}
	conn, err := (&net.Dialer{LocalAddr: &net.TCPAddr{IP: net.IPv4(127, 6, 6, 6)}}).Dial("tcp4", b.tcp.String())
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = conn.Close() }()
	_ = conn.SetReadDeadline(time.Now().Add(3 * time.Second))
	if n, err := conn.Read(make([]byte, 1)); n != 0 || err == nil || isTimeout(err) {
		t.Errorf("Read = %d, %v, want the end without a byte", n, err)
	}
	if got := b.Refused(); got != 3 {
		t.Errorf("Refused = %d, want 3", got)
	}
}

func isTimeout(err error) bool {
	e, ok := err.(net.Error)
	return ok && e.Timeout()
}

func TestManyStrangersLeaveNoTrace(t *testing.T) {
	b := listen(t, answer(t, nil), func(c *sip.Config) {
		c.Allow = func(a netip.Addr) bool { return a == netip.AddrFrom4([4]byte{127, 0, 0, 1}) }
	})
	for i := range 300 {
		p := dialFrom(t, b.udp, fmt.Sprintf("127.7.%d.%d:0", i/250, i%250+1))
		p.raw("OPTIONS sip:box SIP/2.0\n\n")
		_ = p.conn.Close()
		for b.Refused() <= uint64(i) { // so that the kernel drops none
			runtime.Gosched()
		}
	}
	if got := b.Sources(); got != 1 {
		t.Errorf("sources remembered = %d, want our own socket alone", got)
	}
	known := dial(t, b)
	known.send("OPTIONS", "", "")
	known.want("SIP/2.0 200")
	if got := b.Sources(); got != 2 {
		t.Errorf("sources remembered = %d, want 2: that one is seen", got)
	}
}

// TestFloodOfStrangersCostsNoMemory has more addresses than a box may remember
// send one datagram each.
func TestFloodOfStrangersCostsNoMemory(t *testing.T) {
	const strangers = 100_000
	crowd := &crowdConn{n: strangers, over: make(chan struct{}), closed: make(chan struct{})}
	b := listenOn(t, crowd, answer(t, nil)) // which listens to nobody
	before := heap()
	close(crowd.over) // let them in
	until(t, "all strangers were refused", func() bool { return b.Refused() == strangers })
	if after := heap(); after > before+256<<10 {
		t.Errorf("%d strangers cost %d KiB", strangers, (after-before)>>10)
	}
	if n := crowd.sent.Load(); n > 0 {
		t.Errorf("%d messages went back", n)
	}
}

// crowdConn is a socket to which each datagram comes from somebody else.
type crowdConn struct {
	net.PacketConn // nil: nothing else is asked of it
	n              uint32
	over, closed   chan struct{}
	once           sync.Once
	sent           atomic.Int64
}

func (c *crowdConn) ReadFrom(b []byte) (int, net.Addr, error) {
	<-c.over
	if c.n == 0 {
		<-c.closed
		return 0, nil, net.ErrClosed
	}
	c.n--
	from := &net.UDPAddr{IP: binary.BigEndian.AppendUint32(nil, 198<<24|18<<16+c.n), Port: 5060}
	return copy(b, "OPTIONS sip:box SIP/2.0\r\nVia: SIP/2.0/UDP 198.18.0.1;branch=z9hG4bKx\r\n\r\n"), from, nil
}

func (c *crowdConn) WriteTo(b []byte, _ net.Addr) (int, error) { c.sent.Add(1); return len(b), nil }

func (c *crowdConn) LocalAddr() net.Addr { return &net.UDPAddr{IP: net.IPv4(127, 0, 0, 1), Port: 5060} }

func (c *crowdConn) Close() error { c.once.Do(func() { close(c.closed) }); return nil }

// heap is how much memory is in use.
func heap() uint64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}

// TestCrowdOfSlowConnectionsKeepsNobodyWaiting opens hundreds of connections
// that send a message byte by byte; those of one address beyond what it may hold
// are closed, and others are answered as ever.
func TestCrowdOfSlowConnectionsKeepsNobodyWaiting(t *testing.T) {
	const each, addresses = 25, 20
	b := listen(t, answer(t, nil), func(c *sip.Config) { c.Limits.Connections = each })
	var crowd []net.Conn
	open := func(from string) net.Conn {
		conn, err := (&net.Dialer{LocalAddr: &net.TCPAddr{IP: net.ParseIP(from)}}).Dial("tcp4", b.tcp.String())
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = conn.Close() })
		return conn
	}
	for i := range addresses {
		for range each {
			crowd = append(crowd, open(fmt.Sprintf("127.8.0.%d", i+1)))
		}
	}
	until(t, "the box holds them all", func() bool { return b.Connections() == each*addresses+1 }) // sipgo keeps our own address among them
	beyond := open("127.8.0.1")
	_ = beyond.SetReadDeadline(time.Now().Add(10 * time.Second))
	if _, err := beyond.Read(make([]byte, 1)); err == nil || isTimeout(err) {
		t.Errorf("one connection more than an address may hold: Read = %v, want its end", err)
	}
	for _, letter := range []byte("OPTION") {
		for _, conn := range crowd {
			if _, err := conn.Write([]byte{letter}); err != nil {
				t.Fatalf("write: %v", err)
			}
		}
		for _, p := range []*phone{dial(t, b), dialTCP(t, b)} {
			p.send("OPTIONS", "", "")
			p.want("SIP/2.0 200")
		}
	}
}

func TestMalformedMessageOverTCPEndsItsConnectionAlone(t *testing.T) {
	b := listen(t, answer(t, nil))
	for name, text := range map[string]string{
		"no length":       "OPTIONS sip:box SIP/2.0\n\n",
		"negative length": "OPTIONS sip:box SIP/2.0\nContent-Length: -1\n\n",
		"huge length":     "OPTIONS sip:box SIP/2.0\nContent-Length: 99999999\n\n",
		"endless header":  "OPTIONS sip:box SIP/2.0\nX: " + strings.Repeat("x", 70000),
	} {
		t.Run(name, func(t *testing.T) {
			p := dialTCP(t, b)
			_, _ = p.conn.Write([]byte(strings.ReplaceAll(text, "\n", "\r\n")))
			_ = p.conn.SetReadDeadline(time.Now().Add(3 * time.Second))
			if _, err := io.Copy(io.Discard, p.conn); err != nil && isTimeout(err) {
				t.Error("the connection stayed open")
			}
		})
	}
	p := dialTCP(t, b)
	p.send("OPTIONS", "", "")
	p.want("SIP/2.0 200")
}

func TestSlowAndIdleConnectionsAreClosed(t *testing.T) {
	b := listen(t, answer(t, nil), func(c *sip.Config) {
		c.Limits.Slow, c.Limits.Idle, c.Limits.Connections = 50*time.Millisecond, 150*time.Millisecond, 3
	})
	caller := dialTCP(t, b)
	caller.up()
	slow, idle := dialTCP(t, b), dialTCP(t, b)
	slow.raw("OPTIONS sip:box SIP/2.0\n")
	fourth := dialTCP(t, b) // one more than an address may hold
	for name, p := range map[string]*phone{"slow": slow, "idle": idle, "fourth": fourth} {
		_ = p.conn.SetReadDeadline(time.Now().Add(3 * time.Second))
		if _, err := p.conn.Read(make([]byte, 1)); err == nil || isTimeout(err) {
			t.Errorf("%s connection: Read = %v, want its end", name, err)
		}
	}
	caller.bye() // a connection with a call may be silent
	after := dialTCP(t, b)
	after.send("OPTIONS", "", "")
	after.want("SIP/2.0 200")
}

func TestRepliesTellNothingAboutTheBox(t *testing.T) {
	p := dial(t, listen(t, answer(t, nil)))
	p.send("OPTIONS", "", "")
	all := p.want("SIP/2.0 200")
	p.tag = ""
	p.cseq++
	p.send("INVITE", sdpType, offer)
	all += p.want("SIP/2.0 180") + p.want("SIP/2.0 200")
	for _, word := range []string{"Server:", "User-Agent:", "sipgo", "diago", "cordboard", "go1."} {
		if strings.Contains(strings.ToLower(all), strings.ToLower(word)) {
			t.Errorf("replies hold %q:\n%s", word, all)
		}
	}
}

func TestRunEndsAllItsGoroutines(t *testing.T) {
	before := goroutines()
	b := listen(t, answer(t, nil))
	p, q := dial(t, b), dialTCP(t, b)
	p.up()
	q.up()
	r := dial(t, b)
	r.send("INVITE", sdpType, offer) // never acknowledged
	r.want("SIP/2.0 180")
	b.stop()
	settled(t, before)
}
