package media

import "math"

// halve turns 16,000 samples a second into 8,000: what lies above the
// telephone's band is filtered out first, or it would come back as noise
// inside it.
func halve(samples []int16) []int16 {
	taps := lowPass(95, 3700.0/16000)
	half := len(taps) / 2
	out := make([]int16, 0, (len(samples)+1)/2)
	for i := 0; i < len(samples); i += 2 {
		var sum float64
		for k, tap := range taps {
			if j := i + k - half; j >= 0 && j < len(samples) {
				sum += tap * float64(samples[j])
			}
		}
		out = append(out, int16(math.Round(max(math.MinInt16, min(math.MaxInt16, sum)))))
	}
	return out
}

// lowPass gives n taps of a sinc under a Blackman window that lets pass what
// lies below cutoff, as a part of the sample rate.
func lowPass(n int, cutoff float64) []float64 {
	taps := make([]float64, n)
	var sum float64
	for i := range taps {
		x, turn := float64(i-n/2), 2*math.Pi*float64(i)/float64(n-1)
		sinc := 2 * cutoff
		if x != 0 {
			sinc = math.Sin(2*math.Pi*cutoff*x) / (math.Pi * x)
		}
		taps[i] = sinc * (0.42 - 0.5*math.Cos(turn) + 0.08*math.Cos(2*turn))
		sum += taps[i]
	}
	for i := range taps {
		taps[i] /= sum
	}
	return taps
}
