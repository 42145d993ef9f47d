//go:build ignore

// This program writes prompts/music.wav: half a minute of soft chords, made up
// here and owing nothing to anybody. Its end runs into its beginning, because
// whatever sounds on past the end is added to the start.
package main

import (
	"encoding/binary"
	"log"
	"math"
	"os"
)

const (
	rate  = 8000
	bar   = 3 * rate // three seconds
	level = -24.0    // dBFS, root mean square
)

// chords are MIDI notes: F major 7, A minor 7, D minor 9, B flat major 7,
// G minor 7, C 7 suspended, F major 7, C.
var chords = [][]int{
	{53, 60, 64, 69},
	{57, 60, 64, 67},
	{50, 57, 60, 64},
	{58, 62, 65, 69},
	{55, 58, 62, 65},
	{48, 58, 62, 65},
	{53, 60, 64, 69},
	{48, 55, 60, 64},
}

// bells are a few high notes, by half bar; 0 is a rest.
var bells = []int{72, 76, 0, 79, 77, 0, 74, 69, 70, 0, 77, 74, 72, 0, 67, 0}

func main() {
	sound := make([]float64, len(chords)*bar)
	for i, chord := range chords {
		for k, note := range chord {
			add(sound, i*bar+k*rate/12, note, pad)
		}
	}
	for i, note := range bells {
		if note != 0 {
			add(sound, i*bar/2+rate/4, note, bell)
		}
	}
	if err := os.WriteFile("prompts/music.wav", wav(levelled(sound)), 0o644); err != nil {
		log.Fatal(err)
	}
}

// voice is how loud a note is t seconds after it began, how long it sounds,
// and how loud its overtones are.
type voice struct {
	loud      func(t float64) float64
	seconds   float64
	overtones []float64
}

var (
	// pad swells for a second and fades over three.
	pad = voice{func(t float64) float64 { return 0.25 * swell(t/1.0) * swell((4.5-t)/2.5) }, 4.5, []float64{1, 0.3, 0.12}}
	// bell is struck softly and dies away.
	bell = voice{func(t float64) float64 { return 0.16 * swell(t/0.04) * math.Exp(-1.6*t) * swell((3.5-t)/0.5) }, 3.5, []float64{1, 0.15}}
)

// swell goes from 0 to 1 without a corner.
func swell(x float64) float64 {
	x = max(0, min(1, x))
	return x * x * (3 - 2*x)
}

// add sounds a note from a sample on, round the end to the beginning. Two
// strings a little apart make it breathe.
func add(sound []float64, from, note int, v voice) {
	pitch := 440 * math.Pow(2, float64(note-69)/12)
	for i := range int(v.seconds * rate) {
		t := float64(i) / rate
		var s float64
		for k, loud := range v.overtones {
			f := pitch * float64(k+1)
			s += loud * (math.Sin(2*math.Pi*f*t) + math.Sin(2*math.Pi*(f+0.4)*t)) / 2
		}
		sound[(from+i)%len(sound)] += v.loud(t) * s
	}
}

// levelled brings the sound to its level.
func levelled(sound []float64) []float64 {
	var sum float64
	for _, s := range sound {
		sum += s * s
	}
	gain := math.Pow(10, level/20) / math.Sqrt(sum/float64(len(sound)))
	for i := range sound {
		sound[i] *= gain
	}
	return sound
}

func wav(sound []float64) []byte {
	le := binary.LittleEndian
	b := le.AppendUint32([]byte("RIFF"), uint32(36+2*len(sound)))
	b = le.AppendUint32(append(b, "WAVEfmt "...), 16)
	b = le.AppendUint16(le.AppendUint16(b, 1), 1) // PCM, mono
	b = le.AppendUint32(le.AppendUint32(b, rate), 2*rate)
	b = le.AppendUint16(le.AppendUint16(b, 2), 16)
	b = le.AppendUint32(append(b, "data"...), uint32(2*len(sound)))
	for _, s := range sound {
		b = le.AppendUint16(b, uint16(int16(math.Round(32767*max(-1, min(1, s))))))
	}
	return b
}
