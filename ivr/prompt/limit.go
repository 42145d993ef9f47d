package prompt

import (
	"math"
	"slices"
)

// limit turns the sound down around each peak above a ceiling, in dBFS, over
// some milliseconds before and behind it, so that nothing is clipped.
func (s Sound) limit(ceiling float64) {
	most := factor(ceiling)
	if s.peak() <= most {
		return
	}
	gain := make([]float64, len(s.Samples))
	for i, v := range s.Samples {
		gain[i] = min(1, most/max(math.Abs(float64(v)), most))
	}
	reach := s.Rate / 200 // 5 ms
	// The least over a window, and then the mean over one as wide: smooth, and
	// at no sample more than that one bears.
	gain = around(gain, reach, slices.Min[[]float64])
	gain = around(gain, reach, mean)
	for i := range s.Samples {
		s.Samples[i] *= float32(gain[i])
	}
}

// around gives for each value what of makes of its neighbours.
func around(all []float64, reach int, of func([]float64) float64) []float64 {
	out := make([]float64, len(all))
	for i := range all {
		out[i] = of(all[max(0, i-reach):min(len(all), i+reach+1)])
	}
	return out
}
