package rtp

import (
	"bytes"
	"context"
	"fmt"
	"net"
	"net/netip"
	"testing"
	"time"

	pion "github.com/pion/rtp"

	"cordboard/appliance/media"
	"cordboard/appliance/peertest"
)

func TestLegHandsOnWhatThePartySays(t *testing.T) {
	e := newEngine(t, Config{})
	for _, how := range []string{"when it comes", "at the tick"} {
		leg, phone := call(t, e, media.PCMA)
		heard := listen(leg)
		if how == "at the tick" {
			leg.Play(media.Silence(), nil)
		}
		if got := leg.polled.Load(); got != (how == "at the tick") {
			t.Fatalf("%s: polled %v", how, got)
		}
		if !leg.LastHeard().IsZero() {
			t.Error("heard before anything was sent")
		}
		phone.next.Marker = true
		began := time.Now()
		for i := range 20 {
			phone.send(bytes.Repeat([]byte{byte(i)}, 160))
		}
		for i := range 20 {
			f := next(t, heard.frames, "a frame")
			if f.Codec != media.PCMA || f.Timestamp != uint32(5000+160*i) || f.Marker != (i == 0) ||
				!bytes.Equal(f.Payload, bytes.Repeat([]byte{byte(i)}, 160)) {
				t.Errorf("%s, frame %d: %v", how, i, f)
			}
		}
		if at := leg.LastHeard(); at.Before(began) || at.After(time.Now()) {
			t.Errorf("%s: last heard at %v, between %v and now", how, at, began)
		}
		if s := leg.Stats(); s.Received != 20 || s.Lost != 0 || s.Refused != 0 {
			t.Errorf("%s: %+v", how, s)
		}
	}
}

func TestListenEndsTheOneBefore(t *testing.T) {
	e := newEngine(t, Config{})
	leg, phone := call(t, e, media.PCMU)
	first := listen(leg)
	phone.send(make([]byte, 160))
	next(t, first.frames, "a frame")
	second := listen(leg)
	phone.send(make([]byte, 160))
	next(t, second.frames, "a frame")
	leg.Listen(nil)
	received := leg.Stats().Received
	phone.send(make([]byte, 160))
	eventually(t, func() bool { return leg.Stats().Received > received })
	if len(first.frames)+len(second.frames) != 0 {
		t.Error("one who listens no more was called")
	}
}

// eventually waits for something that the engine is about to do: it counts, and
// tells nobody.
func eventually(t testing.TB, is func() bool) {
	t.Helper()
	if !peertest.Until(10*time.Second, is) {
		t.Fatal("it did not happen")
	}
}

func TestAPartyThatMaySendNothingIsNotHeard(t *testing.T) {
	e := newEngine(t, Config{})
	leg, phone := call(t, e, media.PCMU)
	heard := listen(leg)
	mute := phone.stream(media.PCMU)
	mute.Sends = false
	leg.Connect(mute)
	phone.send(make([]byte, 160))
	eventually(t, func() bool { return leg.Stats().Received == 1 })
	leg.Connect(phone.stream(media.PCMU))
	phone.send([]byte("now"))
	if f := next(t, heard.frames, "a frame"); string(f.Payload) != "now" {
		t.Errorf("heard %q", f.Payload)
	}
}

// An attacker sprays every port of the range, before the call and in it: it is
// sent nothing, and nobody hears it (SIP: RTP bleed, injection).
func TestForeignPacketsAreNeitherHeardNorAnswered(t *testing.T) {
	e := newEngine(t, Config{Ports: [2]uint16{30000, 30019}})
	leg := open(t, e)
	phone := newPhone(t, leg.Local())
	other := newPhone(t, leg.Local()) // to show that foreign packets would be seen
	attacker, err := net.ListenUDP("udp", net.UDPAddrFromAddrPort(netip.AddrPortFrom(loopback, 0)))
	if err != nil {
		t.Fatal(err)
	}
	defer attacker.Close()
	ctx, cancel := context.WithCancel(t.Context())
	sprayed := make(chan int)
	go func() { sprayed <- spray(ctx, attacker, e) }()

	heard := listen(leg)
	eventually(t, func() bool { return leg.Stats().Refused > 20 })
	leg.Connect(phone.stream(media.PCMU))
	leg.Play(ramp(50), nil)
	for i := range 50 {
		phone.send(bytes.Repeat([]byte{byte(i)}, 160))
		if p := phone.hear(); p.Payload[0] != byte(i) {
			t.Fatalf("the phone hears frame %d, want %d", p.Payload[0], i)
		}
	}
	for i := range 50 {
		if f := next(t, heard.frames, "a frame"); f.Payload[0] != byte(i) {
			t.Fatalf("frame %d of the phone is %v", i, f.Payload[0])
		}
	}
	refused := leg.Stats().Refused
	cancel()
	n := <-sprayed
	if len(heard.frames)+len(heard.digits) != 0 {
		t.Errorf("%d frames and %d digits of the attacker's were heard", len(heard.frames), len(heard.digits))
	}
	if refused < uint64(n)/4 {
		t.Errorf("%d packets sprayed, only %d seen", n, refused)
	}
	attacker.SetReadDeadline(time.Now().Add(3 * media.FrameTime))
	if n, err := attacker.Read(make([]byte, largest)); err == nil {
		t.Errorf("the attacker was sent %d bytes", n)
	}
	leg.Connect(other.stream(media.PCMU))
	other.send(make([]byte, 160))
	next(t, heard.frames, "a frame from the address that was agreed on")
}

// spray sends sound, keys and RTCP to every port of the engine, a packet a
// millisecond, and says how many went to even ports.
func spray(ctx context.Context, from *net.UDPConn, e *Engine) (n int) {
	goodbye := []byte{0x81, 203, 0, 1, 0, 0, 0, 7}
	header := pion.Header{Version: 2, SSRC: 7, SequenceNumber: 100, Timestamp: 5000}
	tick := time.NewTicker(time.Millisecond)
	defer tick.Stop()
	for i := 0; ; i++ {
		select {
		case <-ctx.Done():
			return n
		case <-tick.C:
		}
		header.SequenceNumber++
		header.Timestamp += 160
		payload := bytes.Repeat([]byte{0xAA}, 160)
		if header.PayloadType = 0; i%3 == 0 {
			header.PayloadType, payload = event, []byte{9, 0x80, 3, 0x20}
		}
		b, _ := (&pion.Packet{Header: header, Payload: payload}).Marshal()
		if i%5 == 0 {
			b = goodbye
		}
		for slot := range e.legs {
			port := e.first + uint16(2*slot)
			from.WriteToUDPAddrPort(b, netip.AddrPortFrom(loopback, port))
			from.WriteToUDPAddrPort(b, netip.AddrPortFrom(loopback, port+1))
		}
		n++
	}
}

func TestStreamFollowsItsSender(t *testing.T) {
	type step struct {
		ssrc uint32
		seq  uint16
		want verdict
	}
	run := func(ssrc uint32, want verdict, seqs ...uint16) (steps []step) {
		for _, seq := range seqs {
			steps = append(steps, step{ssrc, seq, want})
		}
		return steps
	}
	concat := func(all ...[]step) (steps []step) {
		for _, s := range all {
			steps = append(steps, s...)
		}
		return steps
	}
	for name, c := range map[string]struct {
		steps []step
		lost  uint64
	}{
		"in sequence":          {run(1, taken, 10, 11, 12), 0},
		"over the edge":        {run(1, taken, 65534, 65535, 0, 1), 0},
		"two lost":             {run(1, taken, 65534, 65535, 2, 3), 2},
		"twice":                {concat(run(1, taken, 10, 11), run(1, late, 11, 10), run(1, taken, 12)), 0},
		"overtaken":            {concat(run(1, taken, 10, 12), run(1, late, 11), run(1, taken, 13)), 1},
		"counts anew":          {concat(run(1, taken, 30000, 30001), run(1, late, 5), run(1, taken, 6, 7)), 0},
		"one far off":          {concat(run(1, taken, 30000), run(1, late, 5, 900), run(1, taken, 30001)), 0},
		"another, 4 in a row":  {concat(run(1, taken, 10), run(2, stranger, 70, 71, 72), run(2, taken, 73, 74)), 0},
		"another, with a gap":  {concat(run(1, taken, 10), run(2, stranger, 70, 71, 73, 74, 75), run(2, taken, 76)), 0},
		"another in between":   {concat(run(1, taken, 10), run(2, stranger, 70), run(1, taken, 11), run(2, stranger, 71, 72), run(1, taken, 12), run(2, taken, 73)), 0},
		"many others":          {concat(run(1, taken, 10), run(2, stranger, 70), run(3, stranger, 71), run(2, stranger, 72), run(3, stranger, 73), run(1, taken, 11)), 0},
		"the first comes back": {concat(run(1, taken, 10), run(2, stranger, 70, 71, 72), run(2, taken, 73), run(1, stranger, 11, 12, 13), run(1, taken, 14)), 0},
	} {
		var s stream
		for i, step := range c.steps {
			if got := s.take(packet{ssrc: step.ssrc, sequence: step.seq}); got != step.want {
				t.Errorf("%s: packet %d (%d of SSRC %d): got %d, want %d", name, i, step.seq, step.ssrc, got, step.want)
			}
		}
		if got := s.past + s.lost(); got != c.lost {
			t.Errorf("%s: %d lost, want %d", name, got, c.lost)
		}
	}
}

func TestJitterIsThatOfRFC3550(t *testing.T) {
	var s stream
	for i := range int64(1000) {
		s.time(uint32(160*i), 160*i+i%2*80) // every second packet is late by 10 ms
	}
	if s.jitter < 79 || s.jitter > 81 {
		t.Errorf("jitter %v samples, want 80", s.jitter)
	}
}

// What a Sink or a Source breaks is its own leg.
func TestAPanicEndsOneLegOnly(t *testing.T) {
	e := newEngine(t, Config{})
	broken, one := call(t, e, media.PCMU)
	whole, two := call(t, e, media.PCMU)
	heard := listen(whole)
	broken.Listen(breaks{})
	one.send(make([]byte, 160))
	eventually(t, func() bool { broken.ear.Lock(); defer broken.ear.Unlock(); return broken.sink == nil })
	done := make(chan bool, 1)
	broken.Play(breaks{}, func(whole bool) { done <- whole })
	if next(t, done, "the end") {
		t.Error("a source that panicked was played whole")
	}
	two.send(make([]byte, 160))
	next(t, heard.frames, "a frame of the other leg")
	broken.Play(ramp(1), nil)
	one.hear()
}

type breaks struct{}

func (breaks) Frame(media.Frame)             { panic("a bug") }
func (breaks) Digit(media.Digit)             { panic("a bug") }
func (breaks) Next(media.Codec, []byte) bool { panic(fmt.Errorf("a bug")) }
