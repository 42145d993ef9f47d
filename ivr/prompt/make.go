package prompt

import (
	"time"

	"cordboard/appliance"
)

// The bounds of what is made into a prompt.
const (
	MostBytes = 32 << 20
	Longest   = 5 * time.Minute
	shortest  = 100 * time.Millisecond
)

// Refusals of what cannot be made into a prompt.
var (
	ErrFormat = appliance.Refuse(appliance.Invalid, "refusal.prompt.format")
	ErrBroken = appliance.Refuse(appliance.Invalid, "refusal.prompt.broken")
	ErrLarge  = appliance.Refuse(appliance.Invalid, "refusal.prompt.large") // limit, in MiB
	ErrLong   = appliance.Refuse(appliance.Invalid, "refusal.prompt.long")  // limit, in minutes
	ErrSilent = appliance.Refuse(appliance.Invalid, "refusal.prompt.silent")
)

// Prompt is sound as the box plays it.
type Prompt struct {
	WAV      []byte // 16 bits, one channel, 8,000 or 16,000 samples a second
	Length   time.Duration
	Loudness float64 // LUFS
}

// Make makes a prompt of a file: WAV, MP3 or Ogg Vorbis.
func Make(file []byte) (Prompt, error) {
	s, err := Decode(file)
	if err != nil {
		return Prompt{}, err
	}
	return Finish(s)
}

// Measure is a file as it is, with how long it plays and how loud.
func Measure(file []byte) (Prompt, error) {
	s, err := Decode(file)
	return Prompt{WAV: file, Length: s.Length(), Loudness: s.Loudness()}, err
}

// Finish makes a prompt of sound: brought to a rate of the telephone's, trimmed
// and levelled.
func Finish(s Sound) (Prompt, error) {
	s.center()
	s = s.At(rateFor(s.Rate)).trimmed()
	if s.Length() < shortest {
		return Prompt{}, ErrSilent
	}
	loud := s.Loudness()
	if loud < silent {
		return Prompt{}, ErrSilent
	}
	s.scale(factor(min(Target-loud, mostGain)))
	s.limit(ceiling)
	return Prompt{WAV: s.wav(), Length: s.Length(), Loudness: s.Loudness()}, nil
}

// rateFor keeps what was recorded for the telephone as it is, and all that is
// better for calls in G.722.
func rateFor(rate int) int {
	if rate <= narrow {
		return narrow
	}
	return wide
}

const narrow, wide = 8000, 16000
