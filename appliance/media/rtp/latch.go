package rtp

import "net/netip"

// admits decides whether a packet is looked at, by where it comes from: the
// address and port in the other side's SDP, or those that were learnt, and
// nowhere else. The zero remote, before Connect, admits nobody.
func admits(from, remote netip.AddrPort) bool { return remote.IsValid() && from == remote }

// probation is how many packets in sequence a new SSRC has to send before it
// is believed (RFC 3550 appendix A.1 asks for two).
const probation = 4

// stream follows one sender from packet to packet (RFC 3550 appendix A.1).
type stream struct {
	known bool
	ssrc  uint32
	first uint32 // extended sequence number of the first packet
	last  uint32 // and the highest one
	bad   uint32 // the number that would follow a jump; above 16 bits: none

	candidate uint32 // another SSRC from the same address
	next      uint16
	run       int

	received uint64 // of this SSRC
	past     uint64 // lost of the ones before

	transit int64
	timed   bool
	jitter  float64 // in samples (RFC 3550 section 6.4.1)
}

// What a packet is to its stream.
type verdict uint8

const (
	taken    verdict = iota
	late             // one that is here already, or was overtaken
	stranger         // of an SSRC that is not believed yet
)

// take decides on the next packet.
func (s *stream) take(p packet) verdict {
	switch {
	case !s.known:
		s.begin(p)
	case p.ssrc != s.ssrc:
		if !s.prove(p) {
			return stranger
		}
		s.past += s.lost()
		s.begin(p)
	default:
		return s.follow(p)
	}
	return taken
}

func (s *stream) begin(p packet) {
	s.known, s.ssrc, s.run = true, p.ssrc, 0
	s.restart(p)
}

func (s *stream) restart(p packet) {
	s.first, s.last, s.bad = uint32(p.sequence), uint32(p.sequence), 1<<16
	s.received, s.timed = 1, false
}

// prove counts a candidate's packets; the stream that is known may go on in
// between.
func (s *stream) prove(p packet) bool {
	if s.run == 0 || s.candidate != p.ssrc || s.next != p.sequence {
		s.candidate, s.run = p.ssrc, 0
	}
	s.run++
	s.next = p.sequence + 1
	return s.run >= probation
}

func (s *stream) follow(p packet) verdict {
	const (
		dropout  = 3000 // this far ahead is still loss
		misorder = 100  // this far behind is still reordering
	)
	ahead := p.sequence - uint16(s.last)
	switch {
	case ahead == 0 || ahead > 1<<16-misorder:
		return late
	case ahead < dropout:
		s.last += uint32(ahead)
	case uint32(p.sequence) == s.bad: // two in a row: the sender counts anew
		s.past += s.lost()
		s.restart(p)
		return taken
	default:
		s.bad = uint32(p.sequence + 1)
		return late
	}
	s.received++
	return taken
}

// lost is how many packets of this SSRC never came.
func (s *stream) lost() uint64 {
	if !s.known {
		return 0
	}
	expected := s.expected()
	return expected - min(expected, s.received)
}

// expected is how many packets of this SSRC should have come.
func (s *stream) expected() uint64 { return uint64(s.last-s.first) + 1 }

// time takes the arrival of a packet, in samples, into the jitter.
func (s *stream) time(timestamp uint32, arrival int64) {
	transit := arrival - int64(timestamp)
	if s.timed {
		d := int64(int32(transit - s.transit))
		s.jitter += (float64(max(d, -d)) - s.jitter) / 16
	}
	s.transit, s.timed = transit, true
}
