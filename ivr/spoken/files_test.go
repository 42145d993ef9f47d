package spoken_test

import (
	"errors"
	"flag"
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"testing"
	"time"

	"cordboard/appliance"
	"cordboard/appliance/media"
	"cordboard/ivr"
	"cordboard/ivr/prompt"
	"cordboard/ivr/spoken"
)

var update = flag.Bool("update", false, "have espeak-ng speak what is missing, and delete what nobody says any more")

// TestEveryPieceLiesReady holds the recordings to what can be said: one for each
// piece in each language, and none for what nobody says.
func TestEveryPieceLiesReady(t *testing.T) {
	if *update {
		record(t) // into the files, which this program has not: run it again without
		return
	}
	want, total := map[string]string{}, 0
	for _, l := range appliance.Languages() {
		for _, piece := range spoken.Vocabulary(l) {
			file := ivr.PromptFiles(string(l), ivr.Spoken(piece))[0]
			want[file] = piece
			f, err := spoken.Files.Open(file)
			if err != nil {
				t.Errorf("%q in %s has no recording: %v", piece, l, err)
				continue
			}
			clip, err := media.LoadClip(f)
			if err != nil || clip.Length() > 4*time.Second {
				t.Errorf("%q in %s cannot be played: %v", piece, l, err)
			}
		}
	}
	for file := range there(t, spoken.Files) {
		if want[file] == "" {
			t.Errorf("%s is a recording of nothing that is said", file)
		}
		wav, err := fs.ReadFile(spoken.Files, file)
		if err != nil {
			t.Fatal(err)
		}
		total += len(wav)
		s, err := prompt.Decode(wav)
		if err != nil {
			t.Fatal(err)
		}
		if loud := s.Loudness(); math.Abs(loud-prompt.Target) > 1.5 {
			t.Errorf("%q is as loud as %.1f LUFS", want[file], loud)
		}
	}
	if total > 8<<20 {
		t.Errorf("%d bytes of recordings, want at most 8 MiB", total)
	}
}

func there(t *testing.T, files fs.FS) map[string]bool {
	t.Helper()
	all := map[string]bool{}
	err := fs.WalkDir(files, ".", func(file string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			all[file] = true
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// record speaks what is missing.
func record(t *testing.T) {
	t.Helper()
	const dir = "recordings"
	old := there(t, os.DirFS(dir))
	wanted := map[string]bool{}
	for _, l := range appliance.Languages() {
		for _, piece := range spoken.Vocabulary(l) {
			file := ivr.PromptFiles(string(l), ivr.Spoken(piece))[0]
			if wanted[file] = true; old[file] {
				continue
			}
			if err := errors.Join(os.MkdirAll(filepath.Join(dir, string(l)), 0o755), os.WriteFile(filepath.Join(dir, file), say(t, l, piece), 0o644)); err != nil {
				t.Fatal(err)
			}
		}
	}
	for file := range old {
		if !wanted[file] {
			if err := os.Remove(filepath.Join(dir, file)); err != nil {
				t.Fatal(err)
			}
		}
	}
}

// say speaks for the telephone: half the bytes of what G.722 would carry.
func say(t *testing.T, l appliance.Language, piece string) []byte {
	t.Helper()
	sound, err := prompt.Speak(t.Context(), prompt.DefaultVoice(l), piece)
	if err != nil {
		t.Fatal(err)
	}
	p, err := prompt.Finish(sound.At(media.SampleRate))
	if err != nil {
		t.Fatal(err)
	}
	return p.WAV
}
