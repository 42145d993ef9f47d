package rtp

import (
	"bytes"
	"testing"
	"time"

	"cordboard/appliance/media"
)

func TestPacketsAreAsLongAsThePartyWantsThem(t *testing.T) {
	for _, length := range []int{10, 20, 30, 40, 60} {
		e, tick := byHand(t)
		leg, phone := call(t, e, media.PCMA)
		s := phone.stream(media.PCMA)
		s.Packet = time.Duration(length) * time.Millisecond
		leg.Connect(s)
		leg.Play(ramp(12), nil)
		tick(1)
		for range 13 {
			tick(1)
		}
		var sound []byte
		want := 8 * length
		var begin uint32
		for len(sound) < 12*media.FrameSamples {
			p := phone.hear()
			if len(sound) == 0 {
				begin = p.Timestamp
			}
			if len(p.Payload) != want {
				t.Fatalf("%d ms: packet of %d bytes, want %d", length, len(p.Payload), want)
			}
			if got := p.Timestamp - begin; got != uint32(len(sound)) {
				t.Fatalf("%d ms: timestamp %d, want %d", length, got, len(sound))
			}
			if p.Marker != (len(sound) == 0) {
				t.Errorf("%d ms: marker %t at %d", length, p.Marker, len(sound))
			}
			sound = append(sound, p.Payload...)
		}
		for i := range 12 {
			if !bytes.Equal(sound[i*160:(i+1)*160], bytes.Repeat([]byte{byte(i)}, 160)) {
				t.Fatalf("%d ms: frame %d is not what was played", length, i)
			}
		}
	}
}

// What is left over when something else begins is sent before it.
func TestNothingOfAnUnfinishedPacketIsLost(t *testing.T) {
	e, tick := byHand(t)
	leg, phone := call(t, e, media.PCMA)
	s := phone.stream(media.PCMA)
	s.Packet = 60 * time.Millisecond
	leg.Connect(s)
	leg.Play(ramp(4), nil)
	for range 6 {
		tick(1)
	}
	if first, second := phone.hear(), phone.hear(); len(first.Payload) != 480 || len(second.Payload) != 160 ||
		second.Timestamp-first.Timestamp != 480 || second.SequenceNumber != first.SequenceNumber+1 {
		t.Errorf("heard %v and %v, want 60 ms and the last 20", first, second)
	}
}

func TestPacketsOfAnyLengthAreHeardInFrames(t *testing.T) {
	for _, length := range []int{80, 160, 240, 320, 480} {
		leg, phone := call(t, newEngine(t, Config{}), media.PCMA)
		heard := listen(leg)
		payload := bytes.Repeat([]byte{0x11}, length)
		phone.send(payload)
		phone.send(payload)
		for at := 0; at < 2*length; {
			f := next(t, heard.frames, "frame")
			if len(f.Payload) > media.FrameSamples || f.Timestamp != uint32(5000+at) {
				t.Fatalf("packets of %d: frame of %d at %d, want it at %d", length, len(f.Payload), f.Timestamp, 5000+at)
			}
			at += len(f.Payload)
		}
	}
}

func TestKeysAreHeardInTheSoundWhereNoEventsWereAgreedOn(t *testing.T) {
	for _, agreed := range []bool{true, false} {
		leg, phone := call(t, newEngine(t, Config{}), media.PCMA)
		s := phone.stream(media.PCMA)
		if !agreed {
			s.Event = 0
		}
		leg.Connect(s)
		heard := listen(leg)
		phone.pressIn(media.PCMA)
		for range 10 {
			next(t, heard.frames, "frame")
		}
		if got := len(heard.digits); got != map[bool]int{true: 0, false: 1}[agreed] {
			t.Errorf("events agreed on: %t; %d keys heard in the sound", agreed, got)
		} else if !agreed && (<-heard.digits).Key != '5' {
			t.Error("another key than 5")
		}
	}
}

func TestKeysComeAtTheTypeThatWeNamed(t *testing.T) {
	leg, phone := call(t, newEngine(t, Config{}), media.PCMA)
	s := phone.stream(media.PCMA)
	s.Event, s.EventIn = 96, 101
	leg.Connect(s)
	heard := listen(leg)
	phone.next.PayloadType = 101
	phone.send([]byte{5, 10, 0, 160})
	if d := next(t, heard.digits, "key"); d.Key != '5' {
		t.Errorf("key %c", d.Key)
	}
	leg.SendDigit(media.Digit{Key: '7'})
	if p := phone.hear(); p.PayloadType != 96 || p.Payload[0] != 7 {
		t.Errorf("pressed %v as type %d, want 7 as 96", p.Payload, p.PayloadType)
	}
}

func TestSuppressedSilenceSoundsAsSoftNoise(t *testing.T) {
	for _, codec := range []media.Codec{media.PCMA, media.G722} {
		e, tick := byHand(t)
		leg, phone := call(t, e, codec)
		leg.Connect(phone.stream(codec))
		heard := listen(leg)
		leg.polled.Store(true) // read at the tick, as nobody waits for events here
		phone.next.PayloadType = 13
		phone.send([]byte{50})
		var voice media.Decoder
		for i := range 10 {
			for len(heard.frames) == 0 {
				tick(1)
			}
			f := <-heard.frames
			if want := uint32(5000 + i*media.FrameSamples); f.Timestamp != want {
				t.Fatalf("frame %d of noise at %d, want %d", i, f.Timestamp, want)
			}
			loudest := 0
			for _, s := range voice.Decode(nil, f) {
				loudest = max(loudest, int(s), -int(s))
			}
			if loudest < 50 || loudest > 700 {
				t.Fatalf("codec %d: noise of %d, want about 180", codec, loudest)
			}
		}
		phone.next.PayloadType = uint8(codec)
		phone.send(bytes.Repeat([]byte{0x11}, 160))
		for leg.Stats().Received < 2 {
			tick(1)
		}
		for len(heard.frames) > 0 {
			<-heard.frames
		}
		tick(3)
		if len(heard.frames) > 0 {
			t.Error("noise while the party speaks")
		}
	}
}
