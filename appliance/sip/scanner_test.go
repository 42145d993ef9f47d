package sip_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/netip"
	"os/exec"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"cordboard/appliance/sip"
)

// scan are the first messages of svmap and svwar, and an INVITE of svwar's, as
// version 0.3.3 writes them.
var scan = map[string]string{
	"svmap": "OPTIONS sip:127.0.0.1 SIP/2.0\nVia: SIP/2.0/UDP %[1]s;branch=z9hG4bK-2750936138;rport\nMax-Forwards: 70\n" +
		"To: \"sipvicious\"<sip:100@1.1.1.1>\nFrom: \"sipvicious\"<sip:100@1.1.1.1>;tag=3766303030303031\nUser-Agent: friendly-scanner\n" +
		"Call-ID: 7%[2]d\nContact: sip:100@%[1]s\nCSeq: 1 OPTIONS\nAccept: application/sdp\nContent-Length: 0\n\n",
	"svwar": "REGISTER sip:127.0.0.1 SIP/2.0\nVia: SIP/2.0/UDP %[1]s;branch=z9hG4bK-1450936138;rport\nMax-Forwards: 70\n" +
		"To: \"100\"<sip:100@127.0.0.1>\nFrom: \"100\"<sip:100@127.0.0.1>;tag=313030013231\nUser-Agent: friendly-scanner\n" +
		"Call-ID: 8%[2]d\nContact: sip:100@%[1]s\nCSeq: 1 REGISTER\nAccept: application/sdp\nContent-Length: 0\n\n",
	"svwar's call": "INVITE sip:100@127.0.0.1 SIP/2.0\nVia: SIP/2.0/UDP %[1]s;branch=z9hG4bK-3350936138;rport\nMax-Forwards: 70\n" +
		"To: \"100\"<sip:100@127.0.0.1>\nFrom: \"100\"<sip:100@127.0.0.1>;tag=313030013232\nUser-Agent: friendly-scanner\n" +
		"Call-ID: 9%[2]d\nContact: sip:100@%[1]s\nCSeq: 1 INVITE\nAccept: application/sdp\nContent-Length: 0\n\n",
}

// TestScannersGetNothingAndTheirSourceIsNotBanned has them come from outside and
// from behind a trunk, in a crowd too and however broken: not a byte goes back.
func TestScannersGetNothingAndTheirSourceIsNotBanned(t *testing.T) {
	var log notes
	b := listen(t, func(_ context.Context, c *sip.Call) { t.Errorf("the scanner's call %s was let in", c.ID()) }, func(c *sip.Config) {
		c.Log = slog.New(slog.NewTextHandler(&log, nil))
		c.Room = func(netip.Addr) bool { return false } // else 503 would be the answer to a call
	})
	for name, message := range scan {
		for what, change := range map[string]func(string) string{
			"as it is": func(m string) string { return m },
			"broken":   func(m string) string { return strings.Replace(m, "CSeq: 1", "CSeq: x", 1) },
			"of SIP 3": func(m string) string { return strings.Replace(m, " SIP/2.0\n", " SIP/3.0\n", 1) },
		} {
			stranger, listed := dialFrom(t, b.udp, "127.6.6.6:0"), dial(t, b)
			stranger.raw(change(fmt.Sprintf(message, stranger.self, 1)))
			listed.raw(change(fmt.Sprintf(message, listed.self, 2)))
			listed.send("OPTIONS", "", "") // the source itself is not banned
			if m := listed.next(10 * time.Second); !strings.HasPrefix(m, "SIP/2.0 200") || header(m, "Call-ID") != listed.id {
				t.Errorf("%s, %s: after the scan came %q, want the answer to OPTIONS", name, what, m)
			}
			stranger.silent(20 * time.Millisecond)
		}
	}
	if got, want := b.Refused(), uint64(3*len(scan)); got != want {
		t.Errorf("%d strangers were counted, want %d", got, want)
	}
	if n := strings.Count(log.String(), "a scanner is at work behind a trunk"); n < 1 || n > 2 { // the minute may have turned
		t.Errorf("the log tells %d times of scanners, want once a minute:\n%s", n, &log)
	}
}

// notes are a log that is read while it is written.
type notes struct {
	mu   sync.Mutex
	text strings.Builder
}

func (n *notes) Write(b []byte) (int, error) {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.text.Write(b)
}

func (n *notes) String() string {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.text.String()
}

// TestSipviciousFindsNothing has the programs look for us and for numbers of
// ours that thieves look with.
func TestSipviciousFindsNothing(t *testing.T) {
	b := listen(t, func(_ context.Context, c *sip.Call) { t.Errorf("the scanner's call %s was let in", c.ID()) })
	port := strconv.Itoa(int(b.udp.Port()))
	var all sync.WaitGroup
	for _, command := range [][]string{
		{"svmap"}, {"svwar", "-m", "OPTIONS", "-e", "100-109"}, {"svwar", "-m", "INVITE", "-e", "100-109"}, {"svwar", "-m", "REGISTER", "-e", "100-109"},
	} {
		for _, from := range []string{"127.6.6.6", "127.0.0.1"} {
			all.Go(func() {
				if found := look(t, append(command[:len(command):len(command)], "-b", from, "-p", port, "127.0.0.1")...); !strings.Contains(found, "found nothing") {
					t.Errorf("%v from %s found:\n%s", command, from, found)
				}
			})
		}
	}
	all.Go(func() {
		if found := look(t, "svmap", "-b", "127.0.0.1", "-p", obliging(t), "127.0.0.1"); !strings.Contains(found, "an exchange") {
			t.Errorf("svmap did not find one that answers, but:\n%s", found)
		}
	})
	all.Wait()
}

// look runs a program of sipvicious and returns what it says.
func look(t *testing.T, command ...string) string {
	t.Helper()
	said, err := exec.CommandContext(t.Context(), command[0], command[1:]...).CombinedOutput()
	if errors.Is(err, exec.ErrNotFound) {
		t.Errorf("%s is missing: install the Debian package sipvicious", command[0])
	}
	return string(said)
}

// obliging is the port of somebody who says yes to everything.
func obliging(t *testing.T) (port string) {
	t.Helper()
	conn, err := net.ListenPacket("udp4", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	done := make(chan struct{})
	t.Cleanup(func() { _ = conn.Close(); <-done })
	go func() {
		defer close(done)
		buffer := make([]byte, 65536)
		for {
			n, from, err := conn.ReadFrom(buffer)
			if err != nil {
				return
			}
			_, fields, _ := strings.Cut(string(buffer[:n]), "\r\n")
			_, _ = conn.WriteTo([]byte("SIP/2.0 200 OK\r\n"+strings.Replace(fields, "friendly-scanner", "an exchange", 1)), from)
		}
	}()
	return strconv.Itoa(conn.LocalAddr().(*net.UDPAddr).Port)
}
