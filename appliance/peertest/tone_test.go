package peertest

import (
	"math"
	"os/exec"
	"path/filepath"
	"testing"
	"time"
)

// sine adds a tone to samples from a moment on.
func sine(samples []float64, from, to int, hz, height float64) []float64 {
	for i := from; i < to; i++ {
		samples[i] += height * math.Sin(2*math.Pi*hz*float64(i)/8000)
	}
	return samples
}

func TestLevelTellsFrequenciesApart(t *testing.T) {
	mixed := sine(sine(make([]float64, 8000), 0, 8000, 1000, 0.3), 0, 8000, 440, 0.1)
	for hz, want := range map[float64]float64{1000: 0.9, 440: 0.1, 700: 0, 2000: 0} {
		if got := Level(mixed, 8000, hz); math.Abs(got-want) > 0.01 {
			t.Errorf("%v Hz: level %.3f, want %.3f", hz, got, want)
		}
	}
	if got, want := Loudness(mixed), math.Sqrt(0.05); math.Abs(got-want) > 0.001 {
		t.Errorf("loudness %.4f, want %.4f", got, want)
	}
	if got := Level(make([]float64, 8000), 8000, 440); got != 0 {
		t.Errorf("silence: level %v, want 0", got)
	}
	if got := Level(sine(make([]float64, 8000), 0, 8000, 1003, 0.3), 8000, 1000); got < 0.9 {
		t.Errorf("a tone that is off by 3 Hz: level %.3f, want above 0.9", got)
	}
}

func TestStartsFindsEachBeginning(t *testing.T) {
	samples := sine(make([]float64, 4*8000), 4000, 8000, 440, 0.3)
	sine(samples, 16000, 32000, 440, 0.05)
	sine(samples, 9000, 12000, 1000, 0.3)
	want := []time.Duration{500 * time.Millisecond, 2 * time.Second}
	got := Starts(samples, 8000, 440)
	if len(got) != len(want) {
		t.Fatalf("got %v, want %v", got, want)
	}
	for i := range want {
		if d := (got[i] - want[i]).Abs(); d > 5*time.Millisecond {
			t.Errorf("beginning %d: got %v, want %v", i, got[i], want[i])
		}
	}
}

func TestReadWAVReadsWhatSoxWrites(t *testing.T) {
	sox, err := exec.LookPath("sox")
	if err != nil {
		t.Fatal("install sox")
	}
	file := filepath.Join(t.TempDir(), "two.wav")
	if out, err := exec.Command(sox, "-n", "-r", "16000", "-b", "16", "-c", "2", file,
		"synth", "1.5", "sine", "440", "sine", "1000").CombinedOutput(); err != nil {
		t.Fatalf("sox: %v: %s", err, out)
	}
	s, err := ReadWAV(file)
	if err != nil {
		t.Fatal(err)
	}
	if s.Rate != 16000 || len(s.Channels) != 2 || s.Length() != 1500*time.Millisecond {
		t.Fatalf("rate %d, %d channels, %v", s.Rate, len(s.Channels), s.Length())
	}
	for i, hz := range []float64{440, 1000} {
		if got := Level(s.Channels[i], s.Rate, hz); got < 0.98 {
			t.Errorf("channel %d: %v Hz has level %.3f", i, hz, got)
		}
		if got := Level(s.Channels[i], s.Rate, 1440-hz); got > 0.01 {
			t.Errorf("channel %d: the other tone has level %.3f", i, got)
		}
	}
}
