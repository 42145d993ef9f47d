package rtc

import (
	"time"

	"cordboard/appliance/media"
)

// pacing makes one stream out of frames that come from changing sources: the
// callers that an operator hears one after the other in one connection. A
// source's spacing is kept; where another begins, the stream goes on at the
// time that it is, and never back.
type pacing struct {
	line     media.Timeline
	began    time.Time
	last     int64  // the end of the last frame, in samples since began
	ticks    uint32 // that timestamps count in a sample
	base     uint32 // what they counted more or less than that by other codecs
	sequence uint16
}

func newPacing(now time.Time) pacing {
	return pacing{
		line:  media.Timeline{Early: 5 * media.FrameSamples, Late: 10 * media.FrameSamples},
		began: now,
		ticks: 1,
	}
}

// next gives the sequence number and timestamp under which a frame of n samples
// goes out in a codec, and whether it begins a spurt.
func (p *pacing) next(codec media.Codec, timestamp uint32, n int, now time.Time) (sequence uint16, out uint32, spurt bool) {
	arrived := int64(now.Sub(p.began) / (time.Second / media.SampleRate))
	pos, moved := p.line.Place(timestamp, arrived)
	if behind := p.last - pos; behind > 0 {
		p.line.Push(behind)
		pos, moved = pos+behind, true
	}
	if ticks := codec.Ticks(); ticks != p.ticks {
		p.base += uint32(p.last) * (p.ticks - ticks)
		p.ticks = ticks
	}
	p.last = pos + int64(n)
	p.sequence++
	return p.sequence, p.base + uint32(pos)*p.ticks, moved
}
