package rtp

import (
	"time"

	"cordboard/appliance/media"
)

// comfortNoise is its payload type (RFC 3389 section 4). A party may send it
// whatever was agreed on: it stands for the silence that is not sent.
const comfortNoise = 13

// hushed is a party that suppresses its silence: until it speaks again, what
// it says is the noise that it asks for.
type hushed struct {
	on        bool
	noise     *media.Noise
	timestamp uint32 // of the next frame of noise
	at        time.Duration
	frame     [media.FrameSamples]byte
}

// hush begins the noise, or changes it; ear is held.
func (l *Leg) hush(p packet, arrival time.Duration) {
	h := &l.hushed
	if len(p.payload) == 0 {
		return
	}
	if h.noise == nil {
		h.noise = media.NewNoise()
	}
	h.noise.Level(p.payload[0] & 0x7F) // RFC 3389 section 3.1: in -dBov
	if !h.on {
		h.on, h.timestamp, h.at = true, p.timestamp, arrival
	}
	l.murmurs.Store(true)
}

// murmur hands on the noise that is due at a tick.
func (l *Leg) murmur(at time.Duration) {
	defer l.guard()
	l.ear.Lock()
	defer l.ear.Unlock()
	h := &l.hushed
	if !h.on || l.closed || l.sink == nil || !l.agreed.Sends {
		return
	}
	for ; h.at <= at; h.at += media.FrameTime {
		if at-h.at < catchUp*media.FrameTime {
			h.noise.Next(l.agreed.Codec, h.frame[:])
			l.sink.Frame(media.Frame{Codec: l.agreed.Codec, Payload: h.frame[:], Timestamp: h.timestamp})
		}
		h.timestamp += media.FrameSamples
	}
}

// speak ends the noise: the party says something; ear is held.
func (l *Leg) speak() {
	if l.hushed.on {
		l.hushed.on = false
		l.murmurs.Store(false)
	}
}
