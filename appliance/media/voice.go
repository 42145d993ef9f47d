package media

import (
	"slices"

	"github.com/gotranspile/g722"
)

// Decoder turns one voice's frames, in whatever codec they come, into samples
// at 8,000 a second. G.722 has a memory: each voice needs a Decoder of its own,
// and gives it all its frames in their order. The zero Decoder is ready.
//
// Of G.722 the lower band alone is decoded. Its filters let what sounds above
// 4 kHz through, mirrored, 6 dB down at 4.3 kHz and 20 dB at 5 kHz, which is
// not heard beside the voice; both bands and a filter of our own would cost
// three times as much for every recorded call.
type Decoder struct{ wide *g722.Decoder }

// Decode appends the samples of f to into.
func (d *Decoder) Decode(into []int16, f Frame) []int16 {
	if f.Codec != G722 {
		return f.Codec.Decode(into, f.Payload)
	}
	if d.wide == nil {
		d.wide = g722.NewDecoder(g722.RateDefault, g722.FlagSampleRate8000)
	}
	begin := len(into)
	into = slices.Grow(into, len(f.Payload))[:begin+len(f.Payload)]
	d.wide.Decode(into[begin:], f.Payload)
	return into
}

// Encoder is the other way: samples at 8,000 a second into frames of one voice.
// The zero Encoder is ready.
type Encoder struct{ wide *g722.Encoder }

// Encode appends the bytes that stand for samples in c to into.
func (e *Encoder) Encode(into []byte, c Codec, samples []int16) []byte {
	if c != G722 {
		return c.Encode(into, samples)
	}
	if e.wide == nil {
		e.wide = g722.NewEncoder(g722.RateDefault, g722.FlagSampleRate8000)
	}
	begin := len(into)
	into = slices.Grow(into, len(samples))[:begin+len(samples)]
	e.wide.Encode(into[begin:], samples)
	return into
}

// Transcoder passes frames on to one who speaks a certain codec: untouched
// where the frames are in it already, by one look-up a byte from one law to
// the other, and decoded and encoded where one of the two is G.722. The zero
// Transcoder is ready; one serves one direction.
type Transcoder struct {
	from    Decoder
	to      Encoder
	samples []int16
}

// Copy fills into with f's sound in c and says how many bytes that is: as many
// as fit.
func (t *Transcoder) Copy(into []byte, c Codec, f Frame) int {
	f.Payload = f.Payload[:min(len(f.Payload), len(into))]
	switch {
	case f.Codec == c:
		return copy(into, f.Payload)
	case f.Codec != G722 && c != G722:
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
	return len(t.to.Encode(into[:0], c, t.samples))
}
