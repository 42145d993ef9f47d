package front

import (
	"fmt"
	"net"
	"net/netip"
	"testing"
	"time"
)

// testIntake listens to everybody, and has room for some datagrams.
func testIntake(conn net.PacketConn, room int, dropped func(uint64)) *intake {
	return &intake{
		conn: conn, waiting: make(chan datagram, room), dropped: dropped,
		allow: func(netip.Addr) bool { return true },
	}
}

// wait takes what a channel brings, before long.
func wait[T any](t *testing.T, from <-chan T) (got T) {
	t.Helper()
	select {
	case got = <-from:
	case <-time.After(10 * time.Second):
		t.Fatal("nothing came in ten seconds")
	}
	return got
}

func TestDatagramsWithoutRoomAreDroppedAndCounted(t *testing.T) {
	const room, sent = 4, 10
	conn, err := net.ListenPacket("udp4", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	dropped := make(chan uint64, sent)
	in := testIntake(conn, room, func(n uint64) { dropped <- n })
	ended := make(chan struct{})
	go func() { defer close(ended); in.run() }()
	peer, err := net.Dial("udp4", conn.LocalAddr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = peer.Close() }()
	for n := range sent { // nobody takes them
		if _, err := fmt.Fprintf(peer, "%d", n); err != nil {
			t.Fatal(err)
		}
	}
	for range sent - room {
		if n := wait(t, dropped); n != 1 {
			t.Errorf("told of %d dropped at once, want 1", n)
		}
	}
	for n := range room {
		if got, open := in.next(); !open || string(got.text) != fmt.Sprint(n) {
			t.Errorf("datagram %d = %q, %t", n, got.text, open)
		}
	}
	_ = conn.Close()
	if got, open := in.next(); open {
		t.Errorf("%q came out of a closed socket", got.text)
	}
	wait(t, ended)
}

// The kernel's own losses are counted too: the intake does not run until its
// buffer has run over.
func TestDatagramsThatTheKernelDroppedAreCounted(t *testing.T) {
	conn, err := net.ListenPacket("udp4", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = conn.Close() }()
	if err := conn.(*net.UDPConn).SetReadBuffer(1); err != nil {
		t.Fatal(err)
	}
	dropped := make(chan uint64, 1000)
	in := testIntake(conn, 1000, func(n uint64) { dropped <- n })
	if err := countDrops(conn.(*net.UDPConn)); err != nil { // before the intake runs
		t.Fatal(err)
	}
	peer, err := net.Dial("udp4", conn.LocalAddr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = peer.Close() }()
	const sent = 200
	text := make([]byte, 1000)
	text[0] = 'x'
	for range sent {
		if _, err := peer.Write(text); err != nil {
			t.Fatal(err)
		}
	}
	go in.run()
	got := make(chan string, 2*sent)
	go func() {
		for one, open := in.next(); open; one, open = in.next() {
			got <- string(one.text)
		}
	}()
	// The count comes with the first datagram that finds room again.
	var came, lost uint64
	knock := time.NewTicker(10 * time.Millisecond)
	defer knock.Stop()
	for deadline := time.After(10 * time.Second); came+lost < sent; {
		select {
		case text := <-got:
			if text != "knock" {
				came++
			}
		case n := <-dropped:
			lost += n
		case <-knock.C:
			_, _ = peer.Write([]byte("knock"))
		case <-deadline:
			t.Fatalf("%d of %d came, told of %d dropped", came, sent, lost)
		}
	}
	if lost == 0 {
		t.Fatal("the kernel dropped nothing, so that nothing was proved")
	}
}
