package main

import (
	"encoding/hex"
	"fmt"
	"net"
	"net/netip"
	"strings"
	"testing"
	"time"

	"cordboard/appliance"
	"cordboard/appliance/peertest"
	"cordboard/cmd/cordboard/demo"
)

// TestTalkDoesNotNoticeWhatIsSentToTheBox sends everything that has ended
// processes and torments parsers while two people talk: to the port of SIP
// before a call and in one, to the ports of both calls' sound, and to the port
// of the browsers. What the caller hears has no gap meanwhile.
func TestTalkDoesNotNoticeWhatIsSentToTheBox(t *testing.T) {
	b := demonstration(t)
	browser := peertest.StartBrowser(t, withMicrophone(sine(t, 440, 20*time.Second))...)
	desk := operator(t, b, browser, "thomas")
	phone := caller(t, 1000)
	phone.Dial(reach(b, demo.GroupNumber))
	desk.Press(`#offer [data-accept]`)
	talk := awaitCall(t, b, 0, appliance.Active)
	from := hears(t, phone, "the operator", tone(440))
	theirs := soundSockets(t, b) // of the call that is not to notice

	stranger := rawCaller(t, b)
	for name, request := range peertest.DeadlyRequests {
		stranger.write(t, peertest.Dialog{From: stranger.self, ID: name, CSeq: 1}.Struck(request))
	}
	tortured(t, b)
	answers(t, b)
	for _, request := range peertest.DeadlyRequests {
		c := rawCaller(t, b)
		c.up(t)
		c.write(t, peertest.Dialog{From: c.self, ID: c.id, Tag: c.tag, CSeq: 2}.Struck(request))
		c.malformed(t, c.sound)
		c.bye(t)
	}
	answers(t, b)
	for _, port := range theirs {
		stranger.malformed(t, netip.AddrPortFrom(netip.MustParseAddr(b.options.RTP), port))
	}
	stranger.malformed(t, netip.MustParseAddrPort(b.rtcUDP.LocalAddr().String()))

	until := hears(t, phone, "the operator after all that", tone(440))
	desk.Eval(hearing, nil)
	heard(desk, 1000)
	if c := awaitState(t, b, talk.ID, appliance.Active); !c.Ended.IsZero() {
		t.Error("the call has ended")
	}
	phone.Hangup()
	phone.Wait("CALL_CLOSED", patience)
	sound := wav(t, phone.Heard()).Channels[0]
	gone, back := gap(sound[int((from-300*time.Millisecond)*rate/time.Second):int(until*rate/time.Second)])
	t.Logf("of %v the longest gap was %v", until-from, back-gone)
	if back-gone > 300*time.Millisecond {
		t.Errorf("the caller was without the operator for %v", back-gone)
	}
	awaitState(t, b, talk.ID, appliance.Finished)
	quietBox(t, b)
}

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

// malformed sends sound and reports whose lengths lie to a port and the one
// after, from where the answer says that this caller's sound comes from.
func (c *rawCall) malformed(t *testing.T, to netip.AddrPort) {
	t.Helper()
	for _, table := range []map[string]string{peertest.MalformedSound, peertest.MalformedReports} {
		for name, text := range table {
			packet, err := hex.DecodeString(text)
			if err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			for _, port := range []uint16{to.Port(), to.Port() + 1} {
				if _, err := c.conn.WriteToUDPAddrPort(packet, netip.AddrPortFrom(to.Addr(), port)); err != nil {
					t.Fatal(err)
				}
			}
		}
	}
}

// tortured sends the messages of RFC 4475 and looks after each whether the box
// answers.
func tortured(t *testing.T, b *box) {
	t.Helper()
	for _, text := range peertest.Files(t, "../../appliance/sip/testdata/torture/*.dat", 40) {
		rawCaller(t, b).write(t, text)
		answers(t, b)
	}
}

// answers asks the box what it can.
func answers(t *testing.T, b *box) {
	t.Helper()
	c := rawCaller(t, b)
	c.send(t, "OPTIONS", 1, "", "")
	c.await(t, "SIP/2.0 200")
}
