package front

import (
	"log/slog"
	"net"
	"syscall"
	"testing"
	"time"

	wire "github.com/emiago/sipgo/sip"
	"golang.org/x/sys/unix"
)

// markOf is the type of service that a datagram carried.
func markOf(t *testing.T, oob []byte) int {
	t.Helper()
	messages, err := syscall.ParseSocketControlMessage(oob)
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range messages {
		if m.Header.Level == unix.IPPROTO_IP && m.Header.Type == unix.IP_TOS || m.Header.Level == unix.IPPROTO_IPV6 && m.Header.Type == unix.IPV6_TCLASS {
			return int(m.Data[0])
		}
	}
	t.Fatal("the datagram says nothing of its type of service")
	return 0
}

func TestMessagesAreMarkedCS3(t *testing.T) {
	for _, at := range []string{"127.0.0.1:0", "[::1]:0"} {
		peer, err := net.ListenPacket("udp", at)
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = peer.Close() }()
		raw, err := peer.(*net.UDPConn).SyscallConn()
		if err != nil {
			t.Fatal(err)
		}
		if err := raw.Control(func(fd uintptr) {
			if at[0] == '[' {
				err = unix.SetsockoptInt(int(fd), unix.IPPROTO_IPV6, unix.IPV6_RECVTCLASS, 1)
			} else {
				err = unix.SetsockoptInt(int(fd), unix.IPPROTO_IP, unix.IP_RECVTOS, 1)
			}
		}); err != nil {
			t.Fatal(err)
		}
		ours, err := net.ListenPacket("udp", at)
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = ours.Close() }()
		front := New(Config{Log: slog.New(slog.DiscardHandler)}, wire.NewParser())
		if _, err := front.Datagrams(ours).WriteTo([]byte("x"), peer.LocalAddr()); err != nil {
			t.Fatal(err)
		}
		_ = peer.SetReadDeadline(time.Now().Add(10 * time.Second))
		b, oob := make([]byte, 16), make([]byte, 128)
		_, n, _, _, err := peer.(*net.UDPConn).ReadMsgUDP(b, oob)
		if err != nil {
			t.Fatal(err)
		}
		if got := markOf(t, oob[:n]); got != 24<<2 {
			t.Errorf("%s: type of service %#x, want CS3", at, got)
		}
	}
}
