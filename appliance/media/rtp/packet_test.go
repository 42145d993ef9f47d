package rtp

import (
	"bytes"
	"encoding/hex"
	"testing"
	"time"

	pion "github.com/pion/rtp"

	"cordboard/appliance/media"
	"cordboard/appliance/peertest"
)

func TestMalformedPacketsAreCountedAndDropped(t *testing.T) {
	e := newEngine(t, Config{})
	leg, phone := call(t, e, media.PCMU)
	heard := listen(leg)
	for name, text := range peertest.MalformedSound {
		b, err := hex.DecodeString(text)
		if err != nil {
			t.Fatal(name, err)
		}
		if p, ok := parse(b); ok {
			t.Errorf("%s: parsed as %v", name, p)
		}
		phone.raw(b)
	}
	for _, text := range []string{ // RTCP on the same port (RFC 5761), whole and broken
		"80c90001deadbeef", "81cb0001deadbeef", "80c8ffffdeadbeef", "a0cb0001deadbe09", "9fcaffff",
	} {
		b, _ := hex.DecodeString(text)
		phone.raw(b)
	}
	phone.send([]byte("alive"))
	if f := next(t, heard.frames, "the frame after them"); string(f.Payload) != "alive" {
		t.Errorf("heard %q", f.Payload)
	}
	if s := leg.Stats(); s.Malformed != uint64(len(peertest.MalformedSound)) || s.Received != 1 {
		t.Errorf("%+v, want %d malformed", s, len(peertest.MalformedSound))
	}
	phone.silent()
}

func TestPacketsWithEverythingInThemAreUnderstood(t *testing.T) {
	p := pion.Packet{
		Header: pion.Header{
			Version: 2, Marker: true, PayloadType: 96, SequenceNumber: 65535, Timestamp: 1<<32 - 1, SSRC: 0xDEADBEEF,
			CSRC: []uint32{1, 2, 3}, Padding: true, PaddingSize: 5,
		},
		Payload: []byte("sound"),
	}
	if err := p.SetExtension(1, []byte{1, 2, 3}); err != nil {
		t.Fatal(err)
	}
	b, err := p.Marshal()
	if err != nil {
		t.Fatal(err)
	}
	got, ok := parse(b)
	if !ok || !got.marker || got.payloadType != 96 || got.sequence != 65535 || got.timestamp != 1<<32-1 ||
		got.ssrc != 0xDEADBEEF || string(got.payload) != "sound" {
		t.Errorf("got %+v, %v", got, ok)
	}
}

// What we take for a packet, another implementation takes for the same one;
// and nothing that comes ends the leg.
func FuzzPacket(f *testing.F) {
	for _, text := range peertest.MalformedSound {
		b, _ := hex.DecodeString(text)
		f.Add(b)
	}
	for _, p := range key(5, 7, 5000, 2) {
		b, _ := (&pion.Packet{Header: pion.Header{Version: 2, PayloadType: event, SSRC: p.ssrc, Timestamp: p.timestamp}, Payload: p.payload}).Marshal()
		f.Add(b)
	}
	f.Add([]byte{0x81, 203, 0, 1, 0, 0, 0, 7})
	e, _ := byHand(f)
	leg := open(f, e)
	nowhere := newPhone(f, leg.Local())
	leg.Connect(nowhere.stream(media.PCMU))
	leg.Listen(deaf{})
	f.Fuzz(func(t *testing.T, b []byte) {
		leg.receive(b, leg.remote, time.Second)
		got, ok := parse(b)
		if !ok {
			return
		}
		var want pion.Packet
		if err := want.Unmarshal(b); err != nil {
			return // a header extension that is whole to us and in disorder inside
		}
		if got.ssrc != want.SSRC || got.sequence != want.SequenceNumber || got.timestamp != want.Timestamp ||
			got.payloadType != want.PayloadType || got.marker != want.Marker || !bytes.Equal(got.payload, want.Payload) {
			t.Errorf("got %+v, want %v", got, want)
		}
	})
}

type deaf struct{}

func (deaf) Frame(f media.Frame) { _ = f.Payload[0] }
func (deaf) Digit(media.Digit)   {}

func TestNothingIsAllocatedPerPacket(t *testing.T) {
	e, tick := byHand(t)
	a, one := call(t, e, media.PCMA)
	b, _ := call(t, e, media.PCMU)
	record := media.NewRecorder(nil, time.Now())
	media.Join(a, b, record.Left(), record.Right())
	payload, inbox := make([]byte, media.FrameSamples), e.shards[0].inbox
	frame := media.Frame{Codec: media.PCMA, Payload: payload}
	slow := func() { b.until = 0; b.line.Reset() } // or faster than it sounds is dropped
	if n := testing.AllocsPerRun(500, func() {
		slow()
		b.Send(frame)
		frame.Timestamp += media.FrameSamples
	}); n != 0 {
		t.Errorf("Send: %v allocations", n)
	}
	// The whole way: read from the socket, parsed, bridged, recorded, sent.
	header := make([]byte, headerSize+media.FrameSamples)
	p := packet{payloadType: uint8(media.PCMA), ssrc: 5}
	to := wire(a.Local())
	fd, err := one.conn.SyscallConn()
	if err != nil {
		t.Fatal(err)
	}
	send := func(fd uintptr) { sendTo(int(fd), header, &to) }
	before := b.Stats().Sent
	if n := testing.AllocsPerRun(500, func() {
		slow()
		p.sequence++
		p.timestamp += media.FrameSamples
		writeHeader(header, p)
		fd.Control(send)
		a.drain(inbox)
	}); n != 0 {
		t.Errorf("received and bridged: %v allocations", n)
	}
	if got := a.Stats().Received; got < 500 {
		t.Errorf("only %d packets took that way", got)
	}
	if got := b.Stats().Sent - before; got < 500 {
		t.Errorf("only %d packets were bridged", got)
	}
	a.Play(media.Silence(), nil)
	if n := testing.AllocsPerRun(500, func() { tick(1) }); n != 0 {
		t.Errorf("a tick: %v allocations", n)
	}
}
