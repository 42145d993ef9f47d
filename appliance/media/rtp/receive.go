package rtp

import (
	"cmp"
	"net/netip"
	"time"

	"cordboard/appliance/media"
)

// greed is how many batches one leg may read in a row, so that a flood on one
// port does not hold the others up.
const greed = 32

// drain reads what has come and hands it on.
func (l *Leg) drain(in *inbox) {
	defer l.guard()
	l.ear.Lock()
	defer l.ear.Unlock()
	for range greed {
		if l.closed {
			return
		}
		n := in.read(l.sound)
		arrival := l.shard.engine.clock.now()
		for i := range n {
			b, from := in.datagram(i)
			l.receive(b, from, arrival)
		}
		if n < batch {
			return
		}
	}
}

// receive takes one datagram; ear is held. Nothing is ever answered.
func (l *Leg) receive(b []byte, from netip.AddrPort, arrival time.Duration) {
	unproven := !admits(from, l.remote)
	if unproven && !l.learning.listens(from) {
		l.refuse(from)
		return
	}
	if control(b) {
		if l.agreed.Mux && !unproven {
			l.hearReport(b, arrival)
		}
		return
	}
	b, ok := l.ciphers.open(b)
	if !ok {
		l.counted.Forged++
		return
	}
	p, ok := parse(b)
	if !ok {
		l.counted.Malformed++
		return
	}
	if unproven {
		if !l.learning.proves(from, p, arrival) {
			l.refuse(from)
			return
		}
		l.settleAt(from)
	}
	if l.learning.open() && l.stream.received >= probation { // it is where it says
		l.learning = learning{}
	}
	l.last.Store(int64(arrival))
	switch l.stream.take(p) {
	case stranger:
		l.counted.Refused++
	case late:
		l.counted.Late++
	case taken:
		l.counted.Received++
		l.hear(p, arrival)
	}
}

// refuse counts a packet that is not the party's.
func (l *Leg) refuse(from netip.AddrPort) {
	l.counted.Refused++
	if l.counted.Received == 0 && l.remote.IsValid() {
		l.elsewhere.note(from)
	}
}

// hear hands a packet of the party's on.
func (l *Leg) hear(p packet, arrival time.Duration) {
	if !l.agreed.Sends || l.sink == nil {
		return
	}
	switch {
	case p.payloadType == cmp.Or(l.agreed.PayloadIn, l.agreed.Payload) && len(p.payload) > 0:
		l.speak()
		p.timestamp = l.count.Samples(p.timestamp, l.agreed.Codec)
		if !l.polled.Load() { // at the tick it would be ours that is measured
			l.stream.time(p.timestamp, samples(arrival))
		}
		l.pass(p)
	case l.agreed.Event != 0 && p.payloadType == cmp.Or(l.agreed.EventIn, l.agreed.Event):
		if digit, is := l.pressed.hear(p); is {
			l.sink.Digit(digit)
		}
	case p.payloadType == comfortNoise && l.agreed.Codec != media.Opus: // which has its own
		p.timestamp = l.count.Samples(p.timestamp, l.agreed.Codec)
		l.hush(p, arrival)
	}
}

// pass hands the sound of a packet on, in frames, however long it is; keys in
// it count where they have no other way.
func (l *Leg) pass(p packet) {
	to := l.sink
	if l.agreed.Event == 0 {
		to = l.tones
	}
	f := media.Frame{Codec: l.agreed.Codec, Timestamp: p.timestamp, Marker: p.marker}
	if f.Codec == media.Opus { // one packet is one frame, of a length of its own
		if f.Payload = p.payload; f.Samples() > 0 {
			to.Frame(f)
		} else {
			l.counted.Malformed++
		}
		return
	}
	for len(p.payload) > 0 {
		n := min(len(p.payload), media.FrameSamples)
		f.Payload, p.payload = p.payload[:n], p.payload[n:]
		to.Frame(f)
		f.Timestamp, f.Marker = f.Timestamp+uint32(n), false
	}
}
