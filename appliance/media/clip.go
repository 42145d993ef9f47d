package media

import (
	"fmt"
	"io"
	"time"
)

// Clip is a prompt or a piece of music: sound that was encoded once, in both
// codecs, and that any number of calls play from the same bytes.
type Clip struct {
	mu, a []byte // whole frames
}

// LoadClip reads a WAV file of 16 bits, one channel, 8,000 or 16,000 samples a
// second; for any other it says with ErrFormat how to make one.
func LoadClip(r io.Reader) (*Clip, error) {
	samples, rate, err := readWAV(r)
	if err != nil {
		return nil, fmt.Errorf("load clip: %w", err)
	}
	if rate == 2*SampleRate {
		samples = halve(samples)
	}
	if rest := len(samples) % FrameSamples; rest != 0 {
		samples = append(samples, make([]int16, FrameSamples-rest)...)
	}
	return &Clip{
		mu: PCMU.Encode(make([]byte, 0, len(samples)), samples),
		a:  PCMA.Encode(make([]byte, 0, len(samples)), samples),
	}, nil
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
	if codec == PCMA {
		return c.a
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
