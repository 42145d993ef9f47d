package main

import (
	"fmt"
	"net"
	"net/netip"
	"strconv"
	"strings"
	"testing"
	"time"
)

// rawCall is a caller who writes every byte himself.
type rawCall struct {
	conn          *net.UDPConn // for SIP and for sound
	box           net.Addr
	self, id, tag string
	called, from  string
	host          netip.Addr     // of the box's telephones
	sound         netip.AddrPort // where the box hears him
}

func rawCaller(t *testing.T, b *box) *rawCall {
	t.Helper()
	conn, err := net.ListenUDP("udp4", &net.UDPAddr{IP: net.IPv4(127, 0, 0, 1)})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	self := conn.LocalAddr().String()
	return &rawCall{conn: conn, box: b.sipUDP.LocalAddr(), self: self, id: "raw-" + self, called: "100", from: "<sip:200@pbx>", host: netip.MustParseAddr(b.options.RTP)}
}

func (c *rawCall) write(t *testing.T, p []byte) {
	t.Helper()
	if _, err := c.conn.WriteTo(p, c.box); err != nil {
		t.Fatal(err)
	}
}

// send sends a request with its lines ended by LF alone.
func (c *rawCall) send(t *testing.T, method string, cseq int, extra, body string) {
	t.Helper()
	c.write(t, c.text(method, cseq, extra, body))
}

// text is a request of the call.
func (c *rawCall) text(method string, cseq int, extra, body string) []byte {
	to := "<sip:" + c.called + "@box>"
	if c.tag != "" {
		to += ";tag=" + c.tag
	}
	return []byte(strings.ReplaceAll(fmt.Sprintf("%s sip:%s@box SIP/2.0\nVia: SIP/2.0/UDP %s;branch=z9hG4bK%s%d%s;rport\nFrom: %s;tag=from\n"+
		"To: %s\nCall-ID: %s\nCSeq: %d %s\nContact: <sip:caller@%s>\nMax-Forwards: 70\n%sContent-Length: %d\n\n",
		method, c.called, c.self, method, cseq, c.id, c.from, to, c.id, cseq, method, c.self, extra, len(body)+strings.Count(body, "\n"))+body, "\n", "\r\n"))
}

// await reads until a message begins with what is wanted.
func (c *rawCall) await(t *testing.T, start string) string {
	t.Helper()
	buffer := make([]byte, 65536)
	_ = c.conn.SetReadDeadline(time.Now().Add(patience))
	for {
		n, err := c.conn.Read(buffer)
		if err != nil {
			t.Fatalf("waiting for %q: %v", start, err)
		}
		if m := string(buffer[:n]); strings.HasPrefix(m, start) {
			return m
		}
	}
}

// offer is the sound that he wants.
func (c *rawCall) offer() string {
	return "v=0\no=- 1 1 IN IP4 127.0.0.1\ns=-\nc=IN IP4 127.0.0.1\nt=0 0\n" +
		fmt.Sprintf("m=audio %d RTP/AVP 8 101\na=rtpmap:101 telephone-event/8000\n", c.conn.LocalAddr().(*net.UDPAddr).Port)
}

// up calls the demonstration's tree.
func (c *rawCall) up(t *testing.T) {
	t.Helper()
	c.send(t, "INVITE", 1, "Content-Type: application/sdp\n", c.offer())
	m := c.await(t, "SIP/2.0 200")
	_, tag, _ := strings.Cut(m[strings.Index(m, "\nTo:"):], ";tag=")
	c.tag = strings.FieldsFunc(tag, func(r rune) bool { return r == ';' || r == '\r' })[0]
	var port uint16
	if _, err := fmt.Sscanf(m[strings.Index(m, "\nm=audio "):], "\nm=audio %d", &port); err != nil {
		t.Fatalf("the answer names no port: %v", err)
	}
	c.sound = netip.AddrPortFrom(c.host, port)
	c.send(t, "ACK", 1, "", "")
}

// bye ends the call if the deadly request has not: one of another number than
// the last leaves it as it was.
func (c *rawCall) bye(t *testing.T) {
	t.Helper()
	c.send(t, "BYE", 3, "", "")
	for {
		if m := c.await(t, "SIP/2.0 "); strings.Contains(m, "3 BYE") {
			return
		}
	}
}

// eachDatagram hands over what comes to a socket until it is closed or its time is up. The
// bytes are the caller's until the next ones come.
func eachDatagram(conn *net.UDPConn, to func(p []byte)) {
	buffer := make([]byte, 65536)
	for {
		n, err := conn.Read(buffer)
		if err != nil {
			return
		}
		to(buffer[:n])
	}
}

// farewell is what who called says to a final response to his INVITE: ACK, and
// to a 200 BYE too.
func farewell(m, self string) (texts []string) {
	if !strings.Contains(m, " INVITE\r\n") || strings.HasPrefix(m, "SIP/2.0 1") {
		return nil
	}
	methods := []string{"ACK"}
	if strings.HasPrefix(m, "SIP/2.0 200") {
		methods = []string{"ACK", "BYE"}
	}
	cseq, _, _ := strings.Cut(field(m, "CSeq"), " ")
	first, _ := strconv.Atoi(cseq)
	for i, method := range methods {
		var branch string
		seq := first + i
		if !strings.HasPrefix(m, "SIP/2.0 200") { // then the ACK is of the same transaction
			_, branch, _ = strings.Cut(field(m, "Via"), "branch=")
			branch, _, _ = strings.Cut(branch, ";")
		} else {
			branch = "z9hG4bK" + method + field(m, "Call-ID")
		}
		texts = append(texts, fmt.Sprintf("%s sip:100@box SIP/2.0\r\nVia: SIP/2.0/UDP %s;branch=%s;rport\r\nFrom: %s\r\nTo: %s\r\nCall-ID: %s\r\nCSeq: %d %s\r\nMax-Forwards: 70\r\nContent-Length: 0\r\n\r\n",
			method, self, branch, field(m, "From"), field(m, "To"), field(m, "Call-ID"), seq, method))
	}
	return texts
}

// field is a header field of a message.
func field(m, name string) string {
	for line := range strings.Lines(m) {
		if n, value, found := strings.Cut(line, ":"); found && strings.EqualFold(n, name) {
			return strings.TrimSpace(value)
		}
	}
	return ""
}
