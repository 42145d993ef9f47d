package media

import (
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"
)

// pair is the sound of two tones.
type pair struct {
	row, column   float64 // Hz
	high, low     float64 // amplitudes of row and column
	length, pause time.Duration
}

func (p pair) append(sound []int16) []int16 {
	n := int(samples(p.length))
	for i := range n {
		at := 2 * math.Pi * float64(i) / SampleRate
		sound = append(sound, int16(p.high*math.Sin(p.row*at)+p.low*math.Sin(p.column*at)))
	}
	return append(sound, make([]int16, samples(p.pause))...)
}

var (
	rowHertz    = []float64{697, 770, 852, 941}
	columnHertz = []float64{1209, 1336, 1477, 1633}
)

// pressAll sounds all sixteen keys, with what change makes of each.
func pressAll(change func(*pair)) (sound []int16, want string) {
	sound = make([]int16, 331) // so that no key begins with a block
	for r, row := range keys {
		for c, key := range row {
			p := pair{rowHertz[r], columnHertz[c], 6000, 6000, 60 * time.Millisecond, 60 * time.Millisecond}
			change(&p)
			sound = p.append(sound)
			want += string(key)
		}
	}
	return sound, want
}

// hear gives the keys that are found in the sound, in frames of codec.
func hear(codec Codec, sound []int16) string {
	var party port
	ear := HearKeys(&party)
	var voice Encoder
	for at := 0; at < len(sound); at += FrameSamples {
		part := sound[at:min(at+FrameSamples, len(sound))]
		ear.Frame(Frame{Codec: codec, Payload: voice.Encode(nil, codec, part), Timestamp: uint32(at)})
	}
	var got []byte
	for _, d := range party.digits {
		got = append(got, d.Key)
	}
	return string(got)
}

func TestKeysAreFoundInTheSound(t *testing.T) {
	noise := rand.New(rand.NewPCG(1, 2))
	for name, change := range map[string]func(*pair){
		"plain":                        func(*pair) {},
		"shortest key, shortest pause": func(p *pair) { p.length, p.pause = 40*time.Millisecond, 40*time.Millisecond },
		"held for two seconds":         func(p *pair) { p.length = 2 * time.Second },
		"rows 6 dB louder":             func(p *pair) { p.low /= 2 },
		"columns 3 dB louder":          func(p *pair) { p.high /= 1.41 },
		"1.5 % too high":               func(p *pair) { p.row *= 1.015; p.column *= 1.015 },
		"1.5 % too low":                func(p *pair) { p.row *= 0.985; p.column *= 0.985 },
		"faint":                        func(p *pair) { p.high, p.low = 150, 150 },
		"loud":                         func(p *pair) { p.high, p.low = 16000, 16000 },
	} {
		for _, codec := range []Codec{PCMU, PCMA, G722} {
			sound, want := pressAll(change)
			if got := hear(codec, sound); got != want {
				t.Errorf("%s, codec %d: heard %q, want %q", name, codec, got, want)
			}
		}
	}
	sound, want := pressAll(func(*pair) {})
	for i := range sound {
		sound[i] += int16(noise.NormFloat64() * 400) // 20 dB below the key
	}
	if got := hear(PCMA, sound); got != want {
		t.Errorf("in noise: heard %q, want %q", got, want)
	}
}

func TestWhatIsNoKeyIsNotHeardAsOne(t *testing.T) {
	for name, change := range map[string]func(*pair){
		"too short":            func(p *pair) { p.length = 20 * time.Millisecond },
		"rows 12 dB louder":    func(p *pair) { p.low /= 4 },
		"columns 12 dB louder": func(p *pair) { p.high /= 4 },
		"one tone alone":       func(p *pair) { p.low = 0 },
		"too faint":            func(p *pair) { p.high, p.low = 20, 20 },
		"between the tones":    func(p *pair) { p.row *= 1.055; p.column *= 1.055 },
	} {
		sound, _ := pressAll(change)
		if got := hear(PCMA, sound); got != "" {
			t.Errorf("%s: heard %q", name, got)
		}
	}
	sound, _ := pressAll(func(*pair) {})
	third, _ := pressAll(func(p *pair) { p.row, p.column, p.high, p.low = 770, 1477, 3000, 0 })
	for i := range sound {
		sound[i] += third[i]
	}
	if got := hear(PCMA, sound); got != "456B" {
		t.Errorf("with a third tone: heard %q, want the keys of that row alone", got)
	}
}

// Spoken prompts are the speech that this box hears most: callers' telephones
// echo them.
func TestSpeechIsNotHeardAsKeys(t *testing.T) {
	files, err := filepath.Glob(filepath.Join("..", "..", "cmd", "cordboard", "demo", "site", "prompts", "*", "*.wav"))
	if err != nil || len(files) < 10 {
		t.Fatalf("prompts of the demonstration: %d, %v", len(files), err)
	}
	var spoken time.Duration
	for _, name := range files {
		sound := readSound(t, name)
		spoken += time.Duration(len(sound)) * time.Second / SampleRate
		if got := hear(PCMA, sound); got != "" {
			t.Errorf("%s: heard %q", filepath.Base(name), got)
		}
		p := pair{770, 1336, 3000, 3000, 100 * time.Millisecond, 0}
		if got := hear(PCMA, p.append(slices.Clone(sound))); got != "5" {
			t.Errorf("%s with a key at its end: heard %q, want 5", filepath.Base(name), got)
		}
	}
	t.Logf("%v of speech", spoken)
}

func readSound(t *testing.T, name string) []int16 {
	t.Helper()
	f, err := os.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = f.Close() }()
	sound, rate, err := readWAV(f)
	if err != nil {
		t.Fatal(name, err)
	}
	if rate == 2*SampleRate {
		sound = halve(sound)
	}
	return sound
}

func TestKeyIsHeardOnceThoughAFrameIsLost(t *testing.T) {
	party := pressInFrames(func(i int, f Frame) (Frame, bool) { return f, i != 7 })
	if len(party.digits) != 1 || party.digits[0].Key != '9' {
		t.Errorf("heard %v, want 9 once", party.digits)
	}
	if len(party.heard) != 19 {
		t.Errorf("%d frames handed on, want 19", len(party.heard))
	}
}

func TestKeyIsHeardOnceThoughAClickIsInIt(t *testing.T) {
	party := pressInFrames(func(i int, f Frame) (Frame, bool) {
		if i == 7 {
			f.Payload[80] = PCMU.Encode(nil, []int16{32000})[0]
		}
		return f, true
	})
	if len(party.digits) != 1 {
		t.Errorf("heard %v, want 9 once", party.digits)
	}
}

func TestSilenceThatIsNotSentEndsAKey(t *testing.T) {
	party := pressInFrames(func(i int, f Frame) (Frame, bool) {
		if i >= 10 {
			f.Timestamp += 4000
		}
		f.Marker = i == 0 || i == 10
		return f, true
	})
	if len(party.digits) != 2 {
		t.Errorf("heard %v, want 9 twice", party.digits)
	}
}

// pressInFrames holds the 9 for twenty frames, each as change makes it, if it
// comes at all.
func pressInFrames(change func(int, Frame) (_ Frame, comes bool)) *port {
	var party port
	ear := HearKeys(&party)
	sound := pair{852, 1477, 6000, 6000, 400 * time.Millisecond, 0}.append(nil)
	for i := range len(sound) / FrameSamples {
		at := i * FrameSamples
		f, comes := change(i, Frame{Codec: PCMU, Payload: PCMU.Encode(nil, sound[at:at+FrameSamples]), Timestamp: uint32(at)})
		if comes {
			ear.Frame(f)
		}
	}
	return &party
}

func BenchmarkKeyTones(b *testing.B) {
	ear := HearKeys(&port{})
	f := Frame{Codec: PCMA, Payload: PCMA.Encode(nil, pair{697, 1209, 6000, 6000, FrameTime, 0}.append(nil))}
	for b.Loop() {
		ear.Frame(f)
		f.Timestamp += FrameSamples
		ear.to.(*port).heard = ear.to.(*port).heard[:0]
	}
}
