package prompt_test

import (
	"bytes"
	"os"
	"testing"

	"cordboard/appliance"
	"cordboard/appliance/media"
	"cordboard/ivr/prompt"
)

func read(t testing.TB, file string) []byte {
	t.Helper()
	b, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// FuzzMake: whatever is uploaded is refused with a sentence, or becomes a
// prompt that the box can play.
func FuzzMake(f *testing.F) {
	const short = "sine=frequency=1000:duration=0.2:sample_rate=8000"
	for name, args := range map[string][]string{
		"a.wav": nil, "b.wav": {"-c:a", "pcm_f32le"}, "c.wav": {"-c:a", "pcm_alaw"}, "d.mp3": {"-b:a", "16k"},
		"e.ogg": {"-c:a", "libvorbis"}, "f.wav": {"-ar", "11025", "-ac", "2", "-c:a", "pcm_s24le"},
	} {
		f.Add(record(f, short, name, args...))
	}
	f.Fuzz(func(t *testing.T, file []byte) {
		p, err := prompt.Make(file)
		if err != nil {
			if appliance.AsRefusal(err) == nil {
				t.Errorf("refused without a sentence: %v", err)
			}
			return
		}
		if clip, err := media.LoadClip(bytes.NewReader(p.WAV)); err != nil || clip.Length() < p.Length {
			t.Errorf("made what cannot be played: %v", err)
		}
	})
}
