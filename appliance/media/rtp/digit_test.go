package rtp

import (
	"encoding/binary"
	"slices"
	"testing"
	"time"

	"cordboard/appliance/media"
)

// key makes the packets of a key that is held for so many frames.
func key(event byte, ssrc, timestamp uint32, frames int) (packets []packet) {
	for i := range frames {
		packets = append(packets, packet{ssrc: ssrc, timestamp: timestamp, marker: i == 0, payload: telephoneEvent(event, false, i*160)})
	}
	for range ends {
		packets = append(packets, packet{ssrc: ssrc, timestamp: timestamp, payload: telephoneEvent(event, true, frames*160)})
	}
	return packets
}

func telephoneEvent(event byte, end bool, duration int) []byte {
	b := []byte{event, 10, byte(duration >> 8), byte(duration)}
	if end {
		b[1] |= 0x80
	}
	return b
}

func TestOneDigitForEachKeyPressed(t *testing.T) {
	press := key(5, 1, 8000, 5)
	sipp := func(ssrc, timestamp uint32, event byte) (packets []packet) {
		// sipp lays the event out as a word: neither end nor duration is where
		// RFC 4733 has them.
		for range 13 {
			packets = append(packets, packet{ssrc: ssrc, timestamp: timestamp, payload: []byte{event, 0, 0, 0, 10, 0, 0, 160}})
		}
		return packets
	}
	long := key(7, 1, 8000, 409)[:409]
	long = append(long, packet{ssrc: 1, timestamp: 8000, payload: telephoneEvent(7, false, 0xFFFF)})
	for i := range 5 {
		long = append(long, packet{ssrc: 1, timestamp: 8000 + 0xFFFF, payload: telephoneEvent(7, false, (i+1)*160)})
	}
	for name, c := range map[string]struct {
		packets []packet
		want    string
	}{
		"all packets":               {press, "5"},
		"the beginning lost":        {press[3:], "5"},
		"the end lost":              {press[:4], "5"},
		"only one end came":         {press[7:], "5"},
		"one in the middle":         {press[2:3], "5"},
		"twice the same key":        {slices.Concat(press, key(5, 1, 10000, 5)), "55"},
		"twice, end and start lost": {slices.Concat(press[:5], key(5, 1, 10000, 5)[1:]), "55"},
		"another SSRC's key":        {slices.Concat(press, key(5, 2, 8000, 5)), "55"},
		"every key": {slices.Concat(key(0, 1, 0, 2), key(9, 1, 2000, 2), key(10, 1, 4000, 2), key(11, 1, 6000, 2),
			key(12, 1, 8000, 2), key(15, 1, 9999, 2)), "09*#AD"},
		"a flash is no key":   {key(16, 1, 8000, 5), ""},
		"too short":           {[]packet{{payload: []byte{5, 0, 0}}, {payload: nil}}, ""},
		"sipp":                {slices.Concat(sipp(1, 24000, 1), sipp(1, 24400, 2), sipp(2, 24000, 2)), "122"},
		"held for 9 seconds":  {long, "7"},
		"extended by a start": {slices.Concat(press, press[:1]), "5"},
	} {
		var k pressed
		got := ""
		for _, p := range c.packets {
			if d, is := k.hear(p); is {
				got += string(d.Key)
			}
		}
		if got != c.want {
			t.Errorf("%s: got %q, want %q", name, got, c.want)
		}
	}
}

func TestLegHearsKeysAmongSound(t *testing.T) {
	e := newEngine(t, Config{})
	leg, phone := call(t, e, media.PCMA)
	heard := listen(leg)
	for _, k := range []byte{1, 11} {
		at := phone.next.Timestamp
		for i := range 8 {
			phone.next.PayloadType, phone.next.Marker, phone.next.Timestamp = event, i == 0, at
			if i == 3 { // lost on the way
				phone.next.SequenceNumber++
				continue
			}
			phone.send(telephoneEvent(k, i >= 5, i*160))
		}
		phone.next.PayloadType, phone.next.Timestamp = uint8(media.PCMA), at+800
		phone.send(make([]byte, 160))
	}
	for _, want := range "1#" {
		if d := next(t, heard.digits, "a digit"); d.Key != byte(want) {
			t.Errorf("heard %c, want %c", d.Key, want)
		}
	}
	next(t, heard.frames, "the first frame")
	next(t, heard.frames, "the second frame")
	if len(heard.digits) != 0 {
		t.Error("a key was heard twice")
	}
	if got := leg.Stats().Lost; got != 2 {
		t.Errorf("%d packets lost, want 2", got)
	}
}

// RFC 4733 section 2.5.1: marker first, one timestamp, duration growing, the
// end three times; at least 100 ms, and no sound meanwhile.
func TestSendDigitPressesAKeyTowardsTheParty(t *testing.T) {
	e, tick := byHand(t)
	leg, phone := call(t, e, media.PCMU)
	leg.Play(media.Silence(), nil)
	tick(1)
	sound := phone.hear()
	leg.SendDigit(media.Digit{Key: '#'})
	leg.SendDigit(media.Digit{Key: 'x'}) // no key
	leg.SendDigit(media.Digit{Key: '#', Length: 150 * time.Millisecond})
	for _, frames := range []int{5, 8} {
		for i := 1; i <= frames; i++ {
			tick(1)
			times := 1
			if i == frames {
				times = ends
			}
			for n := range times {
				p := phone.hear()
				follows(t, sound, p, i+n, 160)
				if p.PayloadType != event || p.Marker != (i == 1) || len(p.Payload) != 4 ||
					p.Payload[0] != 11 || p.Payload[1]&0x80 != 0 != (i == frames) ||
					int(binary.BigEndian.Uint16(p.Payload[2:])) != i*160 {
					t.Errorf("frame %d of the key: %v %x", i, p, p.Payload)
				}
			}
		}
		for i := range pause {
			tick(1)
			p := phone.hear()
			if p.PayloadType != 0 {
				t.Errorf("%d frames after the key: %v", i, p)
			}
			follows(t, sound, p, frames+ends+i, (1+frames+i)*160)
			if i == pause-1 {
				sound = p
			}
		}
	}
}

func TestWithoutTelephoneEventNoKeyIsSentAndNoneHeard(t *testing.T) {
	e := newEngine(t, Config{})
	leg, phone := call(t, e, media.PCMU)
	heard := listen(leg)
	plain := phone.stream(media.PCMU)
	plain.Event = 0
	leg.Connect(plain)
	leg.SendDigit(media.Digit{Key: '1'})
	phone.silent()
	phone.next.PayloadType = event
	phone.send(telephoneEvent(1, false, 160))
	phone.next.PayloadType = 0
	phone.send(make([]byte, 160))
	next(t, heard.frames, "a frame")
	if len(heard.digits) != 0 {
		t.Error("a key was heard that was not agreed on")
	}
	leg.Connect(phone.stream(media.PCMU))
	leg.SendDigit(media.Digit{Key: '1'})
	if p := phone.hear(); p.PayloadType != event {
		t.Errorf("once agreed on: %v", p)
	}
}

func TestKeysThatWaitAreBounded(t *testing.T) {
	e, tick := byHand(t)
	leg, phone := call(t, e, media.PCMU)
	for range 100 {
		leg.SendDigit(media.Digit{Key: '1'})
	}
	if leg.keys.n > len(leg.keys.waiting) {
		t.Errorf("%d keys wait", leg.keys.n)
	}
	tick(1)
	phone.hear()
}
