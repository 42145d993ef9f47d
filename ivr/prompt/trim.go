package prompt

import "math"

const (
	// quiet is how far below its peak sound counts as silence, in dB.
	quiet = -42.0
	// before and behind is what stays of the silence, in parts of a second:
	// soft beginnings and the last of an "s" are quieter than the rest.
	before, behind = 30, 8
	window         = 100 // a hundredth of a second is looked at at once
)

// trimmed cuts the silence off at both ends.
func (s Sound) trimmed() Sound {
	size, gate := max(1, s.Rate/window), s.peak()*factor(quiet)
	first, last := len(s.Samples), 0
	for from := 0; from < len(s.Samples); from += size {
		to := min(from+size, len(s.Samples))
		if rms(s.Samples[from:to]) > gate {
			first, last = min(first, from), to
		}
	}
	if first >= last {
		return Sound{Rate: s.Rate}
	}
	first = max(0, first-s.Rate/before)
	last = min(len(s.Samples), last+s.Rate/behind)
	return Sound{s.Rate, s.Samples[first:last]}
}

// center takes out what a cheap microphone adds to every sample: it would be a
// click at both ends.
func (s Sound) center() {
	var sum float64
	for _, v := range s.Samples {
		sum += float64(v)
	}
	off := float32(sum / float64(max(1, len(s.Samples))))
	for i := range s.Samples {
		s.Samples[i] -= off
	}
}

func rms(samples []float32) float64 {
	var sum float64
	for _, v := range samples {
		sum += float64(v) * float64(v)
	}
	return math.Sqrt(sum / float64(max(1, len(samples))))
}
