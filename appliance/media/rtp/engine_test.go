package rtp

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"net/netip"
	"os"
	"runtime"
	"slices"
	"sync"
	"testing"

	"cordboard/appliance/media"
)

// apart is an address that no other test has sockets at: tests of certain ports
// want all of them.
var apart = netip.MustParseAddr("127.44.0.1")

func TestOpenTakesEvenPortsUntilNoneIsLeftAndCloseFreesThem(t *testing.T) {
	const first, last = 30101, 30120 // nine pairs: 30102 to 30119
	e := newEngine(t, Config{Host: apart, Ports: [2]uint16{first, last}})
	taken := map[uint16]bool{}
	var legs []*Leg
	for range 9 {
		l := open(t, e)
		port := l.Local().Port()
		if port%2 != 0 || port < first || port+1 > last || taken[port] {
			t.Errorf("port %d", port)
		}
		taken[port] = true
		legs = append(legs, l)
		// The next port is kept for RTCP.
		if c, err := net.ListenUDP("udp", net.UDPAddrFromAddrPort(netip.AddrPortFrom(apart, port+1))); err == nil {
			c.Close()
			t.Errorf("port %d is free", port+1)
		}
	}
	if _, err := e.Open(); !errors.Is(err, ErrNoPort) {
		t.Errorf("the tenth: %v", err)
	}
	legs[4].Close()
	if l := open(t, e); l.Local() != legs[4].Local() {
		t.Errorf("after Close: %v, want %v", l.Local(), legs[4].Local())
	}
}

func TestNextPortCannotBeGuessedFromTheLast(t *testing.T) {
	const legs = 60
	e := newEngine(t, Config{})
	steps := map[uint16]int{}
	last := open(t, e).Local().Port()
	for range legs {
		port := open(t, e).Local().Port()
		steps[port-last]++
		last = port
	}
	for step, n := range steps {
		if n > legs/10 {
			t.Errorf("%d of %d ports lie %d after the one before", n, legs, int16(step))
		}
	}
}

func TestOpenLeavesOthersPortsAlone(t *testing.T) {
	taken, err := net.ListenUDP("udp", net.UDPAddrFromAddrPort(netip.AddrPortFrom(apart, 30203)))
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	e := newEngine(t, Config{Host: apart, Ports: [2]uint16{30202, 30205}})
	if l := open(t, e); l.Local().Port() != 30204 {
		t.Errorf("port %d, want 30204", l.Local().Port())
	}
	if _, err := e.Open(); !errors.Is(err, ErrNoPort) {
		t.Errorf("the second: %v", err)
	}
}

func TestEngineRefusesWhatCannotWork(t *testing.T) {
	for _, c := range []Config{
		{Ports: [2]uint16{20000, 30000}},
		{Host: loopback},
		{Host: loopback, Ports: [2]uint16{20000, 20000}},
		{Host: loopback, Ports: [2]uint16{20001, 20002}},
	} {
		if e, err := NewEngine(c); err == nil {
			e.Close()
			t.Errorf("%v, ports %v: accepted", c.Host, c.Ports)
		}
	}
}

func TestIPv6(t *testing.T) {
	e := newEngine(t, Config{Host: netip.IPv6Loopback()})
	leg, phone := call(t, e, media.PCMU)
	heard := listen(leg)
	leg.Play(ramp(1), nil)
	phone.hear()
	phone.send(make([]byte, 160))
	next(t, heard.frames, "a frame")
}

func TestNothingIsLeftBehind(t *testing.T) {
	descriptors := func() int {
		files, err := os.ReadDir("/proc/self/fd")
		if err != nil {
			t.Fatal(err)
		}
		return len(files)
	}
	goroutines, files := runtime.NumGoroutine(), descriptors()
	e, err := NewEngine(Config{Host: loopback, Ports: [2]uint16{20000, 29999}, Shards: 2, Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error)
	go func() { ended <- e.Run(ctx) }()
	for i := range 20 {
		leg := open(t, e)
		leg.Connect(media.Stream{Remote: leg.Local(), Sends: true, Hears: true})
		leg.Play(media.Silence(), nil)
		if i%2 == 0 {
			leg.Close()
		}
	}
	if descriptors() <= files+20 {
		t.Error("open legs would not be seen")
	}
	cancel()
	if err := <-ended; err != nil {
		t.Error(err)
	}
	eventually(t, func() bool { return runtime.NumGoroutine() <= goroutines && descriptors() <= files })
}

func TestAnEngineThatHasEndedOpensNothing(t *testing.T) {
	e, _ := byHand(t)
	leg := open(t, e)
	e.Close()
	if _, err := e.Open(); !errors.Is(err, net.ErrClosed) {
		t.Errorf("Open after the end: %v", err)
	}
	// What a call still does with its leg harms nobody.
	leg.Listen(deaf{})
	leg.Connect(media.Stream{Remote: leg.Local(), Sends: true, Hears: true})
	leg.Send(media.Frame{Payload: make([]byte, 160)})
	leg.SendDigit(media.Digit{Key: '1'})
	leg.Stop()
	if s := leg.Stats(); s.Sent != 0 {
		t.Errorf("%d packets were sent", s.Sent)
	}
}

// Legs come and go and change hands while sound runs: for the race detector.
func TestLegsAreUsedByManyAtOnce(t *testing.T) {
	e := newEngine(t, Config{Shards: 2})
	var all sync.WaitGroup
	for range 4 {
		all.Go(func() {
			for range 10 {
				a, one := call(t, e, media.PCMA)
				b, two := call(t, e, media.PCMU)
				a.Play(media.Silence(), nil)
				bridge := media.Join(a, b, nil, nil)
				b.SendDigit(media.Digit{Key: '1'})
				for range 5 {
					one.send(make([]byte, 160))
					two.send(make([]byte, 160))
				}
				a.Stop()
				a.Connect(one.stream(media.PCMU))
				a.Stats()
				bridge.Close()
				go a.Close()
				b.Close()
			}
		})
	}
	all.Wait()
}

func TestShardServesThoseWhoAreOpenWhateverTheOrderInWhichOthersClose(t *testing.T) {
	s := new(shard)
	all := []*Leg{{slot: 0}, {slot: 1}, {slot: 2}, {slot: 3}}
	for _, l := range all {
		s.add(l)
	}
	stranger := new(Leg)
	for _, step := range []struct {
		gone *Leg
		want []*Leg
	}{
		{all[1], []*Leg{all[0], all[2], all[3]}},
		{all[1], []*Leg{all[0], all[2], all[3]}}, // again
		{stranger, []*Leg{all[0], all[2], all[3]}},
		{all[3], []*Leg{all[0], all[2]}},
		{all[0], []*Leg{all[2]}},
		{all[2], nil},
	} {
		s.remove(step.gone)
		got := s.served(nil)
		slices.SortFunc(got, func(a, b *Leg) int { return a.slot - b.slot })
		if !slices.Equal(got, step.want) {
			t.Fatalf("%v are served, want %v", got, step.want)
		}
	}
}
