package studio

import (
	"sync/atomic"
	"time"

	"cordboard/appliance/media"
)

const (
	// longest is how much a caller may say.
	longest = 2 * time.Minute
	// hushed is how long he must be silent to have said it all.
	hushed = 5 * time.Second
	// keyTone is what the key that stops the tape may have left on it where the
	// telephone sends keys in the sound.
	keyTone = 120 * time.Millisecond
)

// tape holds what a caller says. Its methods are the media path's, which
// allocates nothing here; what it holds is read once nobody listens any more.
type tape struct {
	keys    keys
	began   time.Time
	line    media.Timeline
	voice   media.Decoder
	frame   []int16 // that is heard
	samples []int16 // as long as may be said, silent where nothing came
	filled  int

	spoken atomic.Int64 // when he was last heard to speak, since began
}

func newTape(k keys, now time.Time) *tape {
	return &tape{
		keys: k, began: now, samples: make([]int16, samplesIn(longest)),
		line: media.Timeline{Early: samplesIn(wander), Late: samplesIn(wander)},
	}
}

// wander is how far the caller's clock may be off before his sound is moved.
const wander = 60 * time.Millisecond

// Frame writes some sound where it belongs.
func (t *tape) Frame(f media.Frame) {
	t.frame = t.voice.Decode(t.frame[:0], f)
	sound := t.frame
	since := time.Since(t.began)
	if media.Speech(sound) {
		t.spoken.Store(int64(since))
	}
	at, _ := t.line.Place(f.Timestamp, samplesIn(since))
	if at < 0 || at >= int64(len(t.samples)) {
		return
	}
	t.filled = max(t.filled, int(at)+copy(t.samples[at:], sound))
}

// Digit passes keys on.
func (t *tape) Digit(d media.Digit) { t.keys.Digit(d) }

// left is how long the tape still runs: until he has said it all, or has said
// enough.
func (t *tape) left() time.Duration {
	since := time.Since(t.began)
	return min(time.Duration(t.spoken.Load())+hushed, longest) - since
}

// sound is what the tape holds, without its last moment if that is a key's.
func (t *tape) sound(key bool) []float32 {
	n := t.filled
	if key {
		n = max(0, n-int(samplesIn(keyTone)))
	}
	sound := make([]float32, n)
	for i, v := range t.samples[:n] {
		sound[i] = float32(v) / (1 << 15)
	}
	return sound
}

func samplesIn(d time.Duration) int64 { return int64(d / (time.Second / media.SampleRate)) }

// keys takes the caller's keys and drops his sound. A key that comes while
// more than it holds wait is lost.
type keys chan byte

// Frame drops some sound.
func (keys) Frame(media.Frame) {}

// Digit takes a key.
func (k keys) Digit(d media.Digit) {
	select {
	case k <- d.Key:
	default:
	}
}
