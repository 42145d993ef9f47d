package peertest

import (
	"encoding/binary"
	"fmt"
	"math"
	"os"
	"time"
)

// Sound is what a WAV file holds: samples from -1 to 1, by channel.
type Sound struct {
	Rate     int
	Channels [][]float64
}

// ReadWAV reads a file of 16-bit PCM, with any number of channels. What lies
// beyond the header's size is not read, as no player would.
func ReadWAV(file string) (Sound, error) {
	b, err := os.ReadFile(file)
	if err != nil {
		return Sound{}, err
	}
	if len(b) < 12 || string(b[:4]) != "RIFF" || string(b[8:12]) != "WAVE" {
		return Sound{}, fmt.Errorf("%s is no WAV file", file)
	}
	var s Sound
	le := binary.LittleEndian
	for b = b[12:]; len(b) >= 8; {
		name, size := string(b[:4]), min(int(le.Uint32(b[4:])), len(b)-8)
		body := b[8 : 8+size]
		switch {
		case name == "fmt " && size >= 16:
			if bits := le.Uint16(body[14:]); bits != 16 {
				return Sound{}, fmt.Errorf("%s has %d bits, want 16", file, bits)
			}
			s.Rate, s.Channels = int(le.Uint32(body[4:])), make([][]float64, le.Uint16(body[2:]))
		case name == "data":
			for i := 0; i+1 < len(body) && len(s.Channels) > 0; i += 2 {
				c := &s.Channels[i/2%len(s.Channels)]
				*c = append(*c, float64(int16(le.Uint16(body[i:])))/(1<<15))
			}
			return s, nil
		}
		b = b[min(8+size+size%2, len(b)):]
	}
	return Sound{}, fmt.Errorf("%s holds no sound", file)
}

// Length is how long the sound plays.
func (s Sound) Length() time.Duration {
	if len(s.Channels) == 0 || s.Rate == 0 {
		return 0
	}
	return time.Duration(len(s.Channels[0])) * time.Second / time.Duration(s.Rate)
}

// Level says how strong a frequency is against the rest: the part of all the
// power in samples that lies within some 30 Hz of hz, from 0 to 1. A tone that
// was sent alone has above 0.9 after G.711, one that was not there below 0.01;
// silence has 0.
func Level(samples []float64, rate int, hz float64) float64 {
	block, window := rate/20, hann(rate/20)
	var tone, all float64
	for len(samples) >= block && block > 0 {
		t, a := power(samples, window, rate, hz)
		tone, all = tone+t, all+a
		samples = samples[block:]
	}
	if all == 0 {
		return 0
	}
	return min(1, tone/all)
}

// Loudness is the root mean square of samples, 0 to 1.
func Loudness(samples []float64) float64 {
	var sum float64
	for _, s := range samples {
		sum += s * s
	}
	return math.Sqrt(sum / float64(max(1, len(samples))))
}

// Starts says when a tone begins in samples, each time that it does, to some
// 5 ms: where it is louder than everything else after at least 100 ms without.
func Starts(samples []float64, rate int, hz float64) []time.Duration {
	const quiet = 1e-4 // of a full sine's power, -37 dB
	block, hop, window := rate/50, rate/400, hann(rate/50)
	var starts []time.Duration
	without := rate // samples since the tone was there last
	for at := 0; at+block <= len(samples); at += hop {
		tone, all := power(samples[at:], window, rate, hz)
		if tone < quiet || tone < all/2 {
			without += hop
			continue
		}
		if without >= rate/10 {
			// A block that the tone has just begun to fill: it begins in its middle.
			starts = append(starts, time.Duration(at+block/2)*time.Second/time.Duration(rate))
		}
		without = 0
	}
	return starts
}

// hann gives the weights of a Hann window.
func hann(n int) []float64 {
	w := make([]float64, n)
	for i := range w {
		w[i] = 0.5 - 0.5*math.Cos(2*math.Pi*float64(i)/float64(n))
	}
	return w
}

// power is the power of one frequency, and of everything, in a block under a
// window of the same length (Goertzel's algorithm).
func power(block, window []float64, rate int, hz float64) (tone, all float64) {
	c := 2 * math.Cos(2*math.Pi*hz/float64(rate))
	var s1, s2, weights, squares float64
	for i, w := range window {
		x := block[i] * w
		s1, s2 = x+c*s1-s2, s1
		weights, squares, all = weights+w, squares+w*w, all+x*x
	}
	magnitude := s1*s1 + s2*s2 - c*s1*s2
	return 2 * magnitude / (weights * weights), all / squares
}
