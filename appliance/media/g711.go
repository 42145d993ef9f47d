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
