package call_test

import (
	"fmt"
	"net"
	"slices"
	"strings"
	"testing"
	"time"

	"cordboard/appliance/sip"
)

// TestCallIsCarriedWhileItsAnswerIsUnacknowledged has a caller who never sends
// an ACK: his call goes its way through the tree all the same, and ends in
// BYE when the wait is over.
func TestCallIsCarriedWhileItsAnswerIsUnacknowledged(t *testing.T) {
	b := newBox(t, func(c *sip.Config) { c.Limits.T1, c.Limits.Drain = 30*time.Millisecond, 50*time.Millisecond })
	conn, err := net.Dial("udp4", b.sip.String())
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = conn.Close() }()
	self := conn.LocalAddr().String()
	body := "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=audio 40000 RTP/AVP 8\r\n"
	invite := fmt.Sprintf("INVITE sip:200@box SIP/2.0\r\nVia: SIP/2.0/UDP %s;branch=z9hG4bKdeaf;rport\r\nFrom: <sip:1@pbx>;tag=a\r\n"+
		"To: <sip:200@box>\r\nCall-ID: deaf\r\nCSeq: 1 INVITE\r\nContact: <sip:1@%s>\r\nMax-Forwards: 70\r\n"+
		"Content-Type: application/sdp\r\nContent-Length: %d\r\n\r\n%s", self, self, len(body), body)
	if _, err := conn.Write([]byte(invite)); err != nil {
		t.Fatal(err)
	}
	read(t, conn, "SIP/2.0 200")
	b.desk.wait(t, "a caller who waits or is gone", func(d *desk) bool { return waiting(d) || len(d.ended) > 0 })
	if len(b.desk.written().ended) > 0 {
		t.Error("the caller was never brought to the queue")
	}
	read(t, conn, "BYE ")
	b.desk.wait(t, "the end", func(d *desk) bool { return len(d.ended) > 0 })
	if want := []string{"contact no-ack"}; !slices.Equal(b.desk.written().ended, want) {
		t.Errorf("ended by %v, want %v", b.desk.written().ended, want)
	}
}

// read reads until a message begins with start.
func read(t *testing.T, conn net.Conn, start string) {
	t.Helper()
	buf := make([]byte, 65536)
	for {
		_ = conn.SetReadDeadline(time.Now().Add(20 * time.Second))
		n, err := conn.Read(buf)
		if err != nil {
			t.Fatalf("wait for %q: %v", start, err)
		}
		if strings.HasPrefix(string(buf[:n]), start) {
			return
		}
	}
}
