package prompt

import "math"

const (
	lobes = 16  // of the sinc on each side
	beta  = 8.0 // of Kaiser's window: 80 dB below, what is folded back is not heard
)

// At is the sound at another rate, by a windowed sinc: one set of taps for each
// place that a new sample can have between two old ones.
func (s Sound) At(rate int) Sound {
	if s.Rate == rate || len(s.Samples) == 0 {
		return Sound{rate, s.Samples}
	}
	common := gcd(s.Rate, rate)
	up, down := rate/common, s.Rate/common
	phases, reach := taps(up, down)
	out := make([]float32, (len(s.Samples)*up+down-1)/down)
	for i := range out {
		at := i * down
		out[i] = s.weigh(at/up-reach+1, phases[at%up])
	}
	return Sound{rate, out}
}

// weigh sums samples from a place on, each with its tap; beyond both ends there
// is silence.
func (s Sound) weigh(from int, taps []float32) (sum float32) {
	to := min(len(taps), len(s.Samples)-from)
	for i := max(0, -from); i < to; i++ {
		sum += s.Samples[from+i] * taps[i]
	}
	return sum
}

// taps are a low-pass filter for each phase, and how far it reaches. Going down
// it cuts what the lower rate cannot hold.
func taps(up, down int) (phases [][]float32, reach int) {
	cut := 0.94 * min(1, float64(up)/float64(down))
	reach = int(math.Ceil(lobes / cut))
	phases = make([][]float32, up)
	for p := range phases {
		phases[p] = make([]float32, 2*reach)
		for i := range phases[p] {
			x := float64(i-reach+1) - float64(p)/float64(up)
			phases[p][i] = float32(cut * sinc(cut*x) * kaiser(x/float64(reach)))
		}
	}
	return phases, reach
}

func sinc(x float64) float64 {
	if x == 0 {
		return 1
	}
	return math.Sin(math.Pi*x) / (math.Pi * x)
}

// kaiser is Kaiser's window from -1 to 1.
func kaiser(x float64) float64 {
	if x <= -1 || x >= 1 {
		return 0
	}
	return bessel(beta*math.Sqrt(1-x*x)) / bessel(beta)
}

// bessel is the modified Bessel function of the first kind and order zero.
func bessel(x float64) float64 {
	sum, term := 1.0, 1.0
	for k := 1.0; term > sum*1e-10; k++ {
		term *= (x / (2 * k)) * (x / (2 * k))
		sum += term
	}
	return sum
}

func gcd(a, b int) int {
	for b != 0 {
		a, b = b, a%b
	}
	return a
}
