package rtp

import "encoding/binary"

// packet is an RTP packet, taken apart (RFC 3550 section 5.1).
type packet struct {
	payloadType uint8
	marker      bool
	sequence    uint16
	timestamp   uint32
	ssrc        uint32
	payload     []byte // part of the datagram
}

const headerSize = 12

// parse takes a datagram apart and reports whether it is a whole RTP packet:
// every length in it has to lie inside it.
func parse(b []byte) (p packet, ok bool) {
	if len(b) < headerSize || b[0]>>6 != 2 {
		return p, false
	}
	be := binary.BigEndian
	p = packet{
		payloadType: b[1] & 0x7F,
		marker:      b[1]&0x80 != 0,
		sequence:    be.Uint16(b[2:]),
		timestamp:   be.Uint32(b[4:]),
		ssrc:        be.Uint32(b[8:]),
	}
	begin, end := headerSize+4*int(b[0]&0x0F), len(b) // after the CSRC list
	if b[0]&0x10 != 0 {                               // an extension: its length counts words of 32 bits
		if begin+4 > end {
			return p, false
		}
		begin += 4 + 4*int(be.Uint16(b[begin+2:]))
	}
	if begin > end {
		return p, false
	}
	if b[0]&0x20 != 0 { // padding: its last byte counts it, itself included
		pad := int(b[end-1])
		if pad == 0 || begin+pad > end {
			return p, false
		}
		end -= pad
	}
	p.payload = b[begin:end]
	return p, true
}

// control reports whether a datagram on an RTP port is RTCP (RFC 5761
// section 4): its packet types lie where no payload type with a marker does.
func control(b []byte) bool {
	return len(b) >= 2 && b[1] >= 192 && b[1] <= 223
}

// writeHeader fills the first 12 bytes of b.
func writeHeader(b []byte, p packet) {
	b[0], b[1] = 0x80, p.payloadType
	if p.marker {
		b[1] |= 0x80
	}
	be := binary.BigEndian
	be.PutUint16(b[2:], p.sequence)
	be.PutUint32(b[4:], p.timestamp)
	be.PutUint32(b[8:], p.ssrc)
}
