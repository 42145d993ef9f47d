package rtc

import (
	"testing"
	"time"

	"cordboard/appliance/media"
)

func TestPacingGoesOnAcrossSources(t *testing.T) {
	start := time.Unix(1000, 0)
	frames := []struct {
		name  string
		in    uint32
		after time.Duration
		out   uint32
		spurt bool
	}{
		{"first", 5000, 0, 0, true},
		{"next of the same source", 5160, 20 * time.Millisecond, 160, false},
		{"a late one keeps its place", 5320, 70 * time.Millisecond, 320, false},
		{"silence of 200 ms in the same source", 6920, 240 * time.Millisecond, 1920, false},
		{"another source, at once", 900000, 260 * time.Millisecond, 2080, true},
		{"another source, after a second", 17, 1260 * time.Millisecond, 10080, true},
		{"a source that repeats its timestamp", 17, 1280 * time.Millisecond, 10240, true},
		{"and goes on", 177, 1300 * time.Millisecond, 10400, false},
		{"a page that is open for twenty days", 9999, 480 * time.Hour, 939098112, true},
	}
	p := newPacing(start)
	for i, f := range frames {
		sequence, out, spurt := p.next(media.PCMA, f.in, media.FrameSamples, start.Add(f.after))
		if sequence != uint16(i+1) {
			t.Errorf("%s: sequence %d, want %d", f.name, sequence, i+1)
		}
		if out != f.out || spurt != f.spurt {
			t.Errorf("%s: timestamp %d spurt %v, want %d %v", f.name, out, spurt, f.out, f.spurt)
		}
	}
}

// Callers of several codecs follow each other in one stream: its timestamps go
// on by the codec of each.
func TestPacingGoesOnAcrossCodecs(t *testing.T) {
	start := time.Unix(1000, 0)
	p := newPacing(start)
	for i, f := range []struct {
		codec media.Codec
		in    uint32
		out   uint32
	}{
		{media.PCMA, 160, 0},
		{media.PCMA, 320, 160},
		{media.Opus, 480, 320},
		{media.Opus, 640, 320 + 960},
		{media.Opus, 960, 320 + 3*960},
		{media.G722, 1120, 320 + 4*960},
		{media.G722, 1280, 480 + 4*960},
	} {
		_, out, _ := p.next(f.codec, f.in, media.FrameSamples, start)
		if out != f.out {
			t.Errorf("frame %d: %d, want %d", i, out, f.out)
		}
	}
}
