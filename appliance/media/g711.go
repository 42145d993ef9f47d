package media

import "github.com/zaf/g711"

// The 16-bit sample of every byte, and the byte of the other law that sounds
// nearest (ITU-T G.711 tables 3 and 4): crossing the laws is one look-up a
// byte, which is why it does not count as transcoding here.
var (
	muSamples = table(g711.DecodeUlawFrame)
	aSamples  = table(g711.DecodeAlawFrame)
	muToA     = table(g711.Ulaw2AlawFrame)
	aToMu     = table(g711.Alaw2UlawFrame)
)

func table[T any](of func(uint8) T) *[256]T {
	var t [256]T
	for i := range t {
		t[i] = of(uint8(i))
	}
	return &t
}

// Silence is the byte that stands for no sound.
func (c Codec) Silence() byte {
	if c == PCMA {
		return 0xD5
	}
	return 0xFF
}

// Decode appends the samples that payload stands for to into.
func (c Codec) Decode(into []int16, payload []byte) []int16 {
	t := c.samples()
	for _, b := range payload {
		into = append(into, t[b])
	}
	return into
}

// Encode appends the bytes that stand for the samples to into.
func (c Codec) Encode(into []byte, samples []int16) []byte {
	encode := g711.EncodeUlawFrame
	if c == PCMA {
		encode = g711.EncodeAlawFrame
	}
	for _, s := range samples {
		into = append(into, encode(s))
	}
	return into
}

// Copy fills into with f's sound in codec c and says how many bytes that is:
// as many as fit.
func (c Codec) Copy(into []byte, f Frame) int {
	n := copy(into, f.Payload)
	if f.Codec != c {
		t := muToA
		if c == PCMU {
			t = aToMu
		}
		for i, b := range into[:n] {
			into[i] = t[b]
		}
	}
	return n
}

func (c Codec) samples() *[256]int16 {
	if c == PCMA {
		return aSamples
	}
	return muSamples
}
