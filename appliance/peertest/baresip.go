package peertest

import (
	"bufio"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"net/netip"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"
)

// Baresip is a telephone: a baresip process that speaks a WAV file into its
// microphone and records what it hears.
type Baresip struct {
	t    testing.TB
	dir  string
	conn net.Conn
	cmd  *exec.Cmd

	former int // recordings of the calls before

	mu     sync.Mutex
	events []BaresipEvent
	more   chan struct{} // closed and replaced at every event
}

// BaresipEvent is what baresip tells over its control socket.
type BaresipEvent struct {
	Type  string `json:"type"` // "CALL_ESTABLISHED", "CALL_CLOSED", …
	Param string `json:"param"`
}

// baresipConfig takes directory, microphone file, control address, SIP address, the
// address of the sound and its rate, and what else is to be said.
const baresipConfig = `poll_method epoll
sip_listen %[4]s
call_local_timeout 120
call_max_calls 4
audio_source aufile,%[2]s
audio_player aufile,%[1]s/player.wav
audio_alert aufile,%[1]s/alert.wav
ausrc_srate %[6]d
auplay_srate %[6]d
ausrc_channels 1
auplay_channels 1
audio_buffer 20-160
jitter_buffer_delay 1-4
net_interface %[5]s
module_path /usr/lib/baresip/modules
module g711.so
module g722.so
module opus.so
module srtp.so
module aufile.so
module sndfile.so
module_app account.so
module_app menu.so
module_app ctrl_tcp.so
ctrl_tcp_listen %[3]s
snd_path %[1]s
%[7]s
`

// meter is what baresip writes ten times a second in a call.
var meter = regexp.MustCompile(`\r?\[\d+:\d\d:\d\d\] audio=\d+/\d+ \(bit/s\)[ \x1b\[K]*`)

// StartBaresip starts a telephone whose microphone is the 16-bit WAV file
// named, whose rate is that of what it hears as well; codec is "PCMA", "PCMU", "G722" or "opus/48000/2", and may be followed by other
// parameters of the account, as in "G722;mediaenc=srtp-mand".
func StartBaresip(t testing.TB, microphone, codec string) *Baresip {
	t.Helper()
	return startBaresip(t, microphone, "<sip:caller@127.0.0.1>;regint=0;audio_codecs="+codec, place{self: netip.AddrPortFrom(four, 0)})
}

// StartBaresipOverIPv6 is StartBaresip for a telephone that knows no IPv4.
func StartBaresipOverIPv6(t testing.TB, microphone, codec string) *Baresip {
	t.Helper()
	return startBaresip(t, microphone, "<sip:caller@[::1]>;regint=0;audio_codecs="+codec, place{self: netip.AddrPortFrom(netip.IPv6Loopback(), 0)})
}

// StartBaresipOverTLS is StartBaresip for a telephone that calls over TLS. It is
// told whom to believe, but baresip 1.0 asks nobody: it proves no certificate.
func StartBaresipOverTLS(t testing.TB, microphone, codec string, believed *Authority) *Baresip {
	t.Helper()
	account := "<sip:caller@127.0.0.1;transport=tls>;regint=0;audio_codecs=" + codec
	self := netip.AddrPortFrom(four, uint16(freePort(t)))
	return startBaresip(t, microphone, account, place{self: self, config: "sip_cafile " + believed.File})
}

// StartBaresipBehind is StartBaresip for a telephone behind address translation.
func StartBaresipBehind(t testing.TB, b Behind, microphone, codec string) *Baresip {
	t.Helper()
	account := "<sip:caller@" + b.Inside.String() + ">;regint=0;audio_codecs=" + codec
	return startBaresip(t, microphone, account, place{
		self: netip.AddrPortFrom(b.Inside, uint16(freePort(t))), control: b.Outside, command: b.within(),
	})
}

var four = netip.AddrFrom4([4]byte{127, 0, 0, 1})

// StartExtension starts a telephone that has a number and takes calls to it at
// once; they go to addr, over UDP.
func StartExtension(t testing.TB, number, microphone string) (b *Baresip, addr netip.AddrPort) {
	t.Helper()
	addr = netip.AddrPortFrom(four, uint16(freePort(t)))
	account := "<sip:" + number + "@127.0.0.1>;regint=0;audio_codecs=PCMA;answermode=auto"
	return startBaresip(t, microphone, account, place{self: addr}), addr
}

// place is where a telephone stands.
type place struct {
	self    netip.AddrPort
	control netip.Addr // where it is told what to do; none: on loopback
	command []string   // before its own
	config  string     // what else is to be said
}

func startBaresip(t testing.TB, microphone, account string, at place) *Baresip {
	t.Helper()
	if _, err := exec.LookPath("baresip"); err != nil {
		t.Fatal("baresip is missing: install the Debian package baresip-core")
	}
	b := &Baresip{t: t, dir: t.TempDir(), more: make(chan struct{})}
	if !at.control.IsValid() {
		at.control = four
	}
	control := netip.AddrPortFrom(at.control, uint16(freePort(t)))
	b.write("config", fmt.Sprintf(baresipConfig, b.dir, microphone, control, at.self, at.self.Addr(), rateOf(t, microphone), at.config))
	b.write("accounts", account+"\n")
	b.write("contacts", "")
	output, err := os.Create(filepath.Join(b.dir, "output"))
	if err != nil {
		t.Fatal(err)
	}
	family := "-4"
	if at.self.Addr().Is6() {
		family = "-6"
	}
	args := append(at.command, "baresip", family, "-f", b.dir)
	b.cmd = exec.Command(args[0], args[1:]...)
	b.cmd.Stdout, b.cmd.Stderr = output, output
	if err := b.cmd.Start(); err != nil {
		t.Fatalf("start baresip: %v", err)
	}
	var reader sync.WaitGroup
	t.Cleanup(func() {
		_ = b.cmd.Process.Kill()
		_ = b.cmd.Wait()
		if b.conn != nil {
			_ = b.conn.Close()
		}
		reader.Wait()
		_ = output.Close()
		if t.Failed() {
			text, _ := os.ReadFile(output.Name())
			t.Logf("baresip said:\n%s", meter.ReplaceAll(text, nil))
		}
	})
	b.conn = dialUntil(t, control)
	reader.Go(b.read)
	return b
}

// rateOf is how many samples a WAV file has in a second.
func rateOf(t testing.TB, file string) uint32 {
	t.Helper()
	sound, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	const rate = 24 // where the header says it
	if len(sound) < rate+4 {
		t.Fatalf("%s is no WAV file", file)
	}
	return binary.LittleEndian.Uint32(sound[rate:])
}

func (b *Baresip) write(name, text string) {
	if err := os.WriteFile(filepath.Join(b.dir, name), []byte(text), 0o600); err != nil {
		b.t.Fatal(err)
	}
}

// Dial calls a SIP URI; the call before must be over.
func (b *Baresip) Dial(uri string) {
	b.forget()
	b.send("dial", uri)
}

// Hangup ends the call.
func (b *Baresip) Hangup() { b.send("hangup", "") }

// Transfer asks the other side to call somebody in place of this telephone.
func (b *Baresip) Transfer(uri string) { b.send("transfer", uri) }

// Told tells whether an event of that type came, and was not waited for.
func (b *Baresip) Told(kind string) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	return slices.ContainsFunc(b.events, func(e BaresipEvent) bool { return e.Type == kind })
}

// Digits presses keys, as telephone-events (RFC 4733).
func (b *Baresip) Digits(keys string) {
	for _, k := range keys {
		b.send("sndcode", string(k))
	}
}

// send writes one command as a netstring.
func (b *Baresip) send(command, params string) {
	b.t.Helper()
	text, err := json.Marshal(map[string]string{"command": command, "params": params})
	if err != nil {
		b.t.Fatal(err)
	}
	if _, err := fmt.Fprintf(b.conn, "%d:%s,", len(text), text); err != nil {
		b.t.Fatalf("tell baresip to %s: %v", command, err)
	}
}

// Wait waits for an event of that type and returns it; it looks back at the
// events that came already, each of which is given once for a type.
func (b *Baresip) Wait(kind string, limit time.Duration) BaresipEvent {
	b.t.Helper()
	deadline := time.After(limit)
	for {
		b.mu.Lock()
		for i, e := range b.events {
			if e.Type == kind {
				b.events = append(b.events[:i:i], b.events[i+1:]...)
				b.mu.Unlock()
				return e
			}
		}
		more := b.more
		b.mu.Unlock()
		select {
		case <-more:
		case <-deadline:
			b.t.Fatalf("baresip told no %s within %v", kind, limit)
		}
	}
}

// Heard is the WAV file of what the telephone heard in the call that was
// dialled last, complete once that is closed.
func (b *Baresip) Heard() string { return b.dump("dec") }

// Spoke is the WAV file of what the telephone said.
func (b *Baresip) Spoke() string { return b.dump("enc") }

// Hears is what the telephone has heard until now of the call that was
// dialled last, as many samples a second as its codec has: 8,000 but for G.722,
// which has 16,000, and Opus, which has 48,000. Nothing before its sound begins.
func (b *Baresip) Hears() []float64 {
	b.t.Helper()
	return b.until("dec")
}

// Says is what it has said until now, as Hears is what it heard.
func (b *Baresip) Says() []float64 {
	b.t.Helper()
	return b.until("enc")
}

// until are the samples of a recording that may be going on.
func (b *Baresip) until(which string) []float64 {
	b.t.Helper()
	file := b.dumped(which)
	if file == "" {
		return nil
	}
	sound, err := os.ReadFile(file)
	if err != nil {
		b.t.Fatal(err)
	}
	// While it is being written the header does not say how long it is. Of
	// Opus both channels are written, which are the same.
	const header, channels = 44, 22
	var samples []float64
	for at := header; at+1 < len(sound); at += 2 * int(max(1, sound[channels])) {
		samples = append(samples, float64(int16(binary.LittleEndian.Uint16(sound[at:])))/(1<<15))
	}
	return samples
}

func (b *Baresip) dump(which string) string {
	b.t.Helper()
	file := b.dumped(which)
	if file == "" {
		b.t.Fatal("baresip recorded nothing")
	}
	return file
}

// dumped is the file of the call that was dialled last, or nothing.
func (b *Baresip) dumped(which string) string {
	files, _ := filepath.Glob(filepath.Join(b.dir, "dump-*-"+which+".wav")) // the pattern is a good one
	if len(files) == 0 {
		return ""
	}
	return files[len(files)-1]
}

// forget puts the recordings of former calls aside: baresip names them by the
// second in which they began.
func (b *Baresip) forget() {
	for _, which := range []string{"dec", "enc"} {
		for file := b.dumped(which); file != ""; file = b.dumped(which) {
			b.former++
			if err := os.Rename(file, filepath.Join(b.dir, fmt.Sprintf("former-%d.wav", b.former))); err != nil {
				b.t.Fatal(err)
			}
		}
	}
}

// read takes netstrings from the control socket until it is closed.
func (b *Baresip) read() {
	in := bufio.NewReader(b.conn)
	for {
		length, err := in.ReadString(':')
		if err != nil {
			return
		}
		n, err := strconv.Atoi(strings.TrimSuffix(length, ":"))
		if err != nil {
			return
		}
		text := make([]byte, n+1) // with the comma
		if _, err := io.ReadFull(in, text); err != nil {
			return
		}
		var e BaresipEvent
		if json.Unmarshal(text[:n], &e) != nil || e.Type == "" {
			continue
		}
		b.mu.Lock()
		b.events = append(b.events, e)
		close(b.more)
		b.more = make(chan struct{})
		b.mu.Unlock()
	}
}

// freePort is a port of loopback that is free, and so is the one after it, where
// baresip opens TLS. Both lie above those that Linux gives to whoever asks for
// any (ip(7), ip_local_port_range): nobody gets them by chance before baresip
// does.
func freePort(t testing.TB) int {
	t.Helper()
	const first, last = 61000, 65534
	for range 100 {
		port := first + 2*rand.IntN((last-first)/2)
		if isFree(port) && isFree(port+1) {
			return port
		}
	}
	t.Fatalf("no ports of loopback are free from %d to %d", first, last)
	return 0
}

// isFree tells whether a port is, for TCP and UDP.
func isFree(port int) bool {
	l, err := net.Listen("tcp4", net.JoinHostPort("127.0.0.1", strconv.Itoa(port)))
	if err != nil {
		return false
	}
	c, err := net.ListenUDP("udp4", &net.UDPAddr{IP: net.IPv4(127, 0, 0, 1), Port: port})
	return errors.Join(err, l.Close()) == nil && c.Close() == nil
}

// dialUntil connects to a port that a process is about to open.
func dialUntil(t testing.TB, address netip.AddrPort) net.Conn {
	t.Helper()
	var conn net.Conn
	if !Until(20*time.Second, func() (up bool) {
		var err error
		conn, err = net.Dial("tcp", address.String())
		return err == nil
	}) {
		t.Fatalf("nothing listens on %s", address)
	}
	return conn
}
