package rtp

import (
	"context"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"cordboard/appliance/media"
	"cordboard/appliance/peertest"
)

// speak sends a tone in real time, as many frames as are asked for.
func (p *phone) speak(codec media.Codec, hz float64, frames int) {
	tone, payload := media.Tone(hz, 0.3), make([]byte, media.FrameSamples)
	tick := time.NewTicker(media.FrameTime)
	defer tick.Stop()
	for range frames {
		<-tick.C
		tone.Next(codec, payload)
		p.send(payload)
	}
}

// record hears so many frames.
func (p *phone) record(codec media.Codec, frames int) (sound []float64) {
	for range frames {
		packet := p.maybe(10 * time.Second)
		if packet == nil {
			p.t.Errorf("only %d samples were sent to the phone", len(sound))
			return sound
		}
		for _, s := range codec.Decode(nil, packet.Payload) {
			sound = append(sound, float64(s)/(1<<15))
		}
	}
	return sound
}

// Two telephones of different codecs, on two threads, joined and recorded: each
// hears the other's tone and never its own, and the recording has each on its
// side.
func TestBridgedLegsHearEachOtherAndAreRecorded(t *testing.T) {
	const frames = 75
	e := newEngine(t, Config{Shards: 2})
	callerLeg, caller := call(t, e, media.PCMA)
	operatorLeg, operator := call(t, e, media.PCMU)
	file := filepath.Join(t.TempDir(), "call.wav")
	f, err := os.Create(file)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	recorder := media.NewRecorder(f, time.Now())
	ctx, cancel := context.WithCancel(t.Context())
	recorded := make(chan error, 1)
	go func() { recorded <- recorder.Run(ctx) }()
	bridge := media.Join(callerLeg, operatorLeg, recorder.Left(), recorder.Right())

	var all sync.WaitGroup
	var atCaller, atOperator []float64
	all.Go(func() { caller.speak(media.PCMA, 1000, frames) })
	all.Go(func() { operator.speak(media.PCMU, 440, frames) })
	all.Go(func() { atCaller = caller.record(media.PCMA, frames) })
	all.Go(func() { atOperator = operator.record(media.PCMU, frames) })
	all.Wait()
	cancel()
	if err := <-recorded; err != nil {
		t.Fatal(err)
	}
	s, err := peertest.ReadWAV(file)
	if err != nil {
		t.Fatal(err)
	}
	for what, c := range map[string]struct {
		sound []float64
		hz    float64
	}{
		"what the caller hears": {atCaller, 440}, "what the operator hears": {atOperator, 1000},
		"the left channel": {s.Channels[0], 1000}, "the right channel": {s.Channels[1], 440},
	} {
		if got := peertest.Level(c.sound, media.SampleRate, c.hz); got < 0.9 {
			t.Errorf("%s: %v Hz has level %.3f", what, c.hz, got)
		}
		if got := peertest.Level(c.sound, media.SampleRate, 1440-c.hz); got > 0.01 {
			t.Errorf("%s: %v Hz, which is its own, has level %.3f", what, 1440-c.hz, got)
		}
	}

	caller.next.PayloadType = event
	caller.send(telephoneEvent(3, false, 160))
	if p := operator.hear(); p.PayloadType != event || p.Payload[0] != 3 {
		t.Errorf("the caller's key comes out as %v", p)
	}
	for p := operator.hear(); p.Payload[1]&0x80 == 0; {
		p = operator.hear()
	}
	operator.hear()
	operator.hear() // the end came three times
	bridge.Close()
	received := callerLeg.Stats().Received
	caller.next.PayloadType = uint8(media.PCMA)
	caller.send(make([]byte, 160))
	eventually(t, func() bool { return callerLeg.Stats().Received > received })
	operator.silent()
	caller.silent()
}
