package media

import (
	"bytes"
	"encoding/binary"
	"math"
	"os/exec"
	"testing"

	"github.com/gotranspile/g722"
)

// ffmpeg converts sound; it is the second implementation of G.722.
func ffmpeg(t *testing.T, in []byte, args ...string) []byte {
	t.Helper()
	path, err := exec.LookPath("ffmpeg")
	if err != nil {
		t.Fatal("install ffmpeg")
	}
	cmd := exec.Command(path, append(append([]string{"-hide_banner", "-loglevel", "error"}, args...), "-")...)
	cmd.Stdin = bytes.NewReader(in)
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("ffmpeg %v: %v", args, err)
	}
	return out
}

// sine is a second of a tone.
func sine(hz float64, rate int) []int16 {
	out := make([]int16, rate)
	for i := range out {
		out[i] = int16(8000 * math.Sin(2*math.Pi*hz*float64(i)/float64(rate)))
	}
	return out
}

// loudness is how loud a tone is in sound, 1 for as loud as sine's; the first
// quarter, in which a decoder finds itself, does not count.
func loudness(sound []int16, hz float64, rate int) float64 {
	sound = sound[len(sound)/4:]
	var re, im float64
	for i, s := range sound {
		at := 2 * math.Pi * hz * float64(i) / float64(rate)
		re += float64(s) * math.Cos(at)
		im += float64(s) * math.Sin(at)
	}
	return 2 * math.Hypot(re, im) / float64(len(sound)) / 8000
}

// frames cuts bytes into frames.
func frames(c Codec, sound []byte) (cut []Frame) {
	for at := 0; at+FrameSamples <= len(sound); at += FrameSamples {
		cut = append(cut, Frame{Codec: c, Payload: sound[at : at+FrameSamples], Timestamp: uint32(at)})
	}
	return cut
}

func TestG722SoundsThroughFFmpegAsItWasSaid(t *testing.T) {
	for _, hz := range []float64{300, 1000, 2500, 3000} {
		theirs := ffmpeg(t, G722.Encode(nil, sine(hz, 8000)), "-f", "g722", "-i", "-", "-f", "s16le", "-ar", "16000", "-ac", "1")
		heard := make([]int16, len(theirs)/2)
		for i := range heard {
			heard[i] = int16(binary.LittleEndian.Uint16(theirs[2*i:]))
		}
		if got := loudness(heard, hz, 16000); got < 0.9 || got > 1.1 {
			t.Errorf("%v Hz sounds at %.2f of what it was", hz, got)
		}
		if got := loudness(heard, 8000-hz, 16000); got > 0.12 {
			t.Errorf("%v Hz is mirrored at %.3f", hz, got)
		}
		var raw []byte
		for _, s := range sine(hz, 16000) {
			raw = binary.LittleEndian.AppendUint16(raw, uint16(s))
		}
		said := ffmpeg(t, raw, "-f", "s16le", "-ar", "16000", "-ac", "1", "-i", "-", "-f", "g722")
		if got := loudness(G722.Decode(nil, said), hz, 8000); got < 0.9 || got > 1.1 {
			t.Errorf("%v Hz of ffmpeg's sounds at %.2f of what it was", hz, got)
		}
	}
}

// What lies above the telephone's band must not come back inside it.
func TestG722AboveTheBandStaysUnheard(t *testing.T) {
	for hz, most := range map[float64]float64{5000: 0.11, 6000: 0.01, 7000: 0.01} {
		heard := G722.Decode(nil, g722.Encode(sine(hz, 16000), g722.RateDefault, 0))
		if got := loudness(heard, 8000-hz, 8000); got > most {
			t.Errorf("%v Hz comes back at %.3f, want %.3f at most", hz, got, most)
		}
	}
}

func TestTranscoderGoesOnFromFrameToFrame(t *testing.T) {
	for _, way := range [][2]Codec{{G722, PCMA}, {PCMA, G722}, {G722, PCMU}, {PCMU, G722}} {
		var over Transcoder
		var sound []byte
		into := make([]byte, FrameSamples)
		for _, f := range frames(way[0], way[0].Encode(nil, sine(1000, 8000))) {
			if n := over.Copy(into, way[1], f); n != FrameSamples {
				t.Fatalf("%d bytes of a frame", n)
			}
			sound = append(sound, into...)
		}
		heard := way[1].Decode(nil, sound)
		tone := loudness(heard, 1000, 8000)
		var all float64
		for _, s := range heard[len(heard)/4:] {
			all += float64(s) * float64(s)
		}
		power := tone * tone * 8000 * 8000 / 2
		noise := all/float64(len(heard)*3/4) - power
		if snr := 10 * math.Log10(power/noise); tone < 0.95 || tone > 1.05 || snr < 30 {
			t.Errorf("from %d to %d: tone %.2f of what it was, %.0f dB above the noise", way[0], way[1], tone, snr)
		}
	}
}

func TestFramesOfOneCodecPassUntouched(t *testing.T) {
	payload := []byte{1, 2, 3, 4}
	for _, c := range []Codec{PCMU, PCMA, G722, Opus} {
		into := make([]byte, 8)
		if n := new(Transcoder).Copy(into, c, Frame{Codec: c, Payload: payload}); !bytes.Equal(into[:n], payload) {
			t.Errorf("codec %d: %v", c, into[:n])
		}
	}
}

func TestSilenceIsSilentInEachCodec(t *testing.T) {
	for _, c := range []Codec{PCMU, PCMA, G722} {
		var voice Decoder
		voice.Decode(nil, Frame{Codec: c, Payload: c.Encode(nil, sine(440, 8000))})
		quiet := voice.Decode(nil, Frame{Codec: c, Payload: bytes.Repeat([]byte{c.Silence()}, 1600)})
		for _, s := range quiet[400:] {
			if distance(s, 0) > 60 || distance(s, quiet[len(quiet)-1]) > 4 { // a shift alone is not heard
				t.Fatalf("codec %d: sample %d in silence", c, s)
			}
		}
	}
}

func TestWideClipKeepsWhatLiesAboveTheTelephonesBand(t *testing.T) {
	clip, err := LoadClip(bytes.NewReader(soxFile(t, "-n", "-r", "16000", "-b", "16", "-c", "1", "OUT", "synth", "1", "sine", "6000", "vol", "0.244")))
	if err != nil {
		t.Fatal(err)
	}
	var sound []byte
	frame := make([]byte, FrameSamples)
	for source := clip.Source(false); source.Next(G722, frame); {
		sound = append(sound, frame...)
	}
	if got := loudness(g722.Decode(sound, g722.RateDefault, 0), 6000, 16000); got < 0.8 {
		t.Errorf("6 kHz sounds at %.2f of what it was", got)
	}
}

func BenchmarkTranscodeG722ToALaw(b *testing.B) {
	var over Transcoder
	f := Frame{Codec: G722, Payload: G722.Encode(nil, sine(1000, 8000))[:FrameSamples]}
	into := make([]byte, FrameSamples)
	b.ReportAllocs()
	for b.Loop() {
		over.Copy(into, PCMA, f)
	}
}
