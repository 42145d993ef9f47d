package media

import (
	"slices"

	"github.com/gotranspile/g722"
	"github.com/thesyncim/gopus"
)

// Decoder turns one voice's frames, in whatever codec they come, into samples
// at 8,000 a second. G.722 and Opus have a memory: each voice needs a Decoder of
// its own, and gives it all its frames in their order. The zero Decoder is ready.
//
// Of G.722 the lower band alone is decoded. Its filters let what sounds above
// 4 kHz through, mirrored, 6 dB down at 4.3 kHz and 20 dB at 5 kHz, which is
// not heard beside the voice; both bands and a filter of our own would cost
// three times as much for every recorded call.
type Decoder struct {
	wide *g722.Decoder
	opus *gopus.Decoder
}

// Decode appends the samples of f to into, as many as f.Samples says.
func (d *Decoder) Decode(into []int16, f Frame) []int16 {
	switch f.Codec {
	case G722:
		if d.wide == nil {
			d.wide = g722.NewDecoder(g722.RateDefault, g722.FlagSampleRate8000)
		}
		begin := len(into)
		into = slices.Grow(into, len(f.Payload))[:begin+len(f.Payload)]
		d.wide.Decode(into[begin:], f.Payload)
		return into
	case Opus:
		if d.opus == nil {
			d.opus = newOpusDecoder()
		}
		return decodeOpus(d.opus, into, f.Payload)
	}
	return f.Codec.Decode(into, f.Payload)
}

// Encoder is the other way: samples at 8,000 a second into frames of one voice.
// The zero Encoder is ready.
type Encoder struct {
	wide *g722.Encoder
	opus *gopus.Encoder
}

// Encode appends the bytes that stand for samples in c to into; for Opus, a
// packet, which holds 2.5, 5, 10, 20, 40 or 60 ms: what is left over is dropped.
func (e *Encoder) Encode(into []byte, c Codec, samples []int16) []byte {
	switch c {
	case G722:
		if e.wide == nil {
			e.wide = g722.NewEncoder(g722.RateDefault, g722.FlagSampleRate8000)
		}
		begin := len(into)
		into = slices.Grow(into, len(samples))[:begin+len(samples)]
		e.wide.Encode(into[begin:], samples)
		return into
	case Opus:
		if e.opus == nil {
			e.opus = newOpusEncoder()
		}
		return encodeOpus(e.opus, into, samples)
	}
	return c.Encode(into, samples)
}

// Transcoder passes frames on to one who speaks a certain codec: untouched
// where the frames are in it already, by one look-up a byte from one law to
// the other, and decoded and encoded where one of the two remembers what was
// before. The zero Transcoder is ready; one serves one direction.
type Transcoder struct {
	from    Decoder
	to      Encoder
	samples []int16
}

// Copy fills into with f's sound in c and says how many bytes that is: as many
// as fit.
func (t *Transcoder) Copy(into []byte, c Codec, f Frame) int {
	if f.Codec != Opus || c == Opus { // else it is not by the bytes
		f.Payload = f.Payload[:min(len(f.Payload), len(into))]
	}
	switch {
	case f.Codec == c:
		return copy(into, f.Payload)
	case !f.Codec.remembers() && !c.remembers():
		cross := muToA
		if c == PCMU {
			cross = aToMu
		}
		for i, b := range f.Payload {
			into[i] = cross[b]
		}
		return len(f.Payload)
	}
	t.samples = t.from.Decode(t.samples[:0], f)
	return copy(into, t.to.Encode(into[:0], c, t.samples))
}
