package rtp

import (
	"syscall"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"cordboard/appliance/media"
)

func TestSoundIsMarkedEF(t *testing.T) {
	leg, phone := call(t, newEngine(t, Config{}), media.PCMA)
	raw, err := phone.conn.SyscallConn()
	if err != nil {
		t.Fatal(err)
	}
	if err := raw.Control(func(fd uintptr) {
		err = unix.SetsockoptInt(int(fd), unix.IPPROTO_IP, unix.IP_RECVTOS, 1)
	}); err != nil {
		t.Fatal(err)
	}
	leg.Send(media.Frame{Codec: media.PCMA, Payload: make([]byte, 160)})
	_ = phone.conn.SetReadDeadline(time.Now().Add(10 * time.Second))
	b, oob := make([]byte, largest), make([]byte, 128)
	_, n, _, _, err := phone.conn.ReadMsgUDP(b, oob)
	if err != nil {
		t.Fatal(err)
	}
	messages, err := syscall.ParseSocketControlMessage(oob[:n])
	if err != nil || len(messages) == 0 {
		t.Fatalf("the packet says nothing of its type of service: %v", err)
	}
	if m := messages[0]; m.Header.Type != unix.IP_TOS || m.Data[0] != 46<<2 {
		t.Errorf("type of service %#x, want EF", m.Data[0])
	}
}
