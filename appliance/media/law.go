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
func (l Law) Silence() byte {
	if l == ALaw {
		return 0xD5
	}
	return 0xFF
}

// Decode appends the samples that payload stands for to into.
func (l Law) Decode(into []int16, payload []byte) []int16 {
	t := l.samples()
	for _, b := range payload {
		into = append(into, t[b])
	}
	return into
}

// Encode appends the bytes that stand for the samples to into.
func (l Law) Encode(into []byte, samples []int16) []byte {
	encode := g711.EncodeUlawFrame
	if l == ALaw {
		encode = g711.EncodeAlawFrame
	}
	for _, s := range samples {
		into = append(into, encode(s))
	}
	return into
}

// Copy fills into with f's sound in law l and says how many bytes that is:
// as many as fit.
func (l Law) Copy(into []byte, f Frame) int {
	n := copy(into, f.Payload)
	if f.Law != l {
		t := muToA
		if l == MuLaw {
			t = aToMu
		}
		for i, b := range into[:n] {
			into[i] = t[b]
		}
	}
	return n
}

func (l Law) samples() *[256]int16 {
	if l == ALaw {
		return aSamples
	}
	return muSamples
}
