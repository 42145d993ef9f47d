package media

import (
	"bytes"
	"encoding/binary"
	"errors"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"cordboard/appliance/peertest"
)

// soxFile makes a WAV with sox and answers its bytes.
func soxFile(t *testing.T, args ...string) []byte {
	t.Helper()
	path, err := exec.LookPath("sox")
	if err != nil {
		t.Fatal("install sox")
	}
	file := filepath.Join(t.TempDir(), "out.wav")
	var full []string
	for _, a := range args {
		full = append(full, strings.Replace(a, "OUT", file, 1))
	}
	if out, err := exec.Command(path, full...).CombinedOutput(); err != nil {
		t.Fatalf("sox %v: %v: %s", args, err, out)
	}
	b, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// drain plays a source to its end, or for at most so many frames.
func drain(s Source, codec Codec, most int) []float64 {
	var sound []float64
	var voice Decoder
	frame := make([]byte, FrameSamples)
	for i := 0; i < most && s.Next(codec, frame); i++ {
		for _, v := range voice.Decode(nil, Frame{Codec: codec, Payload: frame}) {
			sound = append(sound, float64(v)/(1<<15))
		}
	}
	return sound
}

func TestClipSoundsTheSameInEachCodec(t *testing.T) {
	for _, rate := range []string{"8000", "16000"} {
		wav := soxFile(t, "-n", "-r", rate, "-b", "16", "-c", "1", "OUT", "synth", "1.01", "sine", "1000", "vol", "0.5")
		clip, err := LoadClip(bytes.NewReader(wav))
		if err != nil {
			t.Fatal(err)
		}
		if got, want := clip.Length(), 1020*time.Millisecond; got != want {
			t.Errorf("%s: length %v, want %v: whole frames", rate, got, want)
		}
		for _, codec := range []Codec{PCMU, PCMA, G722} {
			sound := drain(clip.Source(false), codec, 1000)
			if len(sound) != 51*FrameSamples {
				t.Errorf("%s, codec %d: %d samples", rate, codec, len(sound))
			}
			if got := peertest.Level(sound[:8000], SampleRate, 1000); got < 0.95 {
				t.Errorf("%s, codec %d: 1 kHz has level %.3f", rate, codec, got)
			}
			if got, want := peertest.Loudness(sound[400:7600]), 0.5/math.Sqrt2; math.Abs(got-want) > 0.02 {
				t.Errorf("%s, codec %d: loudness %.3f, want %.3f", rate, codec, got, want)
			}
		}
	}
}

// 6 kHz, sampled at 8 kHz unfiltered, would be heard at 2 kHz.
func TestWhatTheTelephoneCannotCarryIsFilteredOut(t *testing.T) {
	wav := soxFile(t, "-n", "-r", "16000", "-b", "16", "-c", "1", "OUT", "synth", "1", "sine", "6000", "vol", "0.5")
	clip, err := LoadClip(bytes.NewReader(wav))
	if err != nil {
		t.Fatal(err)
	}
	if got := peertest.Loudness(drain(clip.Source(false), PCMU, 1000)[400:7600]); got > 0.005 {
		t.Errorf("6 kHz comes through with loudness %.4f, want below -46 dB", got)
	}
	wav = soxFile(t, "-n", "-r", "16000", "-b", "16", "-c", "1", "OUT", "synth", "1", "sine", "3000", "vol", "0.5")
	if clip, err = LoadClip(bytes.NewReader(wav)); err != nil {
		t.Fatal(err)
	}
	if got := peertest.Loudness(drain(clip.Source(false), PCMU, 1000)[400:7600]); math.Abs(got-0.354) > 0.02 {
		t.Errorf("3 kHz comes through with loudness %.3f, want 0.354", got)
	}
}

func TestOtherFilesAreRefusedWithWhatToDo(t *testing.T) {
	good := soxFile(t, "-n", "-r", "8000", "-b", "16", "-c", "1", "OUT", "synth", "0.1", "sine", "1000")
	for name, b := range map[string][]byte{
		"empty":     nil,
		"text":      []byte("play this, please, at once, and loud"),
		"44.1 kHz":  soxFile(t, "-n", "-r", "44100", "-b", "16", "-c", "1", "OUT", "synth", "0.1", "sine", "1000"),
		"stereo":    soxFile(t, "-n", "-r", "8000", "-b", "16", "-c", "2", "OUT", "synth", "0.1", "sine", "1000"),
		"8 bits":    soxFile(t, "-n", "-r", "8000", "-b", "8", "-c", "1", "OUT", "synth", "0.1", "sine", "1000"),
		"24 bits":   soxFile(t, "-n", "-r", "8000", "-b", "24", "-c", "1", "OUT", "synth", "0.1", "sine", "1000"),
		"no sound":  good[:36],
		"half head": good[:20],
	} {
		if _, err := LoadClip(bytes.NewReader(b)); !errors.Is(err, ErrFormat) || !strings.Contains(err.Error(), "sox IN -r 8000") {
			t.Errorf("%s: got %v", name, err)
		}
	}
	if _, err := LoadClip(bytes.NewReader(good)); err != nil {
		t.Errorf("a good one: %v", err)
	}
}

// A program that writes to a pipe cannot know the size beforehand.
func TestClipOfUnknownSizeIsReadToItsEnd(t *testing.T) {
	wav := soxFile(t, "-n", "-r", "8000", "-b", "16", "-c", "1", "OUT", "synth", "0.2", "sine", "1000")
	for _, size := range []uint32{0, math.MaxUint32} {
		binary.LittleEndian.PutUint32(wav[40:], size)
		clip, err := LoadClip(bytes.NewReader(wav))
		if err != nil || clip.Length() != 200*time.Millisecond {
			t.Errorf("size %#x: %v, %v", size, clip, err)
		}
	}
}

func TestSources(t *testing.T) {
	clip := func(hz string) *Clip {
		c, err := LoadClip(bytes.NewReader(soxFile(t, "-n", "-r", "8000", "-b", "16", "-c", "1", "OUT", "synth", "0.5", "sine", hz)))
		if err != nil {
			t.Fatal(err)
		}
		return c
	}
	low, high := clip("440"), clip("1000")
	is := func(what string, sound []float64, hz float64) {
		t.Helper()
		if got := peertest.Level(sound, SampleRate, hz); got < 0.95 {
			t.Errorf("%s: %v Hz has level %.3f", what, hz, got)
		}
	}
	two := drain(Sequence(low, high), PCMA, 1000)
	if len(two) != 8000 {
		t.Fatalf("sequence of two halves of a second: %d samples", len(two))
	}
	is("first of the sequence", two[:4000], 440)
	is("second of the sequence", two[4000:], 1000)
	if again := drain(low.Source(true), PCMU, 100); len(again) != 100*FrameSamples {
		t.Errorf("looped: ended after %d samples", len(again))
	} else {
		is("looped", again, 440)
	}
	is("tone", drain(Tone(700, 0.3), PCMA, 50), 700)
	if quiet := drain(For(time.Second, Silence()), PCMA, 1000); len(quiet) != 8000 || peertest.Loudness(quiet) > 0.001 {
		t.Errorf("a second's silence: %d samples, loudness %v", len(quiet), peertest.Loudness(quiet))
	}
	if n := len(drain(Silence(), PCMU, 1000)); n != 1000*FrameSamples {
		t.Errorf("endless silence ended after %d samples", n)
	}
	if n := len(drain(Sequence(), PCMU, 1000)); n != 0 {
		t.Errorf("a sequence of nothing plays %d samples", n)
	}
}

func FuzzLoadClip(f *testing.F) {
	f.Add(header(0))
	f.Add(append(header(8), make([]byte, 32)...))
	f.Add([]byte("RIFF\x00\x00\x00\x00WAVEfmt \x10\x00\x00\x00\x01\x00\x01\x00\x40\x1f\x00\x00\x80\x3e\x00\x00\x02\x00\x10\x00data\x04\x00\x00\x00\x01\x02\x03\x04"))
	f.Fuzz(func(t *testing.T, b []byte) {
		if clip, err := LoadClip(bytes.NewReader(b)); err == nil {
			drain(clip.Source(false), PCMU, 10)
		}
	})
}
