package rtp

import (
	"bytes"
	"testing"

	"cordboard/appliance/media"
)

func TestLegPlaysASourceAtOneFrameEvery20ms(t *testing.T) {
	e := newEngine(t, Config{})
	leg, phone := call(t, e, media.ALaw)
	done := make(chan bool, 2)
	leg.Play(ramp(10), func(whole bool) { done <- whole })
	first := phone.hear()
	if !first.Marker || first.PayloadType != uint8(media.ALaw) {
		t.Errorf("first packet: marker %v, payload type %d", first.Marker, first.PayloadType)
	}
	for i := 1; i < 10; i++ {
		p := phone.hear()
		if got := p.Timestamp - first.Timestamp; got != uint32(i*media.FrameSamples) {
			t.Errorf("packet %d is %d samples after the first, want %d", i, got, i*media.FrameSamples)
		}
		if got := p.SequenceNumber - first.SequenceNumber; got != uint16(i) {
			t.Errorf("packet %d is number %d", i, got)
		}
		if want := bytes.Repeat([]byte{byte(i)}, media.FrameSamples); !bytes.Equal(p.Payload, want) || p.Marker || p.SSRC != first.SSRC {
			t.Errorf("packet %d: %v", i, p)
		}
	}
	if !next(t, done, "the end") {
		t.Error("it was played whole, done says that it was not")
	}
	phone.silent()
	leg.Close()
	if len(done) != 0 {
		t.Error("done was called twice")
	}
}
