package site

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"io"
	"io/fs"
	"math"
	"strings"
	"testing"

	"cordboard/appliance"
	"cordboard/appliance/blob"
	"cordboard/appliance/sqlite"
	"cordboard/ivr"
	"cordboard/ivr/prompt"
)

// studio is a site that keeps prompts, with a voice that whistles.
type studio struct {
	*plot
	said   []string
	mute   bool
	hoarse error // what comes of speaking
}

func newStudio(t *testing.T) *studio {
	s := &studio{plot: newPlot(t)}
	sounds, err := blob.Open(t.TempDir(), blob.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { sounds.Close() })
	s.Site = New(Deps{
		Store: s.store, Sounds: sounds,
		Prompts: func(_ appliance.Language, name string) bool { return name == "music" || name == ivr.DefaultNobody },
		Voice: Voice{
			There: func() bool { return !s.mute },
			Speak: func(_ context.Context, v prompt.Voice, text string) (prompt.Sound, error) {
				if s.mute {
					return prompt.Sound{}, prompt.ErrMute
				}
				if s.hoarse != nil {
					return prompt.Sound{}, s.hoarse
				}
				s.said = append(s.said, v.Name+": "+text)
				return whistle(float64(300 + len(text))), nil
			},
		},
	})
	return s
}

// whistle is half a second of a tone.
func whistle(pitch float64) prompt.Sound {
	s := prompt.Sound{Rate: 8000, Samples: make([]float32, 4000)}
	for i := range s.Samples {
		s.Samples[i] = float32(math.Sin(2 * math.Pi * pitch * float64(i) / 8000))
	}
	return s
}

func whistled(t testing.TB, pitch float64) prompt.Prompt {
	t.Helper()
	p, err := prompt.Finish(whistle(pitch))
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// hears is what callers would hear: the sound's first bytes.
func (s *studio) hears(file string) string {
	s.t.Helper()
	f, err := s.PromptFiles().Open(file)
	if errors.Is(err, fs.ErrNotExist) {
		return ""
	}
	if err != nil {
		s.t.Fatal(err)
	}
	defer f.Close()
	wav, err := io.ReadAll(f)
	if err != nil || len(wav) < 44 || int(binary.LittleEndian.Uint32(wav[40:])) != len(wav)-44 {
		s.t.Fatalf("%s is no WAV: %v", file, err)
	}
	if info, err := fs.Stat(s.PromptFiles(), file); err != nil || info.Size() != int64(len(wav)) {
		s.t.Fatalf("%s is told of as %v, %v; it has %d bytes", file, info, err, len(wav))
	}
	return string(wav)
}

func (s *studio) keep(l appliance.Language, name string, pitch float64) {
	s.t.Helper()
	if err := s.KeepPrompt(s.t.Context(), 7, Prompt{Language: l, Name: name, Origin: Uploaded}, whistled(s.t, pitch)); err != nil {
		s.t.Fatal(err)
	}
}

func TestPromptIsReplacedAndItsOlderVersionPlayedAgain(t *testing.T) {
	s := newStudio(t)
	s.keep(appliance.Czech, "welcome", 400)
	first := s.hears("cs/welcome.wav")
	s.keep(appliance.Czech, "welcome", 500)
	s.keep("", "tune", 600)
	if second := s.hears("cs/welcome.wav"); first == "" || second == first {
		t.Fatal("the second is not heard")
	}
	all, err := s.Prompts(t.Context())
	if err != nil || len(all) != 2 || all[0].Name != "tune" || all[1].By != 7 || all[1].At.IsZero() || all[1].Length <= 0 {
		t.Errorf("the list: %+v, %v", all, err)
	}
	versions, err := s.PromptVersions(t.Context(), appliance.Czech, "welcome")
	if err != nil || len(versions) != 2 {
		t.Fatalf("%d versions, %v", len(versions), err)
	}
	if err := s.PlayAgain(t.Context(), 8, appliance.Czech, "welcome", versions[1].File); err != nil {
		t.Fatal(err)
	}
	if s.hears("cs/welcome.wav") != first {
		t.Error("the older one is not heard again")
	}
	if err := s.PlayAgain(t.Context(), 8, appliance.Czech, "welcome", "another"); !errors.Is(err, appliance.ErrNotFound) {
		t.Errorf("one that never was: got %v", err)
	}
}

func TestSoundThatAPowerCutLeftEmptyIsMendedByKeepingItAgain(t *testing.T) {
	s := newStudio(t)
	wav := whistled(t, 400)
	sum := sha256.Sum256(wav.WAV)
	f, err := s.sounds.Create(hex.EncodeToString(sum[:]) + ".wav")
	if err != nil {
		t.Fatal(err)
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	s.keep(appliance.Czech, "welcome", 400)
	if got := s.hears("cs/welcome.wav"); len(got) == 0 {
		t.Error("callers hear nothing")
	}
}

func TestSoundsThatNoPromptHasOrHadAreSwept(t *testing.T) {
	s := newStudio(t)
	there := func() (n int) {
		for _, pitch := range []float64{400, 500, 600} {
			name := sha256.Sum256(whistled(t, pitch).WAV)
			if f, err := s.sounds.Open(hex.EncodeToString(name[:]) + ".wav"); err == nil {
				n++
				_ = f.Close()
			}
		}
		return n
	}
	s.keep(appliance.Czech, "hello", 400)
	s.keep(appliance.Czech, "hello", 500)
	if err := s.RemovePrompt(t.Context(), 7, appliance.Czech, "hello"); err != nil {
		t.Fatal(err)
	}
	if _, err := s.shelve(whistled(t, 600).WAV); err != nil { // and the box went down
		t.Fatal(err)
	}
	if n := there(); n != 3 {
		t.Fatalf("%d sounds are there before, want 3", n)
	}
	if err := s.SweepSounds(t.Context()); err != nil || there() != 2 {
		t.Errorf("%v, %d sounds are left, want the 2 that the prompt was", err, there())
	}
}

func TestPromptThatATreePlaysIsNotRemoved(t *testing.T) {
	s := newStudio(t)
	s.keep(appliance.Czech, "welcome", 400)
	s.keep(appliance.Czech, "bye", 500)
	if _, err := s.SaveTree(t.Context(), 0, "main", "language: cs\nnodes:\n  hello: {play: welcome, then: end}\n  end: {hangup: }\n"); err != nil {
		t.Fatal(err)
	}
	err := s.RemovePrompt(t.Context(), 7, appliance.Czech, "welcome")
	if refusal := appliance.AsRefusal(err); !errors.Is(err, ErrPromptUsed) || refusal.Args["place"] != "main / hello" {
		t.Errorf("one that is played: got %v", err)
	}
	if err := s.RemovePrompt(t.Context(), 7, appliance.Czech, "bye"); err != nil || s.hears("cs/bye.wav") != "" {
		t.Errorf("one that nobody plays: got %v", err)
	}
	if err := s.RemovePrompt(t.Context(), 7, appliance.Czech, "bye"); !errors.Is(err, appliance.ErrNotFound) {
		t.Errorf("once more: got %v", err)
	}
	if versions, err := s.PromptVersions(t.Context(), appliance.Czech, "bye"); err != nil || len(versions) != 1 {
		t.Errorf("of what was removed: %d versions, %v", len(versions), err)
	}
}

func TestPromptsNamesAreHeldToFiles(t *testing.T) {
	s := newStudio(t)
	for _, p := range []Prompt{{Name: "../x"}, {Name: ""}, {Name: "A b"}, {Name: "x", Language: "../"}} {
		if err := s.KeepPrompt(t.Context(), 0, p, whistled(t, 400)); appliance.AsRefusal(err) == nil {
			t.Errorf("%+v: got %v", p, err)
		}
	}
}

// speaking says something in two languages and something for all.
const speaksTwo = `language: cs
nodes:
  hello: {say: {cs: "Dobrý den.", pl: "Dzień dobry."}, then: polish}
  polish: {language: pl, say: "Hobla", then: end}
  end: {hangup: }
`

func TestTextsAreSpokenWhenATreeIsPublished(t *testing.T) {
	s := newStudio(t)
	report, err := s.CheckTree(t.Context(), "main", speaksTwo)
	if err != nil || report.Findings.Bad() || len(s.said) != 0 {
		t.Fatalf("a check: %v, %v, said %q", report.Findings, err, s.said)
	}
	if _, err := s.SaveTree(t.Context(), 7, "main", speaksTwo); err != nil {
		t.Fatal(err)
	}
	if got := strings.Join(s.said, "; "); got != "cs: Dobrý den.; pl: Hobla" {
		t.Errorf("said %q", got)
	}
	if s.hears("cs/"+ivr.Spoken("Dobrý den.")+".wav") == "" || s.hears("pl/"+ivr.Spoken("Hobla")+".wav") == "" {
		t.Error("callers do not hear what was spoken")
	}
	s.said = nil
	if _, err := s.SaveTree(t.Context(), 7, "main", speaksTwo+"# again\n"); err != nil || len(s.said) != 0 {
		t.Errorf("published again: %v, said %q", err, s.said)
	}
}

func TestTextsAreSpokenForANumberThatComesLater(t *testing.T) {
	s := newStudio(t)
	q := s.queue("Orders", s.group("Sales").ID)
	add := func(number string, l appliance.Language) {
		t.Helper()
		_, err := s.SaveEntryPoint(t.Context(), 0, appliance.EntryPoint{
			Channel: appliance.Phone, Name: number, Language: l, Queue: q.ID,
			Phone: appliance.PhoneEntry{Number: number, Tree: "main", Answer: appliance.AnswerAtOnce},
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if _, err := s.SaveTree(t.Context(), 0, "main", "nodes:\n  a: {say: \"Hobla\", then: b}\n  b: {hangup: }\n"); err != nil {
		t.Fatal(err)
	}
	if len(s.said) != 3 {
		t.Errorf("for no number yet: said %q, want it in all languages", s.said)
	}
	add("100", appliance.Czech)
	if _, err := s.SaveTree(t.Context(), 0, "main", "nodes:\n  a: {say: \"Cordboard\", then: b}\n  b: {hangup: }\n"); err != nil {
		t.Fatal(err)
	}
	s.said = nil
	add("200", appliance.Polish)
	if got := strings.Join(s.said, "; "); got != "pl: Cordboard" {
		t.Errorf("for a Polish number: said %q", got)
	}
}

func TestNumberWhoseTextsCannotBeSpokenIsNotSaved(t *testing.T) {
	s := newStudio(t)
	if _, err := s.SaveTree(t.Context(), 0, "main", "nodes:\n  a: {say: {cs: \"Hobla\", pl: \"Strug\", en: \"Plane\"}, then: b}\n  b: {hangup: }\n"); err != nil {
		t.Fatal(err)
	}
	err := s.store.Write(t.Context(), func(tx *sqlite.Tx) error { // as on a box from before it spoke Polish
		return tx.DeleteSetting(promptPrefix + Prompt{Language: appliance.Polish, Name: ivr.Spoken("Strug")}.id())
	})
	if err != nil {
		t.Fatal(err)
	}
	number := appliance.EntryPoint{
		Channel: appliance.Phone, Name: "Line", Language: appliance.Polish,
		Phone: appliance.PhoneEntry{Number: "200", Tree: "main", Answer: appliance.AnswerAtOnce},
	}
	s.hoarse = prompt.ErrMute
	if _, err := s.SaveEntryPoint(t.Context(), 0, number); !errors.Is(err, prompt.ErrMute) {
		t.Errorf("got %v, want what hindered speaking", err)
	}
	s.hoarse = nil
	saved, err := s.SaveEntryPoint(t.Context(), 0, number) // the number is still free
	if err != nil || saved.ID == 0 || s.hears("pl/"+ivr.Spoken("Strug")+".wav") == "" {
		t.Errorf("saved again: %+v, %v", saved, err)
	}
}

func TestBoxThatCannotSpeakSaysSoBeforeItIsASilence(t *testing.T) {
	s := newStudio(t)
	s.mute = true
	report, err := s.CheckTree(t.Context(), "main", speaksTwo)
	if err != nil || len(report.Findings) != 2 || report.Findings[0].Code != "say-mute" || report.Findings[0].Line != 3 {
		t.Fatalf("got %v, %v", report.Findings, err)
	}
	if _, err := s.SaveTree(t.Context(), 0, "main", speaksTwo); !errors.Is(err, ErrTree) {
		t.Errorf("published: %v", err)
	}
	s.keep(appliance.Czech, ivr.Spoken("Dobrý den."), 400) // what people recorded does as well
	s.keep(appliance.Polish, ivr.Spoken("Hobla"), 500)
	if _, err := s.SaveTree(t.Context(), 0, "main", speaksTwo); err != nil {
		t.Errorf("with recordings: %v", err)
	}
}

func TestAnotherVoiceSpeaksAgain(t *testing.T) {
	s := newStudio(t)
	if _, err := s.SaveTree(t.Context(), 7, "main", speaksTwo); err != nil {
		t.Fatal(err)
	}
	settings, err := s.Settings(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	settings.Voices.Czech.Name = "cs+f2"
	if err := s.SaveSettings(t.Context(), 7, settings); err != nil {
		t.Fatal(err)
	}
	s.said = nil
	if n, err := s.SpeakAgain(t.Context(), 7); err != nil || n != 1 || s.said[0] != "cs+f2: Dobrý den." {
		t.Errorf("spoke %d again: %q, %v", n, s.said, err)
	}
	if n, err := s.SpeakAgain(t.Context(), 7); err != nil || n != 0 {
		t.Errorf("once more: %d, %v", n, err)
	}
	settings.Voices.Czech.Name, settings.Voices.English.Speed = "-f", 1000
	flaws, _ := errors.AsType[appliance.Flaws](s.SaveSettings(t.Context(), 7, settings))
	if flaws["voice-cs"] == nil || flaws["speed-en"] == nil {
		t.Errorf("a voice that is none: got %v", flaws)
	}
}
