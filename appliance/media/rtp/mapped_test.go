package rtp

import (
	"testing"

	"cordboard/appliance/media"
)

// pressIn speaks the two tones of key 5 for 200 ms.
func (p *phone) pressIn(codec media.Codec) {
	rows, columns := media.Tone(770, 0.2), media.Tone(1336, 0.2)
	a, b := make([]byte, media.FrameSamples), make([]byte, media.FrameSamples)
	for range 10 {
		rows.Next(codec, a)
		columns.Next(codec, b)
		x, y := codec.Decode(nil, a), codec.Decode(nil, b)
		for i := range x {
			x[i] += y[i]
		}
		p.send(codec.Encode(nil, x))
	}
}

// TestKeyGoesThroughABridgeAtEachPartysOwnType presses keys as events of one
// type, and in the sound itself, towards a party that takes another type.
func TestKeyGoesThroughABridgeAtEachPartysOwnType(t *testing.T) {
	for name, c := range map[string]struct {
		types func(*media.Stream)
		press func(*phone)
	}{
		"as events of type 101": {func(s *media.Stream) { s.Event = 101 }, func(p *phone) {
			p.next.PayloadType = 101
			p.send([]byte{5, 10, 0, 160})
		}},
		"at a type that we named": {func(s *media.Stream) { s.Event, s.EventIn = 120, 110 }, func(p *phone) {
			p.next.PayloadType = 110
			p.send([]byte{5, 10, 0, 160})
		}},
		"in the sound": {func(s *media.Stream) { s.Event = 0 }, func(p *phone) { p.pressIn(media.PCMA) }},
	} {
		t.Run(name, func(t *testing.T) {
			e := newEngine(t, Config{})
			callerLeg, caller := call(t, e, media.PCMA)
			otherLeg, other := call(t, e, media.PCMU)
			from, to := caller.stream(media.PCMA), other.stream(media.PCMU)
			c.types(&from)
			to.Event = 96
			callerLeg.Connect(from)
			otherLeg.Connect(to)
			bridge := media.Join(callerLeg, otherLeg, nil, nil)
			defer bridge.Close()
			c.press(caller)
			for range 20 { // the sound comes through as well
				if p := other.hear(); p.PayloadType == 96 {
					if p.Payload[0] != 5 {
						t.Errorf("key %d came through, want 5", p.Payload[0])
					}
					return
				}
			}
			t.Error("the key did not come through at the other's type")
		})
	}
}
