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

// voice is a party who speaks a tone and notes what he hears: an operator's
// browser, without the browser.
type voice struct {
	mu    sync.Mutex
	sink  media.Sink
	heard []int16
}

// newVoice speaks until the test ends.
func newVoice(t *testing.T, hz float64) *voice {
	v := &voice{}
	done := make(chan struct{})
	var speaker sync.WaitGroup
	speaker.Go(func() {
		tick := time.NewTicker(media.FrameTime)
		defer tick.Stop()
		tone := media.Tone(hz, 0.3)
		frame := media.Frame{Codec: media.PCMA, Payload: make([]byte, media.FrameSamples)}
		for {
			select {
			case <-done:
				return
			case <-tick.C:
				tone.Next(frame.Codec, frame.Payload)
				frame.Timestamp += media.FrameSamples
				v.mu.Lock()
				if v.sink != nil {
					v.sink.Frame(frame)
				}
				v.mu.Unlock()
			}
		}
	})
	t.Cleanup(func() { close(done); speaker.Wait() })
	return v
}

func (v *voice) Send(f media.Frame) {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.heard = f.Codec.Decode(v.heard, f.Payload)
}

func (v *voice) SendDigit(media.Digit) {}

func (v *voice) Listen(s media.Sink) {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.sink = s
}

// ear notes what a telephone hears.
type ear struct {
	mu      sync.Mutex
	samples []int16
}

func (e *ear) Frame(f media.Frame) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.samples = f.Codec.Decode(e.samples, f.Payload)
}

func (e *ear) Digit(media.Digit) {}

// waitTones waits until the newest quarter of a second of what take gives is
// mostly those tones, and each of them loud.
func waitTones(t *testing.T, who string, take func() []int16, tones ...float64) {
	t.Helper()
	const rate, quarter = 8000, 2000
	var levels []float64
	for deadline := time.Now().Add(20 * time.Second); time.Now().Before(deadline); time.Sleep(media.FrameTime) {
		samples := take()
		if len(samples) < quarter {
			continue
		}
		newest := make([]float64, quarter)
		for i, s := range samples[len(samples)-quarter:] {
			newest[i] = float64(s) / 32768
		}
		levels = levels[:0]
		all, least := 0.0, 1.0
		for _, hz := range tones {
			level := peertest.Level(newest, rate, hz)
			levels = append(levels, level)
			all, least = all+level, min(least, level)
		}
		if all > 0.9 && least > 0.9/float64(2*len(tones)) && peertest.Loudness(newest) > 0.05 {
			return
		}
	}
	t.Fatalf("%s never heard %v Hz alone; their parts were %.2f at last", who, tones, levels)
}

func (e *ear) hears(t *testing.T, hz float64) {
	t.Helper()
	waitTones(t, "the caller", e.taken, hz)
}

func (e *ear) hearsBoth(t *testing.T, one, other float64) {
	t.Helper()
	waitTones(t, "the telephone", e.taken, one, other)
}

func (e *ear) taken() []int16 {
	e.mu.Lock()
	defer e.mu.Unlock()
	return append([]int16(nil), e.samples...)
}

func (v *voice) hears(t *testing.T, hz float64) {
	t.Helper()
	waitTones(t, "the operator", v.taken, hz)
}

func (v *voice) hearsBoth(t *testing.T, one, other float64) {
	t.Helper()
	waitTones(t, "the operator", v.taken, one, other)
}

func (v *voice) taken() []int16 {
	v.mu.Lock()
	defer v.mu.Unlock()
	return append([]int16(nil), v.heard...)
}

// silent waits until the newest quarter of a second is silence that was sent.
func (e *ear) silent(t *testing.T) {
	t.Helper()
	e.mu.Lock()
	from := len(e.samples)
	e.mu.Unlock()
	for deadline := time.Now().Add(20 * time.Second); time.Now().Before(deadline); time.Sleep(media.FrameTime) {
		e.mu.Lock()
		newest := e.samples[max(from, len(e.samples)-2000):]
		e.mu.Unlock()
		if len(newest) == 2000 && !slices.ContainsFunc(newest, func(s int16) bool { return s > 16 || s < -16 }) {
			return
		}
	}
	t.Fatal("the caller never heard silence")
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
