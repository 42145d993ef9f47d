package media

import (
	"math"
	"sync"
	"time"
)

// track is one side of a recording: a ring of what is not yet in the file.
// When the disk stands still for longer than the ring, sound is lost, and
// nothing else.
type track struct {
	mu   sync.Mutex // held to copy one frame, or one piece for the file
	ring [1 << 15]int16
	base int64 // the first sample that is not in the file
}

// add puts sound at pos; what is in the file already, or does not fit into
// the ring, is left out.
func (t *track) add(pos int64, sound []int16) {
	t.mu.Lock()
	defer t.mu.Unlock()
	for i, s := range sound {
		at := pos + int64(i)
		if at < t.base || at >= t.base+int64(len(t.ring)) {
			continue
		}
		cell := &t.ring[at%int64(len(t.ring))]
		*cell = saturate(int32(*cell) + int32(s))
	}
}

// take moves the next samples out of the ring.
func (t *track) take(into []int16) {
	t.mu.Lock()
	defer t.mu.Unlock()
	for i := range into {
		cell := &t.ring[(t.base+int64(i))%int64(len(t.ring))]
		into[i], *cell = *cell, 0
	}
	t.base += int64(len(into))
}

func saturate(s int32) int16 { return int16(max(math.MinInt16, min(math.MaxInt16, s))) }

// tap is one voice on a track. Its methods are called by one goroutine, as a
// Sink's are.
type tap struct {
	began time.Time
	track *track
	line  Timeline
	voice Decoder
	sound []int16 // of the frame that is heard
	end   int64   // the sample after the last one added
}

// A tap moves its line when a frame comes 10 ms before its place, or when all
// frames of a second come 20 ms after: both sides stay in step to 40 ms.
func newTap(r *Recorder, t *track) *tap {
	return &tap{began: r.began, track: t, line: Timeline{Early: SampleRate / 100, Late: SampleRate / 50}}
}

func (t *tap) Frame(f Frame) {
	pos, _ := t.line.Place(f.Timestamp, samples(time.Since(t.began)))
	t.sound = t.voice.Decode(t.sound[:0], f)
	sound := t.sound
	// After a move back the line would run over itself: what is there stays.
	if over := t.end - pos; over > 0 {
		if over >= int64(len(sound)) {
			return
		}
		sound, pos = sound[over:], t.end
	}
	t.track.add(pos, sound)
	t.end = pos + int64(len(sound))
}

func (t *tap) Digit(Digit) {}
