package rtp

import (
	"encoding/binary"
	"strings"
	"time"

	"cordboard/appliance/media"
)

// keys are the events 0 to 15 of RFC 4733 section 3.2.
const keys = "0123456789*#ABCD"

// pressed recognises keys in telephone-event packets (RFC 4733 section 2.5).
// One that is down repeats its packet with the timestamp of its beginning, so
// the first packet of a timestamp is the key, and it is told at once: any of
// the packets may be lost, and some senders never set the end bit or the
// duration (sipp).
type pressed struct {
	any       bool
	ssrc      uint32
	timestamp uint32
	event     byte
	duration  uint16
	ended     bool
}

func (k *pressed) hear(p packet) (media.Digit, bool) {
	if len(p.payload) < 4 {
		return media.Digit{}, false
	}
	event, ended := p.payload[0], p.payload[1]&0x80 != 0
	duration := binary.BigEndian.Uint16(p.payload[2:])
	same := k.any && k.ssrc == p.ssrc && (k.timestamp == p.timestamp || k.goesOn(p, event))
	if same && k.timestamp == p.timestamp {
		ended = ended || k.ended
	}
	*k = pressed{any: true, ssrc: p.ssrc, timestamp: p.timestamp, event: event, duration: duration, ended: ended}
	if same || int(event) >= len(keys) {
		return media.Digit{}, false
	}
	return media.Digit{Key: keys[event]}, true
}

// goesOn recognises the next segment of a key that is held for longer than
// the duration can count, 8 seconds (RFC 4733 section 2.5.1.3): it begins
// where the one before ended at the latest possible moment.
func (k *pressed) goesOn(p packet, event byte) bool {
	return k.event == event && !k.ended && !p.marker &&
		k.duration > 0xF000 && p.timestamp-k.timestamp <= 0xFFFF
}

const (
	shortest = 100 * time.Millisecond // the least that exchanges are sure to notice
	longest  = 5 * time.Second
	pause    = 5 // frames between two keys: the same one twice has to be seen twice
	ends     = 3 // RFC 4733 section 2.5.1.4
)

// pressing is what a leg presses: the keys that wait, and the one that is down.
type pressing struct {
	waiting [16]media.Digit
	from, n int

	down   bool
	event  byte
	frames int // still to be held
	sent   int // held already
	rest   int // frames until the next key
}

// add lets a key wait; one that is none, or one too many, is dropped.
func (k *pressing) add(d media.Digit) {
	if k.n == len(k.waiting) || strings.IndexByte(keys, d.Key) < 0 {
		return
	}
	k.waiting[(k.from+k.n)%len(k.waiting)] = d
	k.n++
}

// begin takes the next key, if it is its turn.
func (k *pressing) begin() bool {
	if k.rest > 0 {
		k.rest--
		return false
	}
	if k.n == 0 {
		return false
	}
	d := k.waiting[k.from]
	k.from, k.n = (k.from+1)%len(k.waiting), k.n-1
	held := max(shortest, min(longest, d.Length))
	k.down, k.event = true, byte(strings.IndexByte(keys, d.Key))
	k.frames, k.sent = int((held+media.FrameTime-1)/media.FrameTime), 0
	return true
}

// end lets the key go.
func (k *pressing) end() { k.down, k.rest = false, pause }

// idle says that there is nothing to press.
func (k *pressing) idle() bool { return !k.down && k.n == 0 }
