package call

import (
	"time"

	"cordboard/appliance/media"
)

// ringing is what a caller hears while it rings elsewhere: 425 Hz, one second
// in five (ETSI TR 101 041-2).
type ringing struct {
	tone, pause media.Source
	frame       int
}

func newRinging() *ringing {
	return &ringing{tone: media.Tone(425, 0.1), pause: media.Silence()}
}

// Next is the next frame.
func (r *ringing) Next(codec media.Codec, into []byte) bool {
	const second = int(time.Second / media.FrameTime)
	sounds := r.frame < second
	r.frame = (r.frame + 1) % (5 * second)
	if sounds {
		return r.tone.Next(codec, into)
	}
	return r.pause.Next(codec, into)
}
