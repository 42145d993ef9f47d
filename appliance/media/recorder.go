package media

import (
	"context"
	"encoding/binary"
	"fmt"
	"io"
	"sync/atomic"
	"time"
)

// Recorder writes a call as a stereo WAV of 16 bits at 8,000 samples a second:
// the caller on the left, the operators on the right, both on one time line.
// Where nobody speaks there are zeros. The media path only copies into a ring;
// Run alone touches the file.
type Recorder struct {
	file        io.WriterAt
	began       time.Time
	left, right track
	written     atomic.Int64 // moments in the file
}

const (
	// flushTime, settle and respite bound what a kill -9 can cost, to less than
	// a second: Run writes so often, and leaves what is younger than settle
	// because frames that were delayed on their way may still come. Before it
	// writes it waits for a respite: on a machine that stood still the clock
	// says that it is time, and what was said meanwhile waits in the sockets.
	flushTime = 500 * time.Millisecond
	settle    = 100 * time.Millisecond
	respite   = 100 * time.Millisecond
)

// NewRecorder makes a recorder whose time line begins at began, a time from
// time.Now with its monotonic clock. Nothing is written before Run.
func NewRecorder(file io.WriterAt, began time.Time) *Recorder {
	return &Recorder{file: file, began: began}
}

// Left gives a tap for one voice of the caller's side. Every port tapped, and
// every time that it is, gets a tap of its own, because each counts its
// timestamps by itself; voices of one side are added up.
func (r *Recorder) Left() Sink { return newTap(r, &r.left) }

// Right gives a tap for one voice of the operators' side.
func (r *Recorder) Right() Sink { return newTap(r, &r.right) }

// Length is how long what was written until now plays.
func (r *Recorder) Length() time.Duration { return length(r.written.Load()) }

// Run writes every half second until ctx ends, and then what is left. The
// header is right after each write, so that a file whose writer was killed
// plays until less than a second before. The file stays open; on an error
// nothing more is recorded and the call does not notice.
func (r *Recorder) Run(ctx context.Context) error {
	if err := r.flush(0); err != nil {
		return err
	}
	tick := time.NewTicker(flushTime)
	defer tick.Stop()
	for {
		select {
		case <-tick.C:
		case <-ctx.Done():
			return r.flush(samples(time.Since(r.began)))
		}
		ripe := samples(time.Since(r.began) - settle)
		select {
		case <-time.After(respite):
		case <-ctx.Done():
		}
		if err := r.flush(ripe); err != nil {
			return err
		}
	}
}

// flush writes everything before until.
func (r *Recorder) flush(until int64) error {
	var left, right [2048]int16
	var out [len(left) * momentSize]byte
	at := r.written.Load()
	for at < until {
		n := int(min(until-at, int64(len(left))))
		r.left.take(left[:n])
		r.right.take(right[:n])
		for i := range n {
			binary.LittleEndian.PutUint16(out[i*momentSize:], uint16(left[i]))
			binary.LittleEndian.PutUint16(out[i*momentSize+2:], uint16(right[i]))
		}
		if _, err := r.file.WriteAt(out[:n*momentSize], headerSize+at*momentSize); err != nil {
			return fmt.Errorf("write recording: %w", err)
		}
		at += int64(n)
	}
	// The header comes last: what it promises is there.
	if _, err := r.file.WriteAt(header(at), 0); err != nil {
		return fmt.Errorf("write header of recording: %w", err)
	}
	r.written.Store(at)
	return nil
}

// samples is how many samples sound in d.
func samples(d time.Duration) int64 { return int64(d / (time.Second / SampleRate)) }
