package rtp

import (
	"fmt"
	"math/rand/v2"
	"net/netip"
	"sync"
	"sync/atomic"
	"time"

	"cordboard/appliance/media"
)

// Leg is the sound of one telephone: a pair of ports of ours, and the party
// that Connect names. It is a media.Player.
type Leg struct {
	shard *shard
	place int // among the shard's legs; under shard.mu
	slot  int
	local netip.AddrPort
	sound int // the socket for RTP
	rtcp  int

	murmurs atomic.Bool // there is noise to be heard of the party

	polled atomic.Bool  // read at the tick, not when a packet comes
	busy   atomic.Bool  // feed has something to send
	last   atomic.Int64 // when the party was last heard, since boot

	ear       sync.Mutex
	sink      media.Sink
	tones     media.Sink     // hears the sink's keys in the sound
	agreed    media.Stream   // also under mu: written under both
	remote    netip.AddrPort // agreed.Remote as the kernel writes it, or what was learnt
	learning  learning
	elsewhere elsewhere
	closed    bool // also under mu
	stream    stream
	count     media.Count // of the party's timestamps
	pressed   pressed
	hushed    hushed
	counted   Stats
	reports   reporting // in report.go

	mu        sync.Mutex
	speaking  // what is sent, in send.go
	listening bool
	ciphers   ciphers // in: under ear, out: under mu
}

var _ media.Player = (*Leg)(nil)

func newLeg(s *shard, slot int, local netip.AddrPort, sound, rtcp int) *Leg {
	l := &Leg{shard: s, slot: slot, local: local, sound: sound, rtcp: rtcp}
	l.start = s.engine.clock.now()
	l.ssrc, l.base, l.sequence = rand.Uint32(), rand.Uint32(), uint16(rand.Uint32())
	l.line = media.Timeline{Early: wander, Late: wander}
	l.reports.name = newName()
	l.polled.Store(true)
	return l
}

// Local is where the leg wants its packets.
func (l *Leg) Local() netip.AddrPort { return l.local }

// Connect begins the exchange with the party that was agreed on, or goes on
// with what was agreed on anew. Before it nothing is sent and nobody is heard.
func (l *Leg) Connect(s media.Stream) {
	l.ear.Lock()
	defer l.ear.Unlock()
	l.mu.Lock()
	defer l.mu.Unlock()
	remote := named(s)
	if l.connected && remote == named(l.agreed) && s.Via == l.agreed.Via {
		remote = l.remote // what was learnt
	} else {
		l.stream = stream{past: l.stream.past + l.stream.lost()}
		l.learning = learn(s.Via, remote)
	}
	l.flush()
	l.speak()
	if err := l.ciphers.agree(s.Crypto); err != nil { // nothing goes out that should have been encrypted
		l.shard.engine.log.Error("leg cannot encrypt", "err", err)
		s.Hears, s.Sends = false, false
	}
	l.recount(s.Codec)
	l.agreed, l.remote, l.connected = s, remote, true
	l.to = wire(remote)
	if l.reports.due.Load() == 0 {
		l.schedule(l.shard.engine.clock.now())
	}
}

// named is where a party said that it is, as the kernel writes it.
func named(s media.Stream) netip.AddrPort {
	return netip.AddrPortFrom(s.Remote.Addr().Unmap().WithZone(""), s.Remote.Port())
}

// Listen hands what the party says to s, in place of whoever listened before.
func (l *Leg) Listen(s media.Sink) {
	l.ear.Lock()
	defer l.ear.Unlock()
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.closed {
		return
	}
	l.sink, l.tones, l.listening = s, nil, s != nil
	if s != nil {
		l.tones = media.HearKeys(s)
	}
	l.settle()
}

// Close ends the leg and gives its ports back. What plays is done, and nobody
// listens any more, when it returns; safe to call twice.
func (l *Leg) Close() {
	done, first := l.end()
	if !first {
		return
	}
	l.shard.remove(l)
	l.shard.engine.legs[l.slot].CompareAndSwap(l, nil)
	if done != nil {
		done(false)
	}
}

func (l *Leg) end() (done func(bool), first bool) {
	l.ear.Lock()
	defer l.ear.Unlock()
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.closed {
		return nil, false
	}
	if l.connected {
		l.tell(l.shard.engine.clock.now(), true)
	}
	l.closed, l.sink, l.tones, l.listening = true, nil, nil, false
	done = l.take(nil, nil)
	shut(l.sound) // which also takes it out of epoll
	shut(l.rtcp)
	return done, true
}

// settle chooses how the leg's socket is read; mu is held. Reading at the tick
// is cheaper, and while something plays nobody waits for what the party says
// but for keys. A party that talks to another is heard at once.
func (l *Leg) settle() {
	l.busy.Store(l.source != nil || !l.keys.idle() || l.keys.rest > 0)
	polled := l.source != nil || !l.listening
	if l.closed || l.polled.Swap(polled) == polled {
		return
	}
	if polled {
		l.shard.unwatch(l.sound)
	} else if err := l.shard.watch(l.sound, l.slot); err != nil {
		l.polled.Store(true)
	}
}

// guard ends a panic of what one leg called, so that the others go on: it is
// deferred by everything that a shard calls, outermost.
func (l *Leg) guard() {
	if failed := recover(); failed != nil {
		l.shard.engine.log.Error("leg failed", "err", fmt.Sprint(failed))
		l.Listen(nil)
		l.Stop()
	}
}

// LastHeard is when the last packet came from the party, of sound or a report
// (one who suppresses silence still reports), zero if none did.
func (l *Leg) LastHeard() time.Time {
	at := l.last.Load()
	if at == 0 {
		return time.Time{}
	}
	return l.shard.engine.clock.time(time.Duration(at))
}

// Stats is what a leg has counted.
type Stats struct {
	Sent, Received uint64 // packets
	Lost           uint64 // packets of the party's that never came
	Late           uint64 // that came twice, or after their successor
	Refused        uint64 // from elsewhere, or of a sender not yet believed
	Malformed      uint64
	Forged         uint64 // of encrypted ones: not the party's, or come before
	// Elsewhere is where nearly all came from that is heard of nowhere else: the
	// party, it seems, behind address translation. Zero: there is none such.
	Elsewhere netip.AddrPort
	// Jitter is that of RFC 3550 section 6.4.1, measured while the party
	// talks to another one.
	Jitter time.Duration

	Reports     uint64        // of the party's (RTCP)
	LostThere   uint64        // packets of ours that never came, as it says
	JitterThere time.Duration // as it says
	RoundTrip   time.Duration // zero until it was measured
}

// Stats answers what was counted until now.
func (l *Leg) Stats() Stats {
	l.ear.Lock()
	defer l.ear.Unlock()
	l.mu.Lock()
	defer l.mu.Unlock()
	s := l.counted
	s.Sent = l.sent
	s.Lost = l.stream.past + l.stream.lost()
	s.Jitter = soundFor(l.stream.jitter)
	s.Elsewhere = l.elsewhere.of(s)
	return s
}

// Snapshot is what another process needs to go on with a leg: plain values,
// which change only when Connect is called.
type Snapshot struct {
	Local     netip.AddrPort
	SSRC      uint32
	Start     time.Duration // CLOCK_BOOTTIME; timestamps count samples from here
	Timestamp uint32        // at Start
	Sequence  uint16        // at Start
	Stream    media.Stream
}

// Snapshot answers the leg's state. Sequence numbers run on by one a packet
// and so never ahead of one every 20 ms since Start, but for a few: whoever
// goes on with them takes the one of his moment and adds a second's.
func (l *Leg) Snapshot() Snapshot {
	l.mu.Lock()
	defer l.mu.Unlock()
	return Snapshot{
		Local: l.local, SSRC: l.ssrc, Start: l.start, Timestamp: l.base,
		Sequence: l.sequence - uint16(l.used), Stream: l.agreed,
	}
}
