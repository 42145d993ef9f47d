package main

import (
	"errors"
	"net"
	"strings"
	"syscall"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

func TestTakenPortIsSaidAndEverySocketGivenBack(t *testing.T) {
	other, err := net.Listen("tcp4", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer other.Close()
	const free = "127.0.0.1:0"
	taken := other.Addr().String()
	for option, o := range map[string]options{
		"--desk": {Desk: taken, Public: free, Console: free, SIP: free, RTC: free},
		"--sip":  {Desk: free, Public: free, Console: free, SIP: taken, RTC: free},
	} {
		s, err := listen(t.Context(), o)
		if err == nil || !strings.Contains(err.Error(), taken) || !strings.Contains(err.Error(), "another program") || !strings.Contains(err.Error(), option+" gives") {
			t.Errorf("%s: got %v, want a sentence about %s", option, err, taken)
		}
		if s != nil {
			t.Errorf("%s: sockets are given along with the refusal", option)
		}
	}
	if err := tryOpenAt(t, taken); err == nil || !strings.Contains(err.Error(), "another program") {
		t.Errorf("the box: got %v, want the sentence", err)
	}
}

// tryOpenAt opens a box whose desk listens on that address.
func tryOpenAt(t *testing.T, desk string) error {
	t.Helper()
	const free = "127.0.0.1:0"
	b, err := openBox(t.Context(), options{
		Var: t.TempDir(), Desk: desk, Public: free, Console: free, SIP: free, RTC: free, RTP: "127.0.0.1",
	}, nil)
	if err != nil {
		return err
	}
	return b.close()
}

func TestDoorGivesUpOnAPeerThatStopsReading(t *testing.T) {
	l, err := stream(t.Context(), givingUp(200*time.Millisecond), "the desk", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	peer, err := net.Dial("tcp", l.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer peer.Close()
	c, err := l.Accept()
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	if err := c.SetWriteDeadline(time.Now().Add(10 * time.Second)); err != nil { // should the kernel not give up
		t.Fatal(err)
	}
	beat := make([]byte, 64<<10)
	for err == nil {
		_, err = c.Write(beat)
	}
	if !errors.Is(err, syscall.ETIMEDOUT) {
		t.Errorf("writing ended with %v, want %v", err, syscall.ETIMEDOUT)
	}
}

func TestDoorsGiveUpWithinAMinute(t *testing.T) {
	s, err := listen(t.Context(), options{
		Desk: "127.0.0.1:0", Public: "127.0.0.1:0", Console: "127.0.0.1:0", SIP: "127.0.0.1:0", RTC: "127.0.0.1:0",
	})
	if err != nil {
		t.Fatal(err)
	}
	defer s.close()
	for name, l := range map[string]net.Listener{"desk": s.desk, "public": s.public, "console": s.console} {
		raw, err := l.(*net.TCPListener).SyscallConn()
		if err != nil {
			t.Fatal(err)
		}
		var after int
		if e := raw.Control(func(fd uintptr) {
			after, err = unix.GetsockoptInt(int(fd), unix.IPPROTO_TCP, unix.TCP_USER_TIMEOUT)
		}); e != nil || err != nil {
			t.Fatal(e, err)
		}
		if got := time.Duration(after) * time.Millisecond; got != goneAfter {
			t.Errorf("the %s gives up after %v, want %v", name, got, goneAfter)
		}
	}
}
