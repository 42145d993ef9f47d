package rtp

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	pion "github.com/pion/rtp"

	"cordboard/appliance/media"
)

func TestLegPlaysAFrameEveryTick(t *testing.T) {
	e, tick := byHand(t)
	leg, phone := call(t, e, media.PCMA)
	done := make(chan bool, 2)
	leg.Play(ramp(10), func(whole bool) { done <- whole })
	tick(1)
	first := phone.hear()
	if !first.Marker || first.PayloadType != uint8(media.PCMA) {
		t.Errorf("first packet: marker %v, payload type %d", first.Marker, first.PayloadType)
	}
	for i := 1; i < 10; i++ {
		tick(1)
		p := phone.hear()
		follows(t, first, p, i, i*media.FrameSamples)
		if want := bytes.Repeat([]byte{byte(i)}, media.FrameSamples); !bytes.Equal(p.Payload, want) || p.Marker {
			t.Errorf("packet %d: %v", i, p)
		}
	}
	if len(done) != 0 {
		t.Error("done was called before the last frame was heard")
	}
	tick(1)
	if !next(t, done, "the end") {
		t.Error("it was played whole, done says that it was not")
	}
	tick(1)
	phone.silent()
	leg.Close()
	if len(done) != 0 {
		t.Error("done was called twice")
	}
}

// On the engine's own thread, by the clock of the wall: what was sent in a
// second's time is a second's sound, and only a pause of the machine, which
// the marker shows, may part two frames.
func TestEngineKeepsTheTime(t *testing.T) {
	e := newEngine(t, Config{})
	leg, phone := call(t, e, media.PCMU)
	leg.Play(media.Silence(), nil)
	first, began := phone.hear(), time.Now()
	last := first
	for range 100 {
		p := phone.hear()
		if step := p.Timestamp - last.Timestamp; step != 160 && !p.Marker || step%160 != 0 || step == 0 {
			t.Errorf("a step of %d samples, marker %v", int32(step), p.Marker)
		}
		last = p
	}
	sounded := time.Duration(last.Timestamp-first.Timestamp) * time.Second / media.SampleRate
	if took := time.Since(began); (took - sounded).Abs() > 500*time.Millisecond {
		t.Errorf("%v of sound took %v", sounded, took)
	}
}

// follows fails unless p is so many packets and samples after first.
func follows(t *testing.T, first, p *pion.Packet, packets, samples int) {
	t.Helper()
	if got := p.Timestamp - first.Timestamp; got != uint32(samples) {
		t.Errorf("packet %d is %d samples after the first, want %d", packets, int32(got), samples)
	}
	if got := p.SequenceNumber - first.SequenceNumber; got != uint16(packets) || p.SSRC != first.SSRC {
		t.Errorf("packet %d is number %d of SSRC %#x, want SSRC %#x", packets, int16(got), p.SSRC, first.SSRC)
	}
}

func TestLegPlaysAClipInTheLawThatWasAgreedOn(t *testing.T) {
	sox, err := exec.LookPath("sox")
	if err != nil {
		t.Fatal("install sox")
	}
	file := filepath.Join(t.TempDir(), "prompt.wav")
	if out, err := exec.Command(sox, "-n", "-r", "16000", "-b", "16", "-c", "1", file, "synth", "0.2", "sine", "1000").CombinedOutput(); err != nil {
		t.Fatalf("sox: %v: %s", err, out)
	}
	f, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	clip, err := media.LoadClip(f)
	if err != nil {
		t.Fatal(err)
	}
	e := newEngine(t, Config{})
	for _, codec := range []media.Codec{media.PCMU, media.PCMA} {
		leg, phone := call(t, e, codec)
		leg.Play(clip.Source(false), nil)
		want, source := make([]byte, media.FrameSamples), clip.Source(false)
		for i := 0; source.Next(codec, want); i++ {
			if p := phone.hear(); !bytes.Equal(p.Payload, want) || p.PayloadType != uint8(codec) {
				t.Fatalf("codec %d, packet %d: payload type %d, other bytes than the clip's", codec, i, p.PayloadType)
			}
		}
	}
}

func TestStopEndsWhatPlaysAtOnce(t *testing.T) {
	e := newEngine(t, Config{})
	leg, phone := call(t, e, media.PCMU)
	done := make(chan bool, 9)
	told := func(whole bool) { done <- whole }
	leg.Play(media.Silence(), told)
	phone.hear()
	leg.Stop()
	if next(t, done, "the end") {
		t.Error("stopped, and done says that it was played whole")
	}
	for phone.maybe(time.Millisecond) != nil { // what was on its way
	}
	phone.silent()
	leg.Stop() // nothing plays: nobody is told

	leg.Play(nil, told)
	if !next(t, done, "the end of nothing") {
		t.Error("nothing was to be played, and done says that it was not")
	}

	leg.Play(media.Silence(), told)
	leg.Play(ramp(1), told)
	if next(t, done, "the end of what was replaced") {
		t.Error("replaced, and done says that it was played whole")
	}
	if !next(t, done, "the end") {
		t.Error("played whole, and done says that it was not")
	}
	leg.Play(media.Silence(), told)
	leg.Close()
	if next(t, done, "the end by Close") {
		t.Error("closed, and done says that it was played whole")
	}
	leg.Play(ramp(1), told)
	if next(t, done, "the end after Close") {
		t.Error("a closed leg says that it played")
	}
	leg.Close()
	if len(done) != 0 {
		t.Errorf("done was called %d times too often", len(done))
	}
}

func TestNothingIsSentBeforeConnect(t *testing.T) {
	e := newEngine(t, Config{})
	leg := open(t, e)
	phone := newPhone(t, leg.Local())
	heard := listen(leg)
	leg.Play(ramp(3), nil)
	leg.Send(media.Frame{Payload: make([]byte, 160)})
	leg.SendDigit(media.Digit{Key: '1'})
	for range 10 { // RTP bleed: whoever sends first gets nothing
		phone.send(make([]byte, 160))
	}
	phone.silent()
	eventually(t, func() bool { return leg.Stats().Refused == 10 }) // or they would be read after Connect
	leg.Connect(phone.stream(media.PCMU))
	for i := range 3 {
		if p := phone.hear(); p.Payload[0] != byte(i) {
			t.Errorf("frame %d after Connect is frame %d", i, p.Payload[0])
		}
	}
	if len(heard.frames) != 0 || leg.Stats().Received != 0 {
		t.Error("somebody was heard before Connect")
	}
}

func TestAPartyOnHoldIsSentNothing(t *testing.T) {
	e := newEngine(t, Config{})
	leg, phone := call(t, e, media.PCMU)
	held := phone.stream(media.PCMU)
	held.Hears = false
	leg.Connect(held)
	done := make(chan bool, 1)
	leg.Play(ramp(3), func(whole bool) { done <- whole })
	if !next(t, done, "the end") {
		t.Error("not played whole")
	}
	leg.SendDigit(media.Digit{Key: '1'})
	leg.Send(media.Frame{Payload: make([]byte, 160)})
	phone.silent()
	leg.SendDigit(media.Digit{Key: '2', Length: time.Second})
	leg.Connect(phone.stream(media.PCMU))
	phone.silent() // what was pressed on hold is not heard after it
	leg.Play(ramp(1), nil)
	phone.hear()

	nowhere := phone.stream(media.PCMU)
	nowhere.Remote = phone.addr()
	for _, remote := range []string{"0.0.0.0:4000", "127.0.0.1:0"} {
		if err := nowhere.Remote.UnmarshalText([]byte(remote)); err != nil {
			t.Fatal(err)
		}
		leg.Connect(nowhere)
		leg.Play(ramp(1), func(whole bool) { done <- whole })
		next(t, done, "the end")
	}
	phone.silent()
}

func TestReconnectMovesTheSoundToTheNewAddress(t *testing.T) {
	e := newEngine(t, Config{})
	leg, before := call(t, e, media.PCMU)
	heard := listen(leg)
	leg.Play(media.Silence(), nil)
	first := before.hear()
	before.send(make([]byte, 160))
	next(t, heard.frames, "the first address's frame")
	after := newPhone(t, leg.Local())
	after.next.SSRC = 99
	leg.Connect(after.stream(media.PCMU))
	for before.maybe(time.Millisecond) != nil { // what was on its way
	}
	if p := after.hear(); p.SSRC != first.SSRC {
		t.Error("the new address hears another SSRC")
	}
	before.silent()
	after.send([]byte("new"))
	if f := next(t, heard.frames, "the new address's frame"); string(f.Payload) != "new" {
		t.Errorf("heard %q", f.Payload)
	}
	refused := leg.Stats().Refused
	before.send(make([]byte, 160))
	after.send([]byte("newer"))
	if f := next(t, heard.frames, "the new address's next frame"); string(f.Payload) != "newer" {
		t.Errorf("heard %q", f.Payload)
	}
	if got := leg.Stats().Refused - refused; got != 1 {
		t.Errorf("%d packets refused, want the one from the old address", got)
	}
}

// Prompt, operator, music: one stream to the party, that never counts back.
func TestOneStreamFromPromptToOperatorToMusic(t *testing.T) {
	e, tick := byHand(t)
	leg, phone := call(t, e, media.PCMU)
	done := make(chan bool, 2)
	leg.Play(ramp(2), func(whole bool) { done <- whole })
	tick(3)
	next(t, done, "the end of the prompt")
	for i := range uint32(3) { // as fast as we can: faster than it sounds
		leg.Send(media.Frame{Codec: media.PCMA, Payload: bytes.Repeat([]byte{0x11}, 160), Timestamp: 777 + 160*i})
	}
	leg.Send(media.Frame{Codec: media.PCMA, Payload: make([]byte, 160), Timestamp: 777 + 160}) // overtaken
	leg.Play(ramp(2), func(whole bool) { done <- whole })
	tick(3)
	next(t, done, "the end of the music")
	first := phone.hear()
	follows(t, first, phone.hear(), 1, 160)
	spoken := phone.hear()
	var want [1]byte
	new(media.Transcoder).Copy(want[:], media.PCMU, media.Frame{Codec: media.PCMA, Payload: []byte{0x11}})
	if !spoken.Marker || spoken.Payload[0] != want[0] || spoken.PayloadType != 0 {
		t.Errorf("the operator's first packet: %v", spoken)
	}
	if spoken.Timestamp-first.Timestamp < 320 {
		t.Errorf("the operator begins %d samples after the prompt", int32(spoken.Timestamp-first.Timestamp))
	}
	follows(t, first, spoken, 2, int(spoken.Timestamp-first.Timestamp))
	follows(t, spoken, phone.hear(), 1, 160)
	follows(t, spoken, phone.hear(), 2, 320)
	music := phone.hear()
	if !music.Marker || int32(music.Timestamp-spoken.Timestamp) < 480 {
		t.Errorf("the music begins %d samples after the operator, marker %v", int32(music.Timestamp-spoken.Timestamp), music.Marker)
	}
	follows(t, music, phone.hear(), 1, 160)
}

func TestAPartyThatSendsFasterThanItSoundsIsCut(t *testing.T) {
	e := newEngine(t, Config{})
	leg, phone := call(t, e, media.PCMU)
	for i := range uint32(500) {
		leg.Send(media.Frame{Payload: make([]byte, 160), Timestamp: 160 * i})
	}
	if got := leg.Stats().Sent; got < 20 || got > 60 {
		t.Errorf("of ten seconds sent at once %d frames were passed on, want about a second's", got)
	}
	phone.hear()
}

func TestWhilePlayingOtherSoundIsDropped(t *testing.T) {
	e := newEngine(t, Config{})
	leg, phone := call(t, e, media.PCMU)
	leg.Play(media.Silence(), nil)
	for i := range uint32(10) {
		leg.Send(media.Frame{Payload: []byte("operator"), Timestamp: 160 * i})
	}
	for range 3 {
		if p := phone.hear(); len(p.Payload) != 160 {
			t.Errorf("heard %q", p.Payload)
		}
	}
}

func TestTicksThatWereMissedAreMadeUpWithoutABurst(t *testing.T) {
	e, tick := byHand(t)
	leg, phone := call(t, e, media.PCMU)
	leg.Play(media.Silence(), nil)
	for _, missed := range []struct{ ticks, want int }{{1, 1}, {3, 3}, {100, catchUp}, {1, 1}} {
		before := leg.Stats().Sent
		tick(missed.ticks)
		if got := int(leg.Stats().Sent - before); got != missed.want {
			t.Errorf("%d ticks at once: %d packets, want %d", missed.ticks, got, missed.want)
		}
	}
	var last *pion.Packet
	for i := range 10 {
		p := phone.hear()
		if last != nil {
			step := 160
			if i == 4 { // the pause is one in the sound as well
				step += (100 - catchUp) * 160
			}
			follows(t, last, p, 1, step)
			if want := i == 4; p.Marker != want {
				t.Errorf("packet %d: marker %v", i, p.Marker)
			}
		}
		last = p
	}
}

func TestSnapshotTellsWhereTheStreamIs(t *testing.T) {
	e := newEngine(t, Config{})
	leg, phone := call(t, e, media.PCMU)
	before := leg.Snapshot()
	leg.Play(ramp(3), nil)
	p := phone.hear()
	s := leg.Snapshot()
	if s != before {
		t.Errorf("the state changed while a frame was sent: %v, %v", before, s)
	}
	if s.SSRC != p.SSRC || s.Sequence != p.SequenceNumber || s.Local != leg.Local() || s.Stream.Remote != phone.addr() {
		t.Errorf("snapshot %+v, first packet %v", s, p)
	}
	if at := time.Duration(p.Timestamp-s.Timestamp) * time.Second / media.SampleRate; (s.Start + at - e.clock.now()).Abs() > time.Second {
		t.Errorf("the packet's timestamp stands for %v, now is %v", s.Start+at, e.clock.now())
	}
}
