package rtc

import (
	"io"
	"log/slog"
	"os"
	"slices"
	"testing"
	"time"

	"github.com/pion/interceptor"
	"github.com/pion/rtp"

	"cordboard/appliance/media"
)

// moments is a browser of which something is read, or not in time, turn by turn.
type moments []bool

func (m *moments) Read(into []byte) (int, interceptor.Attributes, error) {
	if len(*m) == 0 {
		return 0, nil, io.EOF
	}
	comes := (*m)[0]
	*m = (*m)[1:]
	if !comes {
		return 0, nil, os.ErrDeadlineExceeded
	}
	n, err := (&rtp.Packet{Header: rtp.Header{Version: 2, PayloadType: uint8(media.PCMA)}, Payload: make([]byte, media.FrameSamples)}).MarshalTo(into)
	return n, nil, err
}

func (*moments) SetReadDeadline(time.Time) error { return nil }

// TestOneMissedMomentIsNotSilence: on a machine that stood still the time is over
// before anything was read that waits.
func TestOneMissedMomentIsNotSilence(t *testing.T) {
	for name, c := range map[string]struct {
		comes moments
		ups   []bool // what is told, until the end
	}{
		"speaks":            {moments{true, true}, []bool{true, false}},
		"the machine stood": {moments{true, false, true, false, true}, []bool{true, false}},
		"falls silent":      {moments{true, false, false}, []bool{true, false}},
		"comes back":        {moments{true, false, false, true}, []bool{true, false, true, false}},
		"was never heard":   {moments{false, false, false, true}, []bool{true, false}},
	} {
		t.Run(name, func(t *testing.T) {
			var told []bool
			l := &Leg{log: slog.New(slog.DiscardHandler), changed: func(_ *Leg, up bool) { told = append(told, up) }}
			l.read(&c.comes)
			if !slices.Equal(told, c.ups) {
				t.Errorf("told %v, want %v", told, c.ups)
			}
		})
	}
}
