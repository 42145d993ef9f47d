package rtp

import (
	"bytes"
	"encoding/binary"
	"testing"

	"cordboard/appliance/media"
	"cordboard/appliance/peertest"
)

// sendOpus sends a packet that sounds as long as it says, on Opus's clock.
func (p *phone) sendOpus(packet []byte) {
	p.t.Helper()
	at := p.next.Timestamp
	p.send(packet)
	p.next.Timestamp = at + uint32(6*media.Opus.Samples(packet))
}

// opusTone is a tone in packets of so many samples each.
func opusTone(hz float64, packets, samples int) (all [][]byte) {
	tone, voice, plain := media.Tone(hz, 0.3), media.Encoder{}, make([]byte, samples)
	for range packets {
		tone.Next(media.PCMU, plain)
		all = append(all, voice.Encode(nil, media.Opus, media.PCMU.Decode(nil, plain)))
	}
	return all
}

// Where both speak Opus, packets pass as they are, of whatever length, and with
// their spacing: what a sender did not send while he was silent stays a gap.
func TestOpusPassesUntouchedFromLegToLeg(t *testing.T) {
	e := newEngine(t, Config{})
	callerLeg, caller := call(t, e, media.Opus)
	operatorLeg, operator := call(t, e, media.Opus)
	operator.next.PayloadType = uint8(media.Opus)
	tap := make(chan media.Frame, 64)
	media.Join(callerLeg, operatorLeg, listener{frames: tap}, nil)
	var first uint32
	began := caller.next.Timestamp
	for i, samples := range []int{160, 80, 160, 480} {
		if i == 2 {
			caller.next.Timestamp += 960
		}
		said, at := opusTone(440, 1, samples)[0], caller.next.Timestamp
		caller.sendOpus(said)
		got := operator.hear()
		if i == 0 {
			first = got.Timestamp
		}
		if !bytes.Equal(got.Payload, said) || got.PayloadType != uint8(media.Opus) || got.Timestamp-first != at-began {
			t.Errorf("packet %d: type %d at %d, want 111 at %d, the same bytes: %t", i, got.PayloadType, got.Timestamp-first, at-began, bytes.Equal(got.Payload, said))
		}
		if f := next(t, tap, "frame at the tap"); f.Samples() != samples || f.Timestamp-uint32(int32(began)/6) != (at-began)/6 {
			t.Errorf("frame %d: %d samples at %d, want %d at %d", i, f.Samples(), f.Timestamp-uint32(int32(began)/6), samples, (at-began)/6)
		}
	}
	caller.send([]byte{0xFB, 63}) // 1,260 ms: there is no such packet
	eventually(t, func() bool { return callerLeg.Stats().Malformed == 1 })
	operator.silent()
}

func TestPromptAndKeyAreSentInOpus(t *testing.T) {
	e, tick := byHand(t)
	leg := open(t, e)
	p := newPhone(t, leg.Local())
	agreed := p.stream(media.Opus)
	agreed.Payload, agreed.EventClock = 96, media.Opus.Clock()
	leg.Connect(agreed)
	leg.Play(media.Tone(1000, 0.3), nil)
	var voice media.Decoder
	var sound []float64
	var at uint32
	for i := range 50 {
		tick(1)
		got := p.hear()
		if got.PayloadType != 96 || i > 0 && got.Timestamp-at != 960 {
			t.Fatalf("packet %d: type %d, %d after the one before", i, got.PayloadType, got.Timestamp-at)
		}
		at = got.Timestamp
		for _, s := range voice.Decode(nil, media.Frame{Codec: media.Opus, Payload: got.Payload}) {
			sound = append(sound, float64(s)/(1<<15))
		}
	}
	if got := peertest.Level(sound[1600:], media.SampleRate, 1000); got < 0.9 {
		t.Errorf("the prompt's tone has level %.3f", got)
	}
	leg.Stop()
	leg.SendDigit(media.Digit{Key: '5'})
	tick(1)
	got := p.hear()
	for ; got.PayloadType != event || got.Payload[1]&0x80 == 0; got = p.hear() {
		tick(1)
	}
	if length := binary.BigEndian.Uint16(got.Payload[2:]); length != 5*960 {
		t.Errorf("the key lasted %d, want 100 ms of Opus's clock", length)
	}
}

// Legs of Opus and of a law are bridged by way of samples, in both directions.
func TestOpusAndLawHearEachOther(t *testing.T) {
	e := newEngine(t, Config{})
	callerLeg, caller := call(t, e, media.Opus)
	operatorLeg, operator := call(t, e, media.PCMA)
	media.Join(callerLeg, operatorLeg, nil, nil)
	var atOperator, atCaller []float64
	var voice media.Decoder
	tone, plain := media.Tone(440, 0.3), make([]byte, media.FrameSamples)
	for _, said := range opusTone(1000, 50, 160) {
		caller.sendOpus(said)
		got := operator.hear()
		for _, s := range media.PCMA.Decode(nil, got.Payload) {
			atOperator = append(atOperator, float64(s)/(1<<15))
		}
		tone.Next(media.PCMA, plain)
		operator.send(plain)
		for _, s := range voice.Decode(nil, media.Frame{Codec: media.Opus, Payload: caller.hear().Payload}) {
			atCaller = append(atCaller, float64(s)/(1<<15))
		}
	}
	for hz, sound := range map[float64][]float64{1000: atOperator, 440: atCaller} {
		if got := peertest.Level(sound[1600:], media.SampleRate, hz); got < 0.9 {
			t.Errorf("%v Hz has level %.3f", hz, got)
		}
	}
}

// A re-INVITE may change the codec to one that counts otherwise: timestamps go
// on from where they were.
func TestTimestampsGoOnWhenTheCodecCountsOtherwise(t *testing.T) {
	e, tick := byHand(t)
	leg, p := call(t, e, media.PCMA)
	leg.Play(media.Silence(), nil)
	tick(3)
	var last uint32
	for range 3 {
		last = p.hear().Timestamp
	}
	leg.Connect(p.stream(media.Opus))
	tick(3)
	for i, step := range []uint32{160, 960, 960} {
		got := p.hear().Timestamp
		if got-last != step {
			t.Errorf("packet %d in Opus is %d after the one before, want %d", i, got-last, step)
		}
		last = got
	}
	var c media.Count
	for i, s := range []struct {
		codec     media.Codec
		timestamp uint32
		want      uint32
	}{{media.PCMU, 4294967290, 4294967290}, {media.PCMU, 154, 154}, {media.Opus, 1114, 314}, {media.Opus, 2074, 474}, {media.Opus, 1114, 314}, {media.PCMU, 1274, 474}} {
		if got := c.Samples(s.timestamp, s.codec); got != s.want {
			t.Errorf("step %d: %d, want %d", i, got, s.want)
		}
	}
}
