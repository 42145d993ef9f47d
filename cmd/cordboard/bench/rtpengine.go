package main

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"net"
	"net/netip"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/pion/sdp/v3"
)

// rtpEngine is Sipwise's relay, asked by its "ng" protocol: a cookie and a
// bencoded dictionary in one datagram, and the same back
// (https://rtpengine.readthedocs.io/en/latest/ng_control_protocol.html).
type rtpEngine struct {
	control string // where it is asked
	asked   int    // commands: a cookie of old gets the answer of old
	calls   int
}

func newRTPEngine() (relay, error) {
	free, err := freePorts(1)
	if err != nil {
		return nil, err
	}
	return &rtpEngine{control: "127.0.0.1:" + free[0]}, nil
}

// prepare has it relay in user space: the kernel's table is no container's.
func (e *rtpEngine) prepare(string) ([]string, error) {
	return []string{
		"--config-file=none", "--foreground", "--log-stderr", "--log-level=3", "--table=-1",
		"--interface=127.0.0.1", "--listen-ng=" + e.control, "--port-min=40000", "--port-max=49999",
	}, nil
}

func (e *rtpEngine) ready(ctx context.Context) error {
	_, err := e.ask(ctx, command{"command": "ping"})
	return err
}

func (e *rtpEngine) join(ctx context.Context, offer string, phone netip.AddrPort) (answer string, to netip.AddrPort, err error) {
	e.calls++
	id := fmt.Sprintf("bench-%d", e.calls)
	offered, err := e.ask(ctx, command{
		"command": "offer", "call-id": id, "from-tag": "headset", "sdp": offer,
		"ICE": "remove", "transport-protocol": "RTP/AVP", "rtcp-mux": []string{"accept"},
	})
	if err != nil {
		return "", to, err
	}
	if to, err = hears(offered["sdp"]); err != nil {
		return "", to, err
	}
	answered, err := e.ask(ctx, command{
		"command": "answer", "call-id": id, "from-tag": "headset", "to-tag": "telephone", "sdp": plainAnswer(phone),
	})
	return answered["sdp"], to, err
}

// ask sends a command and reads its answer's texts.
func (e *rtpEngine) ask(ctx context.Context, c command) (map[string]string, error) {
	conn, err := new(net.Dialer).DialContext(ctx, "udp4", e.control)
	if err != nil {
		return nil, fmt.Errorf("ask rtpengine: %w", err)
	}
	defer conn.Close()
	if err := conn.SetDeadline(time.Now().Add(2 * time.Second)); err != nil { // a real socket's clock
		return nil, fmt.Errorf("ask rtpengine: %w", err)
	}
	e.asked++
	cookie := fmt.Sprintf("%d ", e.asked)
	if _, err := conn.Write([]byte(cookie + c.bencode())); err != nil {
		return nil, fmt.Errorf("ask rtpengine: %w", err)
	}
	buffer := make([]byte, 65536)
	n, err := conn.Read(buffer)
	if err != nil {
		return nil, fmt.Errorf("hear rtpengine: %w", err)
	}
	text, _ := strings.CutPrefix(string(buffer[:n]), cookie)
	answer, err := texts(text)
	if err == nil && answer["result"] != "ok" && answer["result"] != "pong" {
		err = fmt.Errorf("rtpengine refuses: %s %s", answer["result"], answer["error-reason"])
	}
	return answer, err
}

// command is a dictionary of texts and of lists of texts.
type command map[string]any

func (c command) bencode() string {
	var b strings.Builder
	text := func(s string) { fmt.Fprintf(&b, "%d:%s", len(s), s) }
	b.WriteByte('d')
	for _, key := range slices.Sorted(maps.Keys(c)) {
		text(key)
		switch value := c[key].(type) {
		case string:
			text(value)
		case []string:
			b.WriteByte('l')
			for _, one := range value {
				text(one)
			}
			b.WriteByte('e')
		}
	}
	b.WriteByte('e')
	return b.String()
}

var errBencode = errors.New("answer is no bencoded dictionary")

// texts reads the texts of a bencoded dictionary; its numbers are left out, and
// what lies deeper is not looked for.
func texts(from string) (map[string]string, error) {
	rest, is := strings.CutPrefix(from, "d")
	if !is {
		return nil, errBencode
	}
	text := func() (string, bool) {
		length, after, found := strings.Cut(rest, ":")
		n, err := strconv.Atoi(length)
		if !found || err != nil || n < 0 || n > len(after) {
			return "", false
		}
		rest = after[n:]
		return after[:n], true
	}
	values := map[string]string{}
	for rest != "e" {
		key, ok := text()
		if !ok {
			return nil, errBencode
		}
		if number, is := strings.CutPrefix(rest, "i"); is {
			if _, rest, ok = strings.Cut(number, "e"); !ok {
				return nil, errBencode
			}
			continue
		}
		if values[key], ok = text(); !ok {
			return nil, errBencode
		}
	}
	return values, nil
}

// hears is where the one who describes his sound so hears it.
func hears(description string) (at netip.AddrPort, err error) {
	var d sdp.SessionDescription
	if err := d.UnmarshalString(description); err != nil {
		return at, fmt.Errorf("read a relay's description: %w", err)
	}
	if len(d.MediaDescriptions) == 0 {
		return at, errors.New("a relay's description has no sound")
	}
	m := d.MediaDescriptions[0]
	where := m.ConnectionInformation
	if where == nil {
		where = d.ConnectionInformation
	}
	if where == nil || where.Address == nil {
		return at, errors.New("a relay's description has no address")
	}
	return netip.ParseAddrPort(fmt.Sprintf("%s:%d", where.Address.Address, m.MediaName.Port.Value))
}

// plainAnswer describes a telephone's A-law. It names the telephone's source, as
// a relay hands it on, for a headset drops what nobody has announced.
func plainAnswer(at netip.AddrPort) string {
	return fmt.Sprintf("v=0\r\no=- 1 1 IN IP4 %[1]s\r\ns=-\r\nc=IN IP4 %[1]s\r\nt=0 0\r\nm=audio %[2]d RTP/AVP 8\r\na=rtpmap:8 PCMA/8000\r\na=ptime:20\r\na=sendrecv\r\na=ssrc:%[3]d cname:bench\r\n", at.Addr(), at.Port(), phoneSSRC)
}
