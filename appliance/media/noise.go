package media

import "math"

// Noise is what is heard where somebody is silent and does not send his
// silence (RFC 3389): even and soft, so that nobody takes the line for dead.
type Noise struct {
	height int32
	state  uint32
	voice  Encoder
}

// NewNoise makes a noise as faint as a quiet room's.
func NewNoise() *Noise {
	n := &Noise{state: 1}
	n.Level(70)
	return n
}

// Level sets how far below the loudest that there is the noise lies, in
// decibels; nobody is sent any above 40.
func (n *Noise) Level(below uint8) {
	rms := math.MaxInt16 * math.Pow(10, -float64(max(below, 40))/20)
	n.height = int32(rms * math.Sqrt(3)) // of numbers spread evenly
}

// Next fills into with noise; it has no end.
func (n *Noise) Next(codec Codec, into []byte) bool {
	var samples [FrameSamples]int16
	for len(into) > 0 {
		count := min(len(into), len(samples))
		for i := range count {
			n.state = n.state*1664525 + 1013904223
			samples[i] = int16(int64(int32(n.state)) * int64(n.height) >> 31)
		}
		n.voice.Encode(into[:0], codec, samples[:count])
		into = into[count:]
	}
	return true
}
