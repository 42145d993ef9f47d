package media

import "github.com/zaf/g711"

// Clock is what a codec's timestamps count in a second on the wire.
func (c Codec) Clock() int {
	if c == Opus {
		return opusClock
	}
	return SampleRate
}

// Samples is how much sound payload stands for, at SampleRate; 0 if it is none.
func (c Codec) Samples(payload []byte) int {
	if c == Opus {
		return opusSamples(payload)
	}
	return len(payload)
}

// Samples is how much sound the frame holds, at SampleRate.
func (f Frame) Samples() int { return f.Codec.Samples(f.Payload) }

// Silent is the frame with nothing in it that sounds; into is where its bytes
// go, as many as fit.
func (f Frame) Silent(into []byte) Frame {
	if f.Codec == Opus {
		f.Payload = opusSilence(into[:0], f.Samples())
		return f
	}
	f.Payload = into[:min(len(f.Payload), len(into))]
	for i := range f.Payload {
		f.Payload[i] = f.Codec.Silence()
	}
	return f
}

// Silence is the byte that stands for no sound. For G.722, where a byte is a
// step from the one before, it is the one that stays nearest to none. Opus has
// none (see Frame.Silent).
func (c Codec) Silence() byte {
	if c == PCMA {
		return 0xD5
	}
	return 0xFF
}

// Decode appends the samples that payload stands for to into; of G.722 it must
// be the whole sound, from its beginning, and of Opus its only packet (see
// Decoder).
func (c Codec) Decode(into []int16, payload []byte) []int16 {
	if c.remembers() {
		return new(Decoder).Decode(into, Frame{Codec: c, Payload: payload})
	}
	table := muSamples
	if c == PCMA {
		table = aSamples
	}
	for _, b := range payload {
		into = append(into, table[b])
	}
	return into
}

// remembers tells whether what a codec's bytes stand for depends on the ones
// before.
func (c Codec) remembers() bool { return c == G722 || c == Opus }

// Encode appends the bytes that stand for the samples to into; for G.722 they
// must be the whole sound, and for Opus its only packet (see Encoder).
func (c Codec) Encode(into []byte, samples []int16) []byte {
	if c.remembers() {
		return new(Encoder).Encode(into, c, samples)
	}
	encode := g711.EncodeUlawFrame
	if c == PCMA {
		encode = g711.EncodeAlawFrame
	}
	for _, s := range samples {
		into = append(into, encode(s))
	}
	return into
}
