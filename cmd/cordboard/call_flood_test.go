package main

import (
	"bytes"
	"context"
	"encoding/binary"
	"fmt"
	"net"
	"net/netip"
	"os"
	"runtime"
	"runtime/debug"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"cordboard/appliance"
	"cordboard/appliance/peertest"
	"cordboard/appliance/trunk"
	"cordboard/cmd/cordboard/demo"
)

// TestFloodOfCallsLeavesThoseThatTalkAlone has 20 callers hear music while the
// exchange, gone mad, begins a thousand calls a second, and while somebody else
// does, who gets not a byte. Others hold their calls and hang up meanwhile. FLOOD
// is how many seconds each lasts; from a minute on the figures are held to, which
// say something about the machine too.
func TestFloodOfCallsLeavesThoseThatTalkAlone(t *testing.T) {
	const talking, leaving, rate = 20, 20, 1000
	length := 2 * time.Second
	if seconds, err := strconv.Atoi(os.Getenv("FLOOD")); err == nil {
		length = time.Duration(seconds) * time.Second
	}
	b := demonstration(t)
	config := b.trunks.Config()
	config.Trunks[0].Sources = []trunk.Source{{Prefix: netip.MustParsePrefix("127.0.0.1/32")}}
	if err := b.trunks.Save(t.Context(), config); err != nil {
		t.Fatal(err)
	}
	for _, login := range []string{"thomas", "eva"} { // there, but asked for nothing: callers wait
		setPresence(t, b, login, appliance.Away)
	}
	var callers []*waiting
	for range talking {
		callers = append(callers, wait(t, b))
	}
	// A first flood, so that what the box keeps once it has been busy (the store's
	// pages, the newest facts of the feed, the heap that they lie scattered in) is
	// not taken for what a flood leaves behind.
	mad(t, b, "127.0.0.1", rate, length/2)
	if !peertest.Until(2*patience, func() bool { return b.calls.Active() <= talking }) {
		t.Fatalf("%d calls are left of the first flood, want the %d that talk", b.calls.Active(), talking)
	}
	allHear(t, callers)
	before, resident := inUse(), residentNow(t)

	var restless []*waiting
	for range leaving {
		restless = append(restless, wait(t, b))
	}
	answered := make(chan []time.Duration, 1)
	go func() { answered <- restlessly(t, restless, length) }()
	exchange := mad(t, b, "127.0.0.1", rate, length)
	delays := <-answered
	allHear(t, callers)
	if exchange[""] == 0 || exchange["SIP/2.0 503"] == 0 {
		t.Errorf("of the exchange's calls came %v, want some refused", exchange)
	}
	if stranger := mad(t, b, "127.0.0.2", rate, length); len(stranger) > 1 {
		t.Errorf("somebody else was answered: %v", stranger)
	}
	if !peertest.Until(2*patience, func() bool { return b.calls.Active() <= talking }) {
		t.Fatalf("%d calls are left, want the %d that talk", b.calls.Active(), talking)
	}
	allHear(t, callers)
	var got, lost int
	for _, c := range callers {
		n, gone := c.bye(t)
		got, lost = got+n, lost+gone
	}
	quietBox(t, b)
	after := inUse()
	slices.Sort(delays)
	slowest := delays[len(delays)*99/100]
	t.Logf("calls of the exchange: %v; %d packets heard, %d lost; %d requests within calls answered, 99 of 100 within %v; memory %d KiB before and %d after, resident %d and %d; %+v",
		exchange, got, lost, len(delays), slowest, before>>10, after>>10, resident>>10, residentNow(t)>>10, b.sip.Load())
	if length >= time.Minute && slowest > 100*time.Millisecond {
		t.Errorf("of the requests within calls one of a hundred waited for %v and longer, want 100 ms at most", slowest)
	}
	if length >= time.Minute && !peertest.Until(time.Minute, func() bool { return residentNow(t) <= resident+resident/10+16<<20 }) {
		t.Errorf("resident memory went from %d KiB to %d, want a tenth and 16 MiB more at most a minute later", resident>>10, residentNow(t)>>10)
	}
	if length >= time.Minute && lost*1000 > got+lost {
		t.Errorf("%d of %d packets were lost, want 0.1 %% at most", lost, got+lost)
	}
	if after > before+before/10+16<<20 {
		t.Errorf("memory in use went from %d KiB to %d", before>>10, after>>10)
	}
}

// inUse is how much memory is in use when nothing is left to be thrown away.
func inUse() uint64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}

// residentNow is how much memory the process holds, once it has given back what
// it can.
func residentNow(t *testing.T) (n uint64) {
	t.Helper()
	debug.FreeOSMemory()
	status, err := os.ReadFile("/proc/self/status")
	if err != nil {
		t.Fatal(err)
	}
	_, size, _ := strings.Cut(string(status), "\nVmRSS:")
	if _, err := fmt.Sscanf(size, "%d kB", &n); err != nil {
		t.Fatalf("read the resident memory: %v", err)
	}
	return n << 10
}

// restlessly has callers hold and take up their calls in turn until a time has
// passed, hang up one after the other meanwhile, and tells how long the box took
// to answer each request.
func restlessly(t *testing.T, callers []*waiting, length time.Duration) (delays []time.Duration) {
	const pause = 50 * time.Millisecond
	tick := time.NewTicker(pause)
	defer tick.Stop()
	begun, left := time.Now(), len(callers)
	for n := 0; left > 0; n++ {
		<-tick.C
		c := callers[n%left]
		way := []string{"sendonly", "sendrecv"}[n/left%2]
		if d, ok := c.asks("INVITE", "Content-Type: application/sdp\n", c.offer()+"a="+way+"\n"); ok {
			delays = append(delays, d)
		} else {
			t.Error("a re-INVITE was not answered with 200")
		}
		if time.Since(begun) < length*time.Duration(len(callers)-left+1)/time.Duration(len(callers)) {
			continue
		}
		left--
		if d, ok := callers[left].asks("BYE", "", ""); ok {
			delays = append(delays, d)
		} else {
			t.Error("a BYE was not answered with 200")
		}
	}
	return delays
}

// asks sends a request within the call, and again as long as no answer comes
// (RFC 3261 section 17.1.2.2), and tells how long its 200 took.
func (c *waiting) asks(method, extra, body string) (took time.Duration, ok bool) {
	c.cseq++
	text := c.text(method, c.cseq, extra, body)
	begun := time.Now()
	again := time.NewTicker(500 * time.Millisecond)
	defer again.Stop()
	_, _ = c.conn.WriteTo(text, c.box)
	for limit := time.After(patience); ; {
		select {
		case m := <-c.texts:
			if !strings.Contains(m, fmt.Sprintf("\nCSeq: %d %s", c.cseq, method)) || strings.HasPrefix(m, "SIP/2.0 1") {
				continue
			}
			took = time.Since(begun)
			if method == "INVITE" {
				_, _ = c.conn.WriteTo(c.text("ACK", c.cseq, "", ""), c.box)
			}
			return took, strings.HasPrefix(m, "SIP/2.0 200")
		case <-again.C:
			_, _ = c.conn.WriteTo(text, c.box)
		case <-limit:
			return 0, false
		}
	}
}

// mad sends INVITEs at a rate and tells how many went out, under "", and how
// often each status came back. Whoever is answered hangs up.
func mad(t *testing.T, b *box, from string, rate int, length time.Duration) map[string]int {
	t.Helper()
	conn, err := net.ListenUDP("udp4", &net.UDPAddr{IP: net.ParseIP(from)})
	if err != nil {
		t.Fatal(err)
	}
	self, to := conn.LocalAddr().String(), b.sipUDP.LocalAddr()
	came := make(chan map[string]int)
	go func() {
		statuses := map[string]int{}
		eachDatagram(conn, func(p []byte) {
			if m := string(p); strings.HasPrefix(m, "SIP/2.0 ") {
				statuses[m[:len("SIP/2.0 200")]]++
				for _, text := range farewell(m, self) {
					_, _ = conn.WriteTo([]byte(text), to)
				}
			}
		})
		came <- statuses
	}()
	ctx, cancel := context.WithTimeout(t.Context(), length)
	defer cancel()
	sent, begun := 0, time.Now()
	for tick := time.NewTicker(10 * time.Millisecond); ; {
		select {
		case <-tick.C:
		case <-ctx.Done():
			tick.Stop()
			_ = conn.SetReadDeadline(time.Now().Add(time.Second)) // for what is on its way
			statuses := <-came
			_ = conn.Close()
			statuses[""] = sent
			return statuses
		}
		for ; sent < int(min(time.Since(begun), length)*time.Duration(rate)/time.Second); sent++ {
			sdp := "v=0\r\no=- 1 1 IN IP4 " + from + "\r\ns=-\r\nc=IN IP4 " + from + "\r\nt=0 0\r\nm=audio 9 RTP/AVP 8\r\n"
			if _, err := conn.WriteTo(fmt.Appendf(nil, "INVITE sip:100@box SIP/2.0\r\nVia: SIP/2.0/UDP %[1]s;branch=z9hG4bKmad%[2]d;rport\r\nFrom: <sip:900@pbx>;tag=m%[2]d\r\nTo: <sip:100@box>\r\n"+
				"Call-ID: mad%[2]d@%[1]s\r\nCSeq: 1 INVITE\r\nContact: <sip:m@%[1]s>\r\nMax-Forwards: 70\r\nContent-Type: application/sdp\r\nContent-Length: %[3]d\r\n\r\n%[4]s", self, sent, len(sdp), sdp), to); err != nil {
				t.Fatal(err)
			}
		}
	}
}

// waiting is a caller in a queue, who counts the packets of the music.
type waiting struct {
	*rawCall
	texts chan string
	cseq  int // of the request sent last

	mu        sync.Mutex
	got, lost int
	last      uint16
}

// wait calls the reception and stays.
func wait(t *testing.T, b *box) *waiting {
	t.Helper()
	c := &waiting{rawCall: rawCaller(t, b), texts: make(chan string, 64), cseq: 2}
	c.called = demo.GroupNumber
	c.up(t)
	go c.read()
	return c
}

func (c *waiting) read() {
	_ = c.conn.SetReadDeadline(time.Time{})
	eachDatagram(c.conn, func(p []byte) {
		switch {
		case bytes.HasPrefix(p, []byte("SIP/2.0 ")):
			c.texts <- string(p)
		case len(p) > 12 && p[0]>>6 == 2:
			c.count(binary.BigEndian.Uint16(p[2:]))
		}
	})
}

// count takes the next packet of sound.
func (c *waiting) count(sequence uint16) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if gone := sequence - c.last - 1; c.got > 0 && gone < 1<<15 {
		c.lost += int(gone)
	}
	c.last = sequence
	c.got++
}

// allHear waits until each has heard half a second more of the music.
func allHear(t *testing.T, callers []*waiting) {
	t.Helper()
	heard := make([]int, len(callers))
	for i, c := range callers {
		heard[i] = c.heard()
	}
	for i, c := range callers {
		if !peertest.Until(patience, func() bool { return c.heard() >= heard[i]+25 }) {
			t.Fatal("a caller hears nothing more")
		}
	}
}

// heard is how many packets have come.
func (c *waiting) heard() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.got
}

// bye hangs up and tells how many packets came and how many did not.
func (c *waiting) bye(t *testing.T) (got, lost int) {
	t.Helper()
	c.send(t, "BYE", 3, "", "")
	for limit := time.After(patience); ; {
		select {
		case m := <-c.texts:
			if !strings.Contains(m, "3 BYE") {
				continue
			}
			if !strings.HasPrefix(m, "SIP/2.0 200") {
				t.Errorf("a caller's BYE was answered with %q", m)
			}
			c.mu.Lock()
			defer c.mu.Unlock()
			return c.got, c.lost
		case <-limit:
			t.Fatal("a caller's BYE was not answered")
		}
	}
}
