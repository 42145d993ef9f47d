package call_test

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"cordboard/appliance/call"
	"cordboard/appliance/media"
	"cordboard/appliance/peertest"
)

// clip is a tone as a prompt.
func clip(t *testing.T, hz float64, length time.Duration) *media.Clip {
	t.Helper()
	const rate = 8000
	source := media.Tone(hz, 0.3)
	frame := make([]byte, media.FrameSamples)
	var samples []int16
	for range int(length / media.FrameTime) {
		source.Next(media.PCMA, frame)
		samples = media.PCMA.Decode(samples, frame)
	}
	var wav bytes.Buffer
	size := uint32(2 * len(samples))
	wav.WriteString("RIFF")
	_ = binary.Write(&wav, binary.LittleEndian, 36+size)
	wav.WriteString("WAVEfmt ")
	_ = binary.Write(&wav, binary.LittleEndian, []uint32{16, 1 | 1<<16, rate, 2 * rate, 2 | 16<<16})
	wav.WriteString("data")
	_ = binary.Write(&wav, binary.LittleEndian, size)
	_ = binary.Write(&wav, binary.LittleEndian, samples)
	c, err := media.LoadClip(&wav)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// heard is what somebody has heard until now.
type heard struct {
	mu      sync.Mutex
	decoder media.Decoder
	samples []int16
	more    chan struct{} // if somebody listens: closed at the next frame
}

func (h *heard) add(f media.Frame) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.samples = h.decoder.Decode(h.samples, f)
	if h.more != nil {
		close(h.more)
		h.more = nil
	}
}

// next is all of it, and what is closed when there is more.
func (h *heard) next() (samples []int16, more <-chan struct{}) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.more == nil {
		h.more = make(chan struct{})
	}
	return h.samples[:len(h.samples):len(h.samples)], h.more
}

// until listens until the newest quarter of a second after the first samples is
// as said, and tells whether it came to that.
func (h *heard) until(first int, is func(newest []int16) bool) bool {
	const quarter = 2000
	limit := time.After(20 * time.Second)
	for {
		samples, more := h.next()
		if len(samples) >= first+quarter && is(samples[len(samples)-quarter:]) {
			return true
		}
		select {
		case <-more:
		case <-limit:
			return false
		}
	}
}

// tones waits until the newest of it is mostly those tones, and each of them
// loud.
func (h *heard) tones(t *testing.T, who string, tones ...float64) {
	t.Helper()
	const rate = 8000
	levels := make([]float64, len(tones))
	if !h.until(0, func(newest []int16) bool {
		sound := make([]float64, len(newest))
		for i, s := range newest {
			sound[i] = float64(s) / 32768
		}
		all := 0.0
		for i, hz := range tones {
			levels[i] = peertest.Level(sound, rate, hz)
			all += levels[i]
		}
		return all > 0.9 && slices.Min(levels) > 0.9/float64(2*len(tones)) && peertest.Loudness(sound) > 0.05
	}) {
		t.Fatalf("%s never heard %v Hz alone; their parts were %.2f at last", who, tones, levels)
	}
}

// voice is a party who speaks a tone and notes what he hears: an operator's
// browser, without the browser.
type voice struct {
	heard

	mu   sync.Mutex
	sink media.Sink
	keys chan byte // that were pressed towards him; has room for some
}

// newVoice speaks until the test ends, as a browser does: by its own clock. What
// a loaded machine had no time to say comes with the next, or is left out.
func newVoice(t *testing.T, hz float64) *voice {
	v := &voice{keys: make(chan byte, 10)}
	done := make(chan struct{})
	var speaker sync.WaitGroup
	speaker.Go(func() {
		tick := time.NewTicker(media.FrameTime)
		defer tick.Stop()
		tone := media.Tone(hz, 0.3)
		frame := media.Frame{Codec: media.PCMA, Payload: make([]byte, media.FrameSamples)}
		began, said := time.Now(), 0
		for {
			select {
			case <-done:
				return
			case <-tick.C:
				due := int(time.Since(began) / media.FrameTime)
				for said = max(said, due-10); said < due; said++ {
					tone.Next(frame.Codec, frame.Payload)
					frame.Timestamp = uint32(said * media.FrameSamples)
					v.say(frame)
				}
			}
		}
	})
	t.Cleanup(func() { close(done); speaker.Wait() })
	return v
}

// say hands a frame to whoever listens.
func (v *voice) say(f media.Frame) {
	v.mu.Lock()
	defer v.mu.Unlock()
	if v.sink != nil {
		v.sink.Frame(f)
	}
}

func (v *voice) Send(f media.Frame) { v.add(f) }

func (v *voice) SendDigit(d media.Digit) {
	select {
	case v.keys <- d.Key:
	default:
	}
}

func (v *voice) Listen(s media.Sink) {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.sink = s
}

// ear notes what a telephone hears.
type ear struct{ heard }

func (e *ear) Frame(f media.Frame) { e.add(f) }

func (e *ear) Digit(media.Digit) {}

func (e *ear) hears(t *testing.T, hz float64) {
	t.Helper()
	e.tones(t, "the caller", hz)
}

func (e *ear) hearsBoth(t *testing.T, one, other float64) {
	t.Helper()
	e.tones(t, "the telephone", one, other)
}

func (v *voice) hears(t *testing.T, hz float64) {
	t.Helper()
	v.tones(t, "the operator", hz)
}

func (v *voice) hearsBoth(t *testing.T, one, other float64) {
	t.Helper()
	v.tones(t, "the operator", one, other)
}

// silent waits until a quarter of a second from now on is silence that was sent.
func (e *ear) silent(t *testing.T) {
	t.Helper()
	const least = 32 // -60 dB: G.722 has no code for nothing at all, and 28 stays of the least
	before, _ := e.next()
	if !e.until(len(before), func(newest []int16) bool {
		return !slices.ContainsFunc(newest, func(s int16) bool { return s > least || s < -least })
	}) {
		t.Fatal("the caller never heard silence")
	}
}

// TestSoundThatGoesWhileItIsJoinedCostsNobodyElseTheCall lets a listener's sound
// go at each moment in which the call looks for it.
func TestSoundThatGoesWhileItIsJoinedCostsNobodyElseTheCall(t *testing.T) {
	const supervisor = operator + 5
	for looks := range 5 {
		t.Run(fmt.Sprint(looks, " times found"), func(t *testing.T) {
			b := newBox(t)
			c, o := talk(t, b)
			b.legs.set(supervisor, newVoice(t, 700))
			b.legs.goes(supervisor, looks)
			if err := b.calls.Watch(t.Context(), 1, supervisor, call.Listening); looks > 0 && err != nil {
				t.Fatal(err)
			}
			if err := b.calls.Hold(t.Context(), 1, operator, true); err != nil {
				t.Fatalf("the call does nothing more: %v", err)
			}
			c.ear.hears(t, 600)
			if err := b.calls.Hold(t.Context(), 1, operator, false); err != nil {
				t.Fatal(err)
			}
			c.ear.hears(t, 440)
			o.hears(t, 1000)
			if broke := b.log.of("call broke"); len(broke) > 0 {
				t.Errorf("the call broke: %s", broke)
			}
		})
	}
}

// The store may take its time to write the end of a call.
func TestTelephoneThatHungUpIsSentNothingWhileTheEndIsWritten(t *testing.T) {
	b := newBox(t)
	b.desk.held = make(chan struct{})
	c := newCaller(t)
	c.dial(t, b, "200")
	b.desk.wait(t, "a caller who waits", waiting)
	c.ear.hears(t, 600)
	if err := c.Hangup(t.Context()); err != nil {
		t.Fatal(err)
	}
	for quiet := false; !quiet; {
		before := c.leg.Stats().Received
		c.says(t, 5*media.FrameTime)
		quiet = c.leg.Stats().Received == before
	}
	close(b.desk.held)
	b.desk.wait(t, "the end", func(d *desk) bool { return slices.Equal(d.ended, []string{"contact hangup"}) })
}
