package rtp

import (
	"bufio"
	"fmt"
	"net/netip"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"cordboard/appliance/media"
	"cordboard/appliance/peertest"
)

// The benchmarks measure this process alone: what talks with it is the same
// binary, started once more.

const telephones = "CORDBOARD_TELEPHONES"

// TestTelephones is that other process: it plays a tone on as many legs as
// the addresses that it reads, until its input ends.
func TestTelephones(t *testing.T) {
	if os.Getenv(telephones) == "" {
		return
	}
	var engines [8]*Engine
	step := time.NewTicker(media.FrameTime / time.Duration(len(engines)))
	defer step.Stop()
	for i := range engines { // each with ticks of its own: telephones do not speak in step
		<-step.C
		engines[i] = newEngine(t, Config{Ports: [2]uint16{40000, 49999}})
	}
	in := bufio.NewScanner(os.Stdin)
	for i := 0; in.Scan(); i++ {
		leg := open(t, engines[i%len(engines)])
		leg.Connect(media.Stream{Remote: netip.MustParseAddrPort(in.Text()), Codec: media.PCMA, Payload: 8, Sends: true, Hears: true})
		leg.Play(media.Tone(1000, 0.3), nil)
		fmt.Println("leg", leg.Local())
	}
}

// ring connects n legs with n telephones of the other process.
func ring(b *testing.B, e *Engine, n int) (legs []*Leg) {
	b.Helper()
	self, err := os.Executable()
	if err != nil {
		b.Fatal(err)
	}
	cmd := exec.Command(self, "-test.run=^TestTelephones$")
	cmd.Env = append(os.Environ(), telephones+"=1")
	in, err := cmd.StdinPipe()
	if err != nil {
		b.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		b.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { in.Close(); cmd.Wait() })
	lines := bufio.NewScanner(out)
	for range n {
		leg := open(b, e)
		fmt.Fprintln(in, leg.Local())
		for lines.Scan() && !strings.HasPrefix(lines.Text(), "leg ") {
		}
		remote, err := netip.ParseAddrPort(strings.TrimPrefix(lines.Text(), "leg "))
		if err != nil {
			b.Fatal(err)
		}
		leg.Connect(media.Stream{Remote: remote, Codec: media.PCMA, Payload: 8, Sends: true, Hears: true})
		legs = append(legs, leg)
	}
	return legs
}

// measure lets the calls go on for some seconds, by what the first of them hears,
// and reports what they cost.
func measure(b *testing.B, legs []*Leg, calls int) {
	const span = 5 * time.Second
	heard := func(frames uint64) func() bool {
		return func() bool {
			return !slices.ContainsFunc(legs, func(l *Leg) bool { return l.Stats().Received < frames })
		}
	}
	if !peertest.Until(10*time.Second, heard(50)) {
		b.Fatal("not everybody has begun")
	}
	before := used(b)
	var received uint64
	for _, l := range legs {
		received -= l.Stats().Received
	}
	took := time.Duration(0)
	for b.Loop() {
		began := time.Now()
		frames := legs[0].Stats().Received + uint64(span/media.FrameTime)
		if !peertest.Until(2*span, func() bool { return legs[0].Stats().Received >= frames }) {
			b.Fatal("a telephone fell silent")
		}
		took += time.Since(began)
	}
	cost := used(b) - before
	for _, l := range legs {
		received += l.Stats().Received
	}
	b.ReportMetric(cost.Seconds()/(took.Seconds()*float64(calls))*1000, "cpu-s/1000call-s")
	b.ReportMetric(float64(received)/float64(len(legs))/took.Seconds(), "packets/leg/s")
	b.ReportMetric(0, "ns/op")
}

// used is the time that this process has had of all processors.
func used(b *testing.B) time.Duration {
	var u unix.Rusage
	if err := unix.Getrusage(unix.RUSAGE_SELF, &u); err != nil {
		b.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

func BenchmarkPrompts(b *testing.B) {
	for _, n := range []int{50, 200} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			e := newEngine(b, Config{})
			legs := ring(b, e, n)
			for _, l := range legs {
				l.Listen(deaf{})
				l.Play(media.Silence(), nil)
			}
			measure(b, legs, n)
		})
	}
}

func BenchmarkBridges(b *testing.B) {
	for _, pairs := range []int{10, 100} {
		for _, record := range []bool{false, true} {
			b.Run(fmt.Sprintf("%d,record=%v", pairs, record), func(b *testing.B) {
				e := newEngine(b, Config{})
				legs := ring(b, e, 2*pairs)
				for i := 0; i < len(legs); i += 2 {
					var left, right media.Sink
					if record {
						f, err := os.Create(filepath.Join(b.TempDir(), fmt.Sprint(i)))
						if err != nil {
							b.Fatal(err)
						}
						defer f.Close()
						r := media.NewRecorder(f, time.Now())
						go r.Run(b.Context())
						left, right = r.Left(), r.Right()
					}
					defer media.Join(legs[i], legs[i+1], left, right).Close()
				}
				measure(b, legs, pairs)
			})
		}
	}
}
