package rtc

import (
	"slices"
	"strings"
	"sync"

	"github.com/pion/rtp"
	"github.com/pion/webrtc/v4"

	"cordboard/appliance/media"
)

// codecs are what can be agreed on with a browser. It sends the one that stands
// first in our answer, or the one that its page has chosen for the call, and hears
// any of them: so what a caller says in G.722 reaches it untouched.
var codecs = []webrtc.RTPCodecParameters{
	{RTPCodecCapability: webrtc.RTPCodecCapability{MimeType: webrtc.MimeTypePCMA, ClockRate: 8000}, PayloadType: 8},
	{RTPCodecCapability: webrtc.RTPCodecCapability{MimeType: webrtc.MimeTypePCMU, ClockRate: 8000}, PayloadType: 0},
	{RTPCodecCapability: webrtc.RTPCodecCapability{MimeType: webrtc.MimeTypeG722, ClockRate: 8000}, PayloadType: 9},
	{RTPCodecCapability: webrtc.RTPCodecCapability{MimeType: webrtc.MimeTypeOpus, ClockRate: 48000, Channels: 2}, PayloadType: 111},
	// Chromium numbers G.711's telephone-event 126.
	{RTPCodecCapability: webrtc.RTPCodecCapability{MimeType: "audio/telephone-event", ClockRate: 8000}, PayloadType: 126},
}

// named is the codec that is called so; its number is the browser's to choose.
func named(p webrtc.RTPCodecParameters) (c media.Codec, known bool) {
	for name, c := range map[string]media.Codec{
		webrtc.MimeTypePCMA: media.PCMA, webrtc.MimeTypePCMU: media.PCMU,
		webrtc.MimeTypeG722: media.G722, webrtc.MimeTypeOpus: media.Opus,
	} {
		if strings.EqualFold(p.MimeType, name) {
			return c, true
		}
	}
	return 0, false
}

// spoken is a codec under the number that was agreed on.
type spoken struct {
	codec   media.Codec
	payload uint8
}

// speech are the codecs among what was agreed on.
func speech(agreed []webrtc.RTPCodecParameters) (all []spoken) {
	for _, p := range agreed {
		if codec, known := named(p); known {
			all = append(all, spoken{codec, uint8(p.PayloadType)})
		}
	}
	return all
}

// prefer orders what was agreed on so that first stands in front. Opus is left
// out where no trunk prefers it: it would be made anew for every telephone.
func prefer(first media.Codec, agreed []webrtc.RTPCodecParameters) []webrtc.RTPCodecParameters {
	var sorted []webrtc.RTPCodecParameters
	for _, p := range agreed {
		codec, known := named(p)
		if known && codec == media.Opus {
			if first != media.Opus {
				continue
			}
			p.SDPFmtpLine = media.OpusWanted
		}
		if known && codec == first {
			sorted = slices.Insert(sorted, 0, p)
		} else {
			sorted = append(sorted, p)
		}
	}
	return sorted
}

// track is what a browser hears. It changes the codec from packet to packet,
// as callers follow each other, among those that were agreed on; pion's own
// tracks stay with one.
type track struct {
	mu     sync.Mutex
	to     webrtc.TrackLocalWriter // nil: nobody hears it
	ssrc   uint32
	agreed []spoken
}

// codec is the one in which sound that comes in c goes out.
func (t *track) codec(c media.Codec) spoken {
	t.mu.Lock()
	defer t.mu.Unlock()
	for _, s := range t.agreed {
		if s.codec == c {
			return s
		}
	}
	if len(t.agreed) == 0 {
		return spoken{c, uint8(c)}
	}
	return t.agreed[0]
}

// heard is the codec of what comes under a number; not known: it is no speech.
func (t *track) heard(payload uint8) (c media.Codec, known bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	for _, s := range t.agreed {
		if s.payload == payload {
			return s.codec, true
		}
	}
	return 0, false
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
	if t.agreed = speech(c.CodecParameters()); len(t.agreed) == 0 {
		return webrtc.RTPCodecParameters{}, webrtc.ErrUnsupportedCodec
	}
	t.to, t.ssrc = c.WriteStream(), uint32(c.SSRC())
	first := slices.IndexFunc(c.CodecParameters(), func(p webrtc.RTPCodecParameters) bool {
		return uint8(p.PayloadType) == t.agreed[0].payload
	})
	return c.CodecParameters()[first], nil
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
