package sip_test

import (
	"context"
	"fmt"
	"net"
	"os"
	"strings"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"cordboard/appliance/media/sdp"
	"cordboard/appliance/peertest"
	"cordboard/appliance/sip"
)

// TestLoopDoesNotWaitForTheWayToTheOtherSide has a call's connection gone and
// the other side take no new one: what we want of it waits, the call does not.
func TestLoopDoesNotWaitForTheWayToTheOtherSide(t *testing.T) {
	for what, wanting := range map[string]func(ctx context.Context, c *sip.Call) error{
		"re-INVITE": func(ctx context.Context, c *sip.Call) error { return c.Reoffer(ctx, sdp.SendOnly) },
		"REFER":     func(ctx context.Context, c *sip.Call) error { return c.Refer(ctx, sip.Transfer{Number: "200"}) },
	} {
		t.Run(what, func(t *testing.T) {
			calls := make(chan *sip.Call, 1)
			b := listen(t, func(ctx context.Context, c *sip.Call) {
				calls <- c
				answer(t, nil)(ctx, c)
			})
			nobody := deaf(t)
			p := dialTCP(t, b)
			p.branch = "z9hG4bKgone"
			p.raw(strings.Replace(p.request("INVITE", sdpType, offer), "sip:caller@"+p.self, "sip:caller@"+nobody.addr+";transport=tcp", 1))
			p.want("SIP/2.0 180")
			p.want("SIP/2.0 200")
			p.ack("")
			p.cseq++
			p.send("OPTIONS", "", "") // after which the ACK has been read
			p.want("SIP/2.0 200")
			_ = p.conn.Close()
			until(t, "the connection that was closed counts no more", func() bool { return b.Connections() == 0 })

			c := wait(t, calls)
			outcome := make(chan error, 1)
			go func() { outcome <- wanting(t.Context(), c) }()
			until(t, "we call back", nobody.called)
			if _, err := c.Snapshot(); err != nil {
				t.Fatalf("Snapshot = %v", err)
			}
			if !nobody.called() {
				t.Fatalf("the call was deaf until the %s was given up", what)
			}
			nobody.leave()
			if err := wait(t, outcome); err == nil {
				t.Errorf("a %s that never left was taken", what)
			}
			if _, err := c.Snapshot(); err != nil {
				t.Errorf("the call did not outlive a %s that could not be sent: %v", what, err)
			}
		})
	}
}

// deafPeer listens, and takes no connection any more: who calls it waits.
type deafPeer struct {
	addr   string
	called func() bool
	leave  func() // whoever waits is refused
}

func deaf(t *testing.T) deafPeer {
	t.Helper()
	fd, err := unix.Socket(unix.AF_INET, unix.SOCK_STREAM|unix.SOCK_CLOEXEC, 0)
	if err != nil {
		t.Fatal(err)
	}
	closed := false
	leave := func() {
		if !closed {
			closed = true
			_ = unix.Close(fd)
		}
	}
	t.Cleanup(leave)
	if err := unix.Bind(fd, &unix.SockaddrInet4{Addr: [4]byte{127, 0, 0, 1}}); err != nil {
		t.Fatal(err)
	}
	if err := unix.Listen(fd, 0); err != nil {
		t.Fatal(err)
	}
	name, err := unix.Getsockname(fd)
	if err != nil {
		t.Fatal(err)
	}
	port := name.(*unix.SockaddrInet4).Port
	addr := fmt.Sprintf("127.0.0.1:%d", port)
	for range 8 { // until its queue is full
		conn, err := net.DialTimeout("tcp4", addr, 100*time.Millisecond)
		if err != nil {
			break
		}
		t.Cleanup(func() { _ = conn.Close() })
	}
	const calling = "02" // SYN_SENT
	return deafPeer{addr, func() bool {
		table, err := os.ReadFile("/proc/self/net/tcp")
		if err != nil {
			t.Fatal(err)
		}
		return strings.Contains(string(table), fmt.Sprintf("0100007F:%04X %s", port, calling))
	}, leave}
}

// until waits for something that nobody tells of.
func until(t testing.TB, what string, is func() bool) {
	t.Helper()
	if !peertest.Until(10*time.Second, is) {
		t.Fatalf("it never came about that %s", what)
	}
}
