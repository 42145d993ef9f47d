package prompt

import "math"

// Target is how loud prompts are made: the programme loudness of EBU R 128. It
// is measured as in ITU-R BS.1770-4, weighted as ears hear and gated, and not
// as plain RMS, because pauses between sentences would count there, and a
// prompt with many would come out louder than the music before it.
const Target = -23.0

const (
	// ceiling is the most that a sample may be, in dBFS: G.711 leaves little
	// room above speech, and handsets distort before it is used up.
	ceiling = -3.0
	// mostGain bounds how much is added to what was recorded softly, or noise
	// would be all that is heard of it.
	mostGain = 30.0
	// silent is the gate of BS.1770 below which nothing is programme.
	silent = -70.0
	// relative is its second gate, below the loudness of what passed the first.
	relative = -10.0
)

// Loudness is in LUFS; below -70 for what is silence. Of sound that is shorter
// than one block of 400 ms, it is that of the whole.
func (s Sound) Loudness() float64 {
	blocks := s.blocks()
	first := gated(blocks, silent)
	if len(first) == 0 {
		return math.Inf(-1)
	}
	return lufs(mean(gated(first, lufs(mean(first))+relative)))
}

// blocks are the mean squares of blocks of 400 ms, a new one each 100 ms.
func (s Sound) blocks() (all []float64) {
	heard := s.weighted()
	size, step := s.Rate*4/10, s.Rate/10
	if len(heard) <= size {
		return []float64{meanSquare(heard)}
	}
	for from := 0; from+size <= len(heard); from += step {
		all = append(all, meanSquare(heard[from:from+size]))
	}
	return all
}

func gated(blocks []float64, gate float64) (passed []float64) {
	for _, b := range blocks {
		if lufs(b) >= gate {
			passed = append(passed, b)
		}
	}
	return passed
}

func lufs(power float64) float64 { return -0.691 + 10*math.Log10(power) }

func mean(all []float64) (m float64) {
	for _, v := range all {
		m += v
	}
	return m / float64(len(all))
}

func meanSquare(all []float64) (m float64) {
	if len(all) == 0 {
		return 0
	}
	for _, v := range all {
		m += v * v
	}
	return m / float64(len(all))
}

// weighted is the sound behind the two filters of BS.1770-4, annex 1: what the
// head does to it, and what ears hear of low tones.
func (s Sound) weighted() []float64 {
	shelf, low := shelf(s.Rate), lowCut(s.Rate)
	heard := make([]float64, len(s.Samples))
	for i, v := range s.Samples {
		heard[i] = low.next(shelf.next(float64(v)))
	}
	return heard
}

// biquad is a filter of the second order.
type biquad struct {
	b0, b1, b2, a1, a2 float64
	z1, z2             float64
}

func (f *biquad) next(in float64) float64 {
	out := f.b0*in + f.z1
	f.z1 = f.b1*in - f.a1*out + f.z2
	f.z2 = f.b2*in - f.a2*out
	return out
}

// shelf and lowCut are the standard's filters, given there for 48 kHz alone,
// worked out for any rate from the analogue ones behind them.
func shelf(rate int) biquad {
	const frequency, quality, gain = 1681.974450955533, 0.7071752369554196, 3.999843853973347
	k, high := math.Tan(math.Pi*frequency/float64(rate)), factor(gain)
	band := math.Pow(high, 0.4996667741545416)
	a0 := 1 + k/quality + k*k
	return biquad{
		b0: (high + band*k/quality + k*k) / a0, b1: 2 * (k*k - high) / a0, b2: (high - band*k/quality + k*k) / a0,
		a1: 2 * (k*k - 1) / a0, a2: (1 - k/quality + k*k) / a0,
	}
}

func lowCut(rate int) biquad {
	const frequency, quality = 38.13547087602444, 0.5003270373238773
	k := math.Tan(math.Pi * frequency / float64(rate))
	a0 := 1 + k/quality + k*k
	return biquad{b0: 1, b1: -2, b2: 1, a1: 2 * (k*k - 1) / a0, a2: (1 - k/quality + k*k) / a0}
}
