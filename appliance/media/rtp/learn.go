package rtp

import (
	"net/netip"
	"time"
)

// learning finds out from where a party behind address translation sends (RFC
// 7362): its SDP names an address that is nobody's here. The zero learning
// learns nothing.
type learning struct {
	hosts [2]netip.Addr // the only ones that are listened to: no stranger is followed

	from  netip.AddrPort // who is on probation
	since time.Duration
	trial stream
}

// probationTime is within what the packets of a probation have to come.
const probationTime = 2 * time.Second

// learn begins to.
func learn(via netip.Addr, remote netip.AddrPort) learning {
	if !via.IsValid() {
		return learning{}
	}
	return learning{hosts: [2]netip.Addr{via.Unmap().WithZone(""), remote.Addr()}}
}

func (l *learning) open() bool { return l.hosts[0].IsValid() }

// listens tells whether packets from an address are looked at.
func (l *learning) listens(from netip.AddrPort) bool {
	return l.open() && (from.Addr() == l.hosts[0] || from.Addr() == l.hosts[1])
}

// proves tells whether the sender of a good packet is the party: probation
// packets of one stream, in sequence and soon after each other.
func (l *learning) proves(from netip.AddrPort, p packet, arrival time.Duration) bool {
	if from != l.from || arrival-l.since > probationTime {
		l.from, l.since, l.trial = from, arrival, stream{}
	}
	return l.trial.prove(p)
}

// settleAt follows the party to where it sends from, and nowhere else any more;
// ear is held.
func (l *Leg) settleAt(from netip.AddrPort) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.remote, l.to, l.learning = from, wire(from), learning{}
	l.stream = stream{past: l.stream.past + l.stream.lost()}
}

// elsewhere notes who sends sound to a leg whose party is heard of from nowhere.
type elsewhere struct {
	from netip.AddrPort
	run  int // of packets from there
}

// note takes a packet that was refused.
func (e *elsewhere) note(from netip.AddrPort) {
	if e.from != from {
		e.from, e.run = from, 0
	}
	e.run++
}

// plenty is how many packets, a second's, are no mistake.
const plenty = 50

// of names the sender, if nothing came from where the party said that it is.
func (e *elsewhere) of(s Stats) netip.AddrPort {
	if s.Received > 0 || e.run < plenty {
		return netip.AddrPort{}
	}
	return e.from
}
