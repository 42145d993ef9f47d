package rtp

import (
	"crypto/rand"
	"math"
	chance "math/rand/v2"
	"net/netip"
	"sync/atomic"
	"time"

	"cordboard/appliance/media"
)

// reporting is what a leg tells and hears by RTCP (RFC 3550 section 6). Of two
// parties who speak at 64 kbit/s none needs to wait longer than the shortest
// interval, so there is no count of members here.
type reporting struct {
	due  atomic.Int64 // when the next report goes out, since boot; zero before Connect
	name string       // CNAME: one for each leg, which tells nothing (RFC 7022)

	// Of ours; ear and mu are held.
	told     bool      // one went out
	sent     [2]uint64 // packets at the last one and the one before
	ssrc     uint32    // whom the last one was about
	expected uint64    // of his, until then
	received uint64

	// Of the party's; ear is held.
	heard   report
	heardAt time.Duration // zero if none came
}

// interval is how long to wait for the next report: about 5 s, half of it
// before the first, and never twice the same, so that parties who began
// together do not go on together (RFC 3550 sections 6.2 and 6.3.1). chance
// lies between 0 and 1.
func interval(first bool, chance float64) time.Duration {
	const shortest = 5 * time.Second
	compensation := math.E - 1.5
	d := time.Duration(float64(shortest) * (0.5 + chance) / compensation)
	if first {
		d /= 2
	}
	return d
}

func newName() string { return rand.Text() }

// schedule sets when the next report goes out.
func (l *Leg) schedule(now time.Duration) {
	l.reports.due.Store(int64(now + interval(!l.reports.told, chance.Float64())))
}

// remind sends a report when one is due; at is this tick.
func (l *Leg) remind(at time.Duration) {
	if due := l.reports.due.Load(); due == 0 || int64(at) < due {
		return
	}
	defer l.guard()
	l.ear.Lock()
	defer l.ear.Unlock()
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.closed {
		return
	}
	l.tell(l.shard.engine.clock.now(), false)
}

// tell sends a report, the last one with BYE; ear and mu are held.
func (l *Leg) tell(now time.Duration, last bool) {
	r := &l.reports
	if last && !r.told && l.sent == 0 { // section 6.3.7: who was never there does not leave
		return
	}
	b := l.account(now).write(make([]byte, 0, 128), r.name, last)
	fd, to := l.rtcp, controlOf(l.remote)
	if l.agreed.Mux {
		fd, to = l.sound, l.remote
	}
	if w := wire(to); w.length > 0 {
		if b, ok := l.ciphers.sealReport(b); ok {
			sendTo(fd, b, &w)
		}
	}
	r.told = true
	l.schedule(now)
}

// account says what was sent and how the party is heard, and begins the next
// stretch; ear and mu are held. Who sent nothing in the last two is a receiver.
func (l *Leg) account(now time.Duration) report {
	r := &l.reports
	out := report{ssrc: l.ssrc, sender: l.sent > r.sent[1]}
	out.sent = moment{ntp(l.shard.engine.clock.time(now)), l.stamp(samples(now - l.start))}
	out.packets, out.octets = uint32(l.sent), uint32(l.octets)
	r.sent = [2]uint64{l.sent, r.sent[0]}
	s := &l.stream
	if !s.known {
		return out
	}
	if r.ssrc != s.ssrc {
		r.ssrc, r.expected, r.received = s.ssrc, 0, 0
	}
	expected := s.expected()
	out.about = block{
		ssrc: s.ssrc, fraction: fraction(expected-r.expected, s.received-r.received),
		lost: int32(min(s.lost(), 1<<23-1)), highest: s.last, jitter: uint32(s.jitter * float64(l.agreed.Codec.Ticks())),
	}
	r.expected, r.received = expected, s.received
	if r.heardAt != 0 && r.heard.sender && r.heard.ssrc == s.ssrc {
		out.about.lsr, out.about.dlsr = r.heard.sent.middle(), uint32(units(now-r.heardAt))
	}
	return out
}

// fraction is how many of 256 were lost; more came than were expected where
// the network doubled some, or the sender counted anew.
func fraction(expected, received uint64) uint8 {
	if int64(expected) <= 0 || received >= expected {
		return 0
	}
	return uint8(min((expected-received)*256/expected, 255))
}

// controlled reads the reports that have come to their own port.
func (l *Leg) controlled(in *inbox) {
	defer l.guard()
	l.ear.Lock()
	defer l.ear.Unlock()
	if l.closed {
		return
	}
	n := in.read(l.rtcp)
	arrival := l.shard.engine.clock.now()
	for i := range n {
		b, from := in.datagram(i)
		if !admits(from, controlOf(l.remote)) {
			l.counted.Refused++
			continue
		}
		l.hearReport(b, arrival)
	}
}

// hearReport takes a report of the party's; ear is held.
func (l *Leg) hearReport(b []byte, arrival time.Duration) {
	b, ok := l.ciphers.openReport(b)
	if !ok {
		l.counted.Forged++
		return
	}
	in, ok := parseReport(b, l.ssrc)
	if !ok {
		l.counted.Malformed++
		return
	}
	l.counted.Reports++
	l.last.Store(int64(arrival))
	r := &l.reports
	if in.sender {
		r.heard, r.heardAt = in, arrival
	}
	about := in.about
	if about.ssrc == 0 {
		return
	}
	l.counted.LostThere = uint64(max(about.lost, 0))
	l.counted.JitterThere = soundFor(float64(about.jitter) / float64(l.agreed.Codec.Ticks()))
	if about.lsr != 0 {
		l.counted.RoundTrip = roundTrip(uint32(ntp(l.shard.engine.clock.time(arrival))>>16), about, l.counted.RoundTrip)
	}
}

// roundTrip is how long it takes there and back, by a report that came at
// arrival (RFC 3550 section 6.4.1). A clock that is off over there, or a lie,
// leaves what was known.
func roundTrip(arrival uint32, about block, known time.Duration) time.Duration {
	took := int32(arrival - about.lsr - about.dlsr)
	if took < 0 || took > 60<<16 {
		return known
	}
	return max(time.Duration(took)*time.Second>>16, time.Microsecond)
}

// soundFor is how long so many samples sound.
func soundFor(n float64) time.Duration {
	return time.Duration(n * float64(time.Second) / media.SampleRate)
}

// controlOf is the address for RTCP that belongs to one for RTP (RFC 3550
// section 11); there is none above the last port.
func controlOf(a netip.AddrPort) netip.AddrPort {
	if !a.IsValid() || a.Port() == 0 || a.Port() == math.MaxUint16 {
		return netip.AddrPort{}
	}
	return netip.AddrPortFrom(a.Addr(), a.Port()+1)
}

// ntp is a time as NTP writes it: seconds since 1900 and fractions, 32 bits
// each.
func ntp(t time.Time) uint64 {
	const unix = 2_208_988_800 // the seconds from 1900 to 1970
	return uint64(t.Unix()+unix)<<32 | uint64(t.Nanosecond())<<32/uint64(time.Second)
}

// units counts d in 1/65536 s.
func units(d time.Duration) int64 { return int64(d) << 16 / int64(time.Second) }
