package rtp

import (
	"time"

	"cordboard/appliance/media"
)

// packing gathers sound until a packet is as long as the party wants it.
type packing struct {
	at     int64 // the position of the first byte
	n      int
	marker bool
	sound  [2 * packetMost]byte
}

// packetMost is the longest packet that we send: 60 ms.
const packetMost = 3 * media.FrameSamples

// room is the size of the party's packets.
func room(agreed time.Duration) int {
	if agreed <= 0 {
		return media.FrameSamples
	}
	return max(1, min(packetMost, int(samples(agreed))))
}

// say sends the n bytes in out behind the header, in packets as long as the
// party wants them; n is a frame at most, which usually is just that. Packets
// of Opus go as they are: who takes it takes any length (RFC 7587 section 3.3).
func (l *Leg) say(marker bool, pos int64, n int) {
	if l.agreed.Codec == media.Opus {
		if n > 0 {
			l.emit(l.agreed.Payload, marker, pos, n)
		}
		return
	}
	size, p := room(l.agreed.Packet), &l.packing
	if p.n > 0 && pos != p.at+int64(p.n) {
		l.flush()
	}
	if p.n == 0 && n == size {
		l.emit(l.agreed.Payload, marker, pos, n)
		return
	}
	if p.n == 0 {
		p.at, p.marker = pos, marker
	}
	p.n += copy(p.sound[p.n:], l.out[headerSize:headerSize+n])
	for p.n >= size {
		l.unpack(size)
	}
}

// flush sends what is gathered, before something that does not follow it.
func (l *Leg) flush() {
	if l.packing.n > 0 {
		l.unpack(l.packing.n)
	}
}

// unpack sends the first n bytes of what is gathered.
func (l *Leg) unpack(n int) {
	p := &l.packing
	copy(l.out[headerSize:], p.sound[:n])
	l.emit(l.agreed.Payload, p.marker, p.at, n)
	p.n = copy(p.sound[:], p.sound[n:p.n])
	p.at, p.marker = p.at+int64(n), false
}
