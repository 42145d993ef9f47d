package rtp

import (
	"encoding/binary"
	"math"
	"time"

	"cordboard/appliance/media"
)

const (
	// wander is how far the sound of a party that is passed on may stray from
	// our clock before it is put right, in samples: 100 ms. Less is for the
	// other side's jitter buffer.
	wander = media.SampleRate / 10
	// ahead is how far a party that sends faster than it sounds is followed.
	ahead = media.SampleRate
	// largestFrame is the most sound that is passed on at once, in samples.
	largestFrame = packetMost
)

// speaking is the half of a leg that sends. One SSRC, one sequence and one
// time line carry prompts, music, keys and other parties' sound alike.
//
// Positions count samples since start, on a clock that never steps, and a
// packet's timestamp is base more. Sequence numbers count packets (RFC 3550
// section 5.1): if they followed the clock as well, every silence would look
// like loss to the exchange.
type speaking struct {
	connected bool
	to        wireAddr
	start     time.Duration // since boot
	ssrc      uint32
	base      uint32
	sequence  uint16 // of the next packet
	used      uint64 // sequence numbers
	sent      uint64
	octets    uint64 // of what was sent, without headers
	until     int64  // the position after what was sent last
	line      media.Timeline
	voice     media.Transcoder // of what is passed on
	packing                    // in packing.go
	source    media.Source
	plain     [media.FrameSamples]byte // of the source, where it is Opus that is agreed on
	done      func(whole bool)
	spurt     bool // what comes next is another voice than before
	keys      pressing
	pressedAt int64 // the position at which the key that is down went down
	out       [largest]byte
}

// Play plays s, in place of what played before; nil is a source that ends at
// once.
func (l *Leg) Play(s media.Source, done func(whole bool)) {
	if s == nil {
		s = media.Sequence()
	}
	if !l.replace(s, done) && done != nil {
		done(false)
	}
}

// Stop ends what plays at once.
func (l *Leg) Stop() { l.replace(nil, nil) }

// replace tells whom it concerns that his source was replaced; a leg that is
// closed plays nothing any more.
func (l *Leg) replace(s media.Source, done func(bool)) bool {
	l.mu.Lock()
	if l.closed {
		l.mu.Unlock()
		return false
	}
	before := l.take(s, done)
	l.mu.Unlock()
	if before != nil {
		before(false)
	}
	return true
}

// take puts a source in place of the one that plays and answers whom to tell
// of that; mu is held.
func (l *Leg) take(s media.Source, done func(bool)) (before func(bool)) {
	before = l.done
	l.flush()
	l.source, l.done, l.spurt = s, done, true
	l.line.Reset()
	l.settle()
	return before
}

// Send passes one frame on. It keeps the spacing that it came with; while
// something plays or a key is down it is dropped.
func (l *Leg) Send(f media.Frame) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if !l.connected || l.closed || l.source != nil || l.keys.down {
		return
	}
	if n := f.Samples(); n == 0 || n > largestFrame {
		return
	}
	now := samples(l.shard.engine.clock.now() - l.start)
	pos, moved := l.line.Place(f.Timestamp, now)
	if pos < l.until {
		if !moved {
			return // it was overtaken
		}
		l.line.Push(l.until - pos)
		pos = l.until
	}
	if pos > now+ahead {
		return
	}
	n := l.voice.Copy(l.out[headerSize:], l.agreed.Codec, f)
	l.say(l.spurt || f.Marker || moved && pos != l.until, pos, n)
	l.spurt, l.until = false, pos+int64(f.Samples())
}

// SendDigit presses a key, after those that wait; without an agreed
// telephone-event, and to a party that wants to hear nothing, it does nothing.
func (l *Leg) SendDigit(d media.Digit) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.connected && !l.closed && l.agreed.Event != 0 && l.agreed.Hears {
		l.keys.add(d)
		l.settle()
	}
}

// feed sends what is due at a tick.
func (l *Leg) feed(at time.Duration) {
	defer l.guard()
	if done := l.play(at); done != nil {
		done(true)
	}
}

// play sends a frame of what plays, or of the key that is down, and answers
// whom to tell when it was the last.
func (l *Leg) play(at time.Duration) (done func(bool)) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if !l.connected || l.closed {
		return nil
	}
	pos := max(samples(at-l.start), l.until)
	if l.keys.down || l.keys.begin() {
		l.press(pos)
		return nil
	}
	if l.source == nil {
		l.settle()
		return nil
	}
	n, more := l.next(l.out[headerSize:])
	if !more {
		return l.take(nil, nil)
	}
	l.say(l.spurt || pos > l.until, pos, n)
	l.spurt, l.until = false, pos+media.FrameSamples
	return nil
}

// next fills into with the next frame of what plays. Sources know no packets,
// so Opus is made of what they give.
func (l *Leg) next(into []byte) (n int, more bool) {
	if l.agreed.Codec != media.Opus {
		return media.FrameSamples, l.source.Next(l.agreed.Codec, into[:media.FrameSamples])
	}
	f := media.Frame{Codec: media.PCMU, Payload: l.plain[:]}
	if !l.source.Next(f.Codec, f.Payload) {
		return 0, false
	}
	return l.voice.Copy(into, media.Opus, f), true
}

// press sends a frame of the key that is down (RFC 4733 section 2.5.1): all
// its packets carry the timestamp of its beginning, the first one the marker,
// the last is sent three times.
func (l *Leg) press(pos int64) {
	first := l.keys.sent == 0
	if first {
		l.flush()
		l.pressedAt = pos
	}
	l.keys.sent++
	last := l.keys.sent == l.keys.frames
	const volume = 10 // -10 dBm0
	event := l.out[headerSize : headerSize+4]
	event[0], event[1] = l.keys.event, volume
	if last {
		event[1] |= 0x80
	}
	length := l.keys.sent * media.FrameSamples
	binary.BigEndian.PutUint16(event[2:], uint16(min(length*max(1, l.agreed.EventClock/media.SampleRate), math.MaxUint16)))
	times := 1
	if last {
		times = ends
		l.keys.end()
	}
	for range times {
		l.emit(l.agreed.Event, first, l.pressedAt, len(event))
	}
	l.until = l.pressedAt + int64(length)
}

// emit sends the n bytes in out behind the header, unless the party wants to
// hear nothing.
func (l *Leg) emit(payloadType uint8, marker bool, pos int64, n int) {
	if l.to.length == 0 || !l.agreed.Hears {
		return
	}
	writeHeader(l.out[:], packet{
		payloadType: payloadType, marker: marker, sequence: l.sequence,
		timestamp: l.stamp(pos), ssrc: l.ssrc,
	})
	l.sequence++
	l.used++
	b, ok := l.ciphers.seal(l.out[:headerSize+n])
	if ok && sendTo(l.sound, b, &l.to) {
		l.sent++
		l.octets += uint64(n)
	}
}
