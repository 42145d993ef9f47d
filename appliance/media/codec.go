package media

import "github.com/zaf/g711"

// Silence is the byte that stands for no sound. For G.722, where a byte is a
// step from the one before, it is the one that stays nearest to none.
func (c Codec) Silence() byte {
	if c == PCMA {
		return 0xD5
	}
	return 0xFF
}

// Decode appends the samples that payload stands for to into; of G.722 it must
// be the whole sound, from its beginning (see Decoder).
func (c Codec) Decode(into []int16, payload []byte) []int16 {
	if c == G722 {
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

// Encode appends the bytes that stand for the samples to into; for G.722 they
// must be the whole sound (see Encoder).
func (c Codec) Encode(into []byte, samples []int16) []byte {
	if c == G722 {
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
