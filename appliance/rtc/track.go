package rtc

import (
	"slices"
	"sync"

	"github.com/pion/rtp"
	"github.com/pion/webrtc/v4"

	"cordboard/appliance/media"
)

// codecs are what can be agreed on with a browser. It sends the one that stands
// first in our answer, and hears any of them: so what a caller says in G.722
// reaches it untouched.
var codecs = []webrtc.RTPCodecParameters{
	{RTPCodecCapability: webrtc.RTPCodecCapability{MimeType: webrtc.MimeTypePCMA, ClockRate: 8000}, PayloadType: 8},
	{RTPCodecCapability: webrtc.RTPCodecCapability{MimeType: webrtc.MimeTypePCMU, ClockRate: 8000}, PayloadType: 0},
	{RTPCodecCapability: webrtc.RTPCodecCapability{MimeType: webrtc.MimeTypeG722, ClockRate: 8000}, PayloadType: 9},
	// Chromium numbers G.711's telephone-event 126.
	{RTPCodecCapability: webrtc.RTPCodecCapability{MimeType: "audio/telephone-event", ClockRate: 8000}, PayloadType: 126},
}

// prefer orders what was agreed on so that first stands in front.
func prefer(first media.Codec, agreed []webrtc.RTPCodecParameters) []webrtc.RTPCodecParameters {
	rank := func(c webrtc.RTPCodecParameters) int {
		if media.Codec(c.PayloadType) == first {
			return 0
		}
		return 1
	}
	sorted := slices.Clone(agreed)
	slices.SortStableFunc(sorted, func(a, b webrtc.RTPCodecParameters) int { return rank(a) - rank(b) })
	return sorted
}

// track is what a browser hears. It changes the codec from packet to packet,
// as callers follow each other, among those that were agreed on; pion's own
// tracks stay with one.
type track struct {
	mu     sync.Mutex
	to     webrtc.TrackLocalWriter // nil: nobody hears it
	ssrc   uint32
	agreed []media.Codec
}

// codec is the one in which sound that comes in c goes out.
func (t *track) codec(c media.Codec) media.Codec {
	t.mu.Lock()
	defer t.mu.Unlock()
	if len(t.agreed) == 0 || slices.Contains(t.agreed, c) {
		return c
	}
	return t.agreed[0]
}

// write sends a packet, and drops it where nobody hears it: whoever listens
// learns of that by the silence.
func (t *track) write(h *rtp.Header, payload []byte) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.to == nil {
		return
	}
	h.SSRC = t.ssrc
	_, _ = t.to.WriteRTP(h, payload)
}

// Bind is told where to write, and what was agreed on.
func (t *track) Bind(c webrtc.TrackLocalContext) (webrtc.RTPCodecParameters, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	var first webrtc.RTPCodecParameters
	t.agreed = nil
	for _, p := range c.CodecParameters() {
		switch codec := media.Codec(p.PayloadType); codec {
		case media.PCMA, media.PCMU, media.G722:
			if t.agreed = append(t.agreed, codec); len(t.agreed) == 1 {
				first = p
			}
		}
	}
	if len(t.agreed) == 0 {
		return first, webrtc.ErrUnsupportedCodec
	}
	t.to, t.ssrc = c.WriteStream(), uint32(c.SSRC())
	return first, nil
}

// Unbind is told that nobody hears it any more.
func (t *track) Unbind(webrtc.TrackLocalContext) error {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.to = nil
	return nil
}

// ID, RID, StreamID and Kind name the track in the description.
func (t *track) ID() string                { return "caller" }
func (t *track) RID() string               { return "" }
func (t *track) StreamID() string          { return "cordboard" }
func (t *track) Kind() webrtc.RTPCodecType { return webrtc.RTPCodecTypeAudio }
