package rtp

import "encoding/binary"

// The RTCP packets that matter here (RFC 3550 section 12.1).
const (
	senderReport   = 200
	receiverReport = 201
	description    = 202
	goodbye        = 203
)

const (
	senderSize = 28 // header, SSRC and sender information
	blockSize  = 24
)

// report is what a compound RTCP packet tells.
type report struct {
	ssrc    uint32 // of its sender
	sender  bool   // who sends sound as well
	sent    moment // a sender's: when, and what it has sent until then
	packets uint32
	octets  uint32
	about   block // how we are heard; the zero block if it does not say
}

// moment is one instant on both clocks of a sender.
type moment struct {
	ntp       uint64 // seconds since 1900, 32 bits of them fractions
	timestamp uint32
}

// middle is the part of an NTP time that comes back in reports.
func (m moment) middle() uint32 { return uint32(m.ntp >> 16) }

// block is what one says about how another is heard (RFC 3550 section 6.4.1).
type block struct {
	ssrc     uint32
	fraction uint8  // lost since the last report, of 256
	lost     int32  // since the beginning, 24 bits
	highest  uint32 // extended sequence number
	jitter   uint32 // in samples
	lsr      uint32 // the middle of the NTP time of the last sender report
	dlsr     uint32 // how long ago that came, in 1/65536 s
}

// parseReport takes a compound packet apart, looks for what it says about ours
// and tells whether it is whole: every length in it has to lie inside it, and
// the checks of RFC 3550 appendix A.2 hold. What it tells beyond reports is
// passed over, BYE too: who ends a call says so by SIP.
func parseReport(b []byte, ours uint32) (r report, ok bool) {
	for first := true; first || len(b) > 0; first = false {
		one, rest, ok := cut(b)
		if !ok {
			return report{}, false
		}
		kind, count := b[1], int(b[0]&0x1F)
		if first && kind != senderReport && kind != receiverReport {
			return report{}, false
		}
		switch kind {
		case senderReport, receiverReport:
			if !r.take(one, kind, count, ours) {
				return report{}, false
			}
		}
		b = rest
	}
	return r, true
}

// cut takes the first packet off a compound, without its padding.
func cut(b []byte) (one, rest []byte, ok bool) {
	if len(b) < 4 || b[0]>>6 != 2 {
		return nil, nil, false
	}
	size := 4 + 4*int(binary.BigEndian.Uint16(b[2:]))
	if size > len(b) {
		return nil, nil, false
	}
	one, rest = b[:size], b[size:]
	if b[0]&0x20 == 0 {
		return one, rest, true
	}
	pad := int(one[size-1])
	if len(rest) > 0 || pad == 0 || pad%4 != 0 || pad > size-4 { // only the last has any
		return nil, nil, false
	}
	return one[:size-pad], rest, true
}

// take reads a sender's or a receiver's report.
func (r *report) take(b []byte, kind byte, count int, ours uint32) bool {
	be := binary.BigEndian
	blocks := 8
	if kind == senderReport {
		blocks = senderSize
	}
	if len(b) < blocks+count*blockSize {
		return false
	}
	r.ssrc = be.Uint32(b[4:])
	if kind == senderReport {
		r.sender = true
		r.sent = moment{be.Uint64(b[8:]), be.Uint32(b[16:])}
		r.packets, r.octets = be.Uint32(b[20:]), be.Uint32(b[24:])
	}
	for b = b[blocks:]; count > 0; b, count = b[blockSize:], count-1 {
		if ssrc := be.Uint32(b); ssrc == ours {
			r.about = block{
				ssrc: ssrc, fraction: b[4], lost: int32(be.Uint32(b[4:])<<8) >> 8, highest: be.Uint32(b[8:]),
				jitter: be.Uint32(b[12:]), lsr: be.Uint32(b[16:]), dlsr: be.Uint32(b[20:]),
			}
		}
	}
	return true
}

// write appends the report as a compound packet with the sender's CNAME, which
// each has to hold, and BYE with the last.
func (r report) write(b []byte, name string, last bool) []byte {
	be := binary.BigEndian
	count, words := byte(0), 1
	if r.about.ssrc != 0 {
		count, words = 1, words+blockSize/4
	}
	kind := byte(receiverReport)
	if r.sender {
		kind, words = senderReport, words+5
	}
	b = header(b, count, kind, words)
	b = be.AppendUint32(b, r.ssrc)
	if r.sender {
		b = be.AppendUint64(b, r.sent.ntp)
		for _, v := range []uint32{r.sent.timestamp, r.packets, r.octets} {
			b = be.AppendUint32(b, v)
		}
	}
	if a := r.about; a.ssrc != 0 {
		for _, v := range []uint32{a.ssrc, uint32(a.fraction)<<24 | uint32(a.lost)&0xFFFFFF, a.highest, a.jitter, a.lsr, a.dlsr} {
			b = be.AppendUint32(b, v)
		}
	}
	b = describe(b, r.ssrc, name)
	if last {
		b = be.AppendUint32(header(b, 1, goodbye, 1), r.ssrc)
	}
	return b
}

// describe appends who it is (RFC 3550 section 6.5): the list of items ends in
// one zero at least and at a word.
func describe(b []byte, ssrc uint32, name string) []byte {
	const cname = 1
	items := 2 + len(name)
	b = binary.BigEndian.AppendUint32(header(b, 1, description, 1+items/4+1), ssrc)
	b = append(append(b, cname, byte(len(name))), name...)
	return append(b, make([]byte, 4-items%4)...)
}

// header appends that of a packet with so many words behind it.
func header(b []byte, count, kind byte, words int) []byte {
	return binary.BigEndian.AppendUint16(append(b, 2<<6|count, kind), uint16(words))
}
