package sip_test

import (
	"bytes"
	"context"
	"flag"
	"fmt"
	"net"
	"net/netip"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"cordboard/appliance/sip"
)

var update = flag.Bool("update", false, "write the golden files anew")

// corrected are the answers in which the index is wrong, and the sentence that
// says so. RFC 4475 itself asks no more than that the first is taken for well
// formed (section 3.1.1.1), and speaks in the others of an element that is a
// registrar (sections 3.3.4 and 3.3.7), which the box is not.
var corrected = map[string]struct{ want, sentence string }{
	"wsinv":    {"481", `its To tag is of no dialog; RFC 3261 section 12.2.2: "If the UAS wishes to reject the request because it does not wish to recreate the dialog, it MUST respond to the request with a 481"`},
	"unksm2":   {"405", `RFC 3261 section 8.2.1: "If the UAS recognizes but does not support the method of a request, it MUST generate a 405", and section 8.2.2 comes after it`},
	"regaut01": {"405", `RFC 3261 section 8.2.1: "Once a request is authenticated (or authentication is skipped), the UAS MUST inspect the method of the request", and 405 to one that it does not support`},
}

// TestTortureMessagesAreAnsweredAsTheGoldenSays sends each message of RFC 4475
// from a loopback address of its own, and an OPTIONS after each, which must be
// answered. What the box sends must go to loopback alone, whatever hosts the
// messages name.
func TestTortureMessagesAreAnsweredAsTheGoldenSays(t *testing.T) {
	before := goroutines()
	spy := &spyConn{}
	b := listenOn(t, spy, answer(t, nil))
	index, err := os.ReadFile("testdata/torture/index.tsv")
	if err != nil {
		t.Fatal(err)
	}
	var table strings.Builder
	right, all := 0, 0
	for line := range strings.Lines(string(index)) {
		if strings.HasPrefix(line, "#") {
			continue
		}
		columns := strings.Split(strings.TrimSpace(line), "\t")
		name, expected := columns[0], columns[5]
		all++
		got := torment(t, b, name, all, strings.Contains(expected, "drop"))
		verdict := "wrong"
		if meets(got, expected) {
			verdict = "right"
		} else if c, found := corrected[name]; found && got == c.want {
			verdict = "right: " + c.sentence
		}
		if verdict != "wrong" {
			right++
		}
		fmt.Fprintf(&table, "%s\t%s\t%s\t%s\n", name, expected, got, verdict)
		probe := dial(t, b)
		probe.send("OPTIONS", "", "")
		probe.want("SIP/2.0 200")
	}
	fmt.Fprintf(&table, "right\t%d of %d\n", right, all)
	t.Logf("%d of %d right", right, all)
	golden(t, "testdata/torture.golden", table.String())
	b.stop()
	if n := spy.astray.Load(); n > 0 {
		t.Errorf("%d messages went to other addresses than loopback", n)
	}
	settled(t, before)
}

// torment sends one message and tells the final status, or "drop".
func torment(t *testing.T, b *box, name string, number int, silence bool) string {
	t.Helper()
	patience := 10 * time.Second
	if silence {
		patience = 200 * time.Millisecond
	}
	text, err := os.ReadFile(filepath.Join("testdata/torture", name+".dat"))
	if err != nil {
		t.Fatal(err)
	}
	// Several messages share sent-by, branch and method, which makes them one
	// transaction (RFC 3261 section 17.2.3).
	text = bytes.Replace(text, []byte("branch=z9hG4bKkdjuw"), []byte("branch=z9hG4bKkdjuw."+name), 1)
	// The reply goes to the port that the topmost Via names.
	port := "5060"
	if m := regexp.MustCompile(`(?i)(?m)^v(?:ia)?\s*:[^;,\r\n]*:(\d+)`).FindSubmatch(text); m != nil {
		port = string(m[1])
	}
	p := dialFrom(t, b.udp, fmt.Sprintf("127.44.%d.%d:%s", os.Getpid()%250+1, number, port))
	if _, err := p.conn.Write(text); err != nil {
		t.Fatal(err)
	}
	for {
		m := p.next(patience)
		switch {
		case m == "":
			return "drop"
		case strings.HasPrefix(m, "SIP/2.0 1"):
		default:
			return m[len("SIP/2.0 "):][:3]
		}
	}
}

func meets(got, expected string) bool {
	for want := range strings.SplitSeq(expected, "|") {
		if got == want || want == "liberal" && got != "drop" || want == "2xx" && got[0] == '2' {
			return true
		}
	}
	return false
}

// spyConn counts what is sent elsewhere than to loopback, and sends none of it.
type spyConn struct {
	net.PacketConn
	astray atomic.Int64
}

func (c *spyConn) WriteTo(b []byte, to net.Addr) (int, error) {
	if a, err := netip.ParseAddrPort(to.String()); err != nil || !a.Addr().Unmap().IsLoopback() {
		c.astray.Add(1)
		return len(b), nil
	}
	return c.PacketConn.WriteTo(b, to)
}

func TestSpySeesWhatGoesAstray(t *testing.T) {
	spy := &spyConn{}
	_, _ = spy.WriteTo([]byte("x"), &net.UDPAddr{IP: net.IPv4(192, 0, 2, 1), Port: 5060})
	if spy.astray.Load() != 1 {
		t.Error("the spy did not count a message to 192.0.2.1")
	}
}

// listenOn is listen with a UDP socket that is watched: that of spy, or one of
// loopback's where it has none.
func listenOn(t testing.TB, spy *spyConn, h handler, change ...func(*sip.Config)) *box {
	t.Helper()
	if spy.PacketConn == nil {
		conn, err := net.ListenPacket("udp4", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		spy.PacketConn = conn
	}
	cfg := sip.Config{Allow: netip.Addr.IsLoopback, Limits: sip.Limits{Drain: 50 * time.Millisecond}}
	for _, f := range change {
		f(&cfg)
	}
	s, err := sip.New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- s.Run(ctx, sip.Sockets{UDP: []net.PacketConn{spy}}, h) }()
	b := &box{Server: s, udp: netip.MustParseAddrPort(spy.LocalAddr().String())}
	b.stop = sync.OnceFunc(func() {
		cancel()
		if err := <-done; err != nil {
			t.Errorf("Run = %v", err)
		}
	})
	t.Cleanup(b.stop)
	return b
}

// golden compares got with a file, or writes it.
func golden(t *testing.T, file, got string) {
	t.Helper()
	if *update {
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("%s differs; got:\n%s", file, got)
	}
}

// settled waits until no more goroutines run than before.
func settled(t *testing.T, before int) {
	t.Helper()
	for range 100 {
		if runtime.NumGoroutine() <= before {
			return
		}
		time.Sleep(20 * time.Millisecond)
	}
	buf := make([]byte, 1<<20)
	t.Errorf("goroutines: got %d, want at most %d\n%s", runtime.NumGoroutine(), before, buf[:runtime.Stack(buf, true)])
}
