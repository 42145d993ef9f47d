package prompt

import (
	"math"
	"time"
)

// Sound is one channel of sound; a sample is between -1 and 1.
type Sound struct {
	Rate    int // samples a second
	Samples []float32
}

// Length is how long it plays.
func (s Sound) Length() time.Duration {
	if s.Rate == 0 {
		return 0
	}
	return time.Duration(len(s.Samples)) * time.Second / time.Duration(s.Rate)
}

// peak is the largest sample.
func (s Sound) peak() (most float64) {
	for _, v := range s.Samples {
		most = max(most, math.Abs(float64(v)))
	}
	return most
}

// scale makes it louder or softer, in place.
func (s Sound) scale(gain float64) {
	for i := range s.Samples {
		s.Samples[i] *= float32(gain)
	}
}

// factor is by how much a level in dB changes sound pressure.
func factor(decibels float64) float64 { return math.Pow(10, decibels/20) }
