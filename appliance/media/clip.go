package media

import (
	"fmt"
	"io"
	"time"

	"github.com/gotranspile/g722"
)

// Clip is a prompt or a piece of music: sound that was encoded once, in each
// codec, and that any number of calls play from the same bytes.
type Clip struct {
	mu, a, wide []byte // whole frames, as many of each
}

// LoadClip reads a WAV file of 16 bits, one channel, 8,000 or 16,000 samples a
// second; for any other it says with ErrFormat how to make one.
func LoadClip(r io.Reader) (*Clip, error) {
	samples, rate, err := readWAV(r)
	if err != nil {
		return nil, fmt.Errorf("load clip: %w", err)
	}
	var clip Clip
	if rate == 2*SampleRate {
		samples = whole(samples, 2*FrameSamples)
		clip.wide = g722.Encode(samples, g722.RateDefault, 0)
		samples = halve(samples)
	} else {
		samples = whole(samples, FrameSamples)
		clip.wide = G722.Encode(make([]byte, 0, len(samples)), samples)
	}
	clip.mu = PCMU.Encode(make([]byte, 0, len(samples)), samples)
	clip.a = PCMA.Encode(make([]byte, 0, len(samples)), samples)
	return &clip, nil
}

// whole fills the last frame with silence.
func whole(samples []int16, frame int) []int16 {
	if rest := len(samples) % frame; rest != 0 {
		samples = append(samples, make([]int16, frame-rest)...)
	}
	return samples
}

// Length is how long the clip plays.
func (c *Clip) Length() time.Duration {
	return time.Duration(len(c.mu)/FrameSamples) * FrameTime
}

// Source plays the clip from its beginning, once or over and over.
func (c *Clip) Source(loop bool) Source {
	if loop && len(c.mu) > 0 {
		return &looped{clip: c}
	}
	return Sequence(c)
}

func (c *Clip) in(codec Codec) []byte {
	switch codec {
	case PCMA:
		return c.a
	case G722:
		return c.wide
	}
	return c.mu
}

type looped struct {
	clip *Clip
	at   int
}

func (l *looped) Next(codec Codec, into []byte) bool {
	sound := l.clip.in(codec)
	n := copy(into, sound[l.at:])
	l.at = (l.at + n) % len(sound)
	return true
}
