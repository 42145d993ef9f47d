package media

import (
	"math"
	"time"
)

// Sequence plays the clips one after the other, once.
func Sequence(clips ...*Clip) Source { return &sequence{clips: clips} }

type sequence struct {
	clips []*Clip
	at    int
}

func (s *sequence) Next(codec Codec, into []byte) bool {
	for len(s.clips) > 0 {
		sound := s.clips[0].in(codec)
		if s.at < len(sound) {
			s.at += copy(into, sound[s.at:])
			return true
		}
		s.clips, s.at = s.clips[1:], 0
	}
	return false
}

// Silence plays nothing without end.
func Silence() Source { return silence{} }

type silence struct{}

func (silence) Next(codec Codec, into []byte) bool {
	for i := range into {
		into[i] = codec.Silence()
	}
	return true
}

// For plays s for so long.
func For(d time.Duration, s Source) Source { return &bounded{Source: s, frames: int(d / FrameTime)} }

type bounded struct {
	Source
	frames int
}

func (b *bounded) Next(codec Codec, into []byte) bool {
	b.frames--
	return b.frames >= 0 && b.Source.Next(codec, into)
}

// BeepTime is how long a Beep sounds.
const BeepTime = 300 * time.Millisecond

// Beep plays the tone after which somebody speaks what is recorded.
func Beep() Source { return For(BeepTime, Tone(1000, 0.2)) }

// Tone plays a sine of so many hertz without end; level is its height, 1 the
// loudest that there is.
func Tone(hz, level float64) Source {
	return &tone{step: 2 * math.Pi * hz / SampleRate, height: level * math.MaxInt16}
}

type tone struct {
	at, step, height float64
	voice            Encoder
}

func (t *tone) Next(codec Codec, into []byte) bool {
	var samples [FrameSamples]int16
	for len(into) > 0 {
		n := min(len(into), len(samples))
		for i := range n {
			samples[i] = int16(t.height * math.Sin(t.at))
			t.at = math.Mod(t.at+t.step, 2*math.Pi)
		}
		t.voice.Encode(into[:0], codec, samples[:n])
		into = into[n:]
	}
	return true
}
