package site_test

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"io/fs"
	"maps"
	"math"
	"os"
	"path"
	"slices"
	"strings"
	"testing"
	"time"

	"cordboard/appliance"
	"cordboard/appliance/hours"
	"cordboard/appliance/media"
	"cordboard/cmd/cordboard/demo/site"
	"cordboard/ivr"
	"cordboard/ivr/check"
	"cordboard/ivr/run"
	"cordboard/ivr/sim"
)

func read(t *testing.T, file string) []byte {
	t.Helper()
	b, err := site.Files.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func calendars(t *testing.T) []hours.Calendar {
	t.Helper()
	var all []hours.Calendar
	if err := json.Unmarshal(read(t, "hours.json"), &all); err != nil {
		t.Fatal(err)
	}
	return all
}

func TestTreeHasNothingWrong(t *testing.T) {
	tree, err := ivr.Parse("main.yaml", read(t, "main.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	world := check.World{
		Prompts: prompt,
		Queues:  []string{"Orders", "Returns", "Reception"},
	}
	for _, c := range calendars(t) {
		if err := c.Check(); err != nil {
			t.Errorf("hours %s: %v", c.Name, err)
		}
		world.Hours = append(world.Hours, c.Name)
	}
	if findings := check.Check(tree, world); len(findings) > 0 {
		t.Errorf("main.yaml:\n%v", findings)
	}
	for _, l := range appliance.Languages() {
		if findings := check.Check(ivr.Direct("Orders", string(l)), world); len(findings) > 0 {
			t.Errorf("a number that leads straight into a queue, in %s:\n%v", l, findings)
		}
	}
	if prompt(appliance.Czech, "gone") {
		t.Error("every prompt seems to exist: the test sees nothing")
	}
}

// shopCall walks a caller through the demonstration's tree with its own prompts.
func shopCall(t *testing.T, keys string) sim.Story {
	t.Helper()
	tree, err := ivr.Parse("main.yaml", read(t, "main.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	return sim.Run(tree, sim.Scene{Keys: keys, Language: appliance.Czech, Length: func(l appliance.Language, name string) time.Duration {
		for _, file := range ivr.PromptFiles(string(l), name) {
			if wav, err := site.Files.ReadFile(path.Join("prompts", file)); err == nil {
				return time.Duration(len(wav)) * time.Second / 16000
			}
		}
		t.Fatalf("no prompt %s in %s", name, l)
		return 0
	}})
}

func TestSilentCallerReachesReceptionWithinAMinute(t *testing.T) {
	if end := shopCall(t, "").End; end.Queue != "Reception" || end.At > time.Minute {
		t.Errorf("after %s: %s", end.At, end)
	}
}

func TestWrongKeyIsToldAndMayBeMendedInBothMenus(t *testing.T) {
	for keys, want := range map[string]string{"931": "Orders", "392": "Returns"} {
		story := shopCall(t, keys)
		told := slices.ContainsFunc(story.Moments, func(m sim.Moment) bool {
			p, ok := m.What.(run.Play)
			return ok && slices.Contains(p.Prompts, "not-offered")
		})
		if !told || story.End.Queue != want || story.End.Language != appliance.English {
			t.Errorf("%s: told %v, %s", keys, told, story.End)
		}
	}
}

func prompt(l appliance.Language, name string) bool {
	for _, file := range ivr.PromptFiles(string(l), name) {
		if _, err := fs.Stat(site.Files, path.Join("prompts", file)); err == nil {
			return true
		}
	}
	return false
}

// TestPromptsAreThoseOfTheTable holds the recordings to the words they are
// made from: one file for each, and none that has no words.
func TestPromptsAreThoseOfTheTable(t *testing.T) {
	table, err := os.ReadFile("prompts.tsv")
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]bool{"prompts/music.wav": true}
	for row := range strings.Lines(string(table)) {
		if strings.HasPrefix(row, "#") {
			continue
		}
		cells := strings.Split(strings.TrimSpace(row), "\t")
		if len(cells) != 3 {
			t.Fatalf("%q has %d cells, want file, voice and words", row, len(cells))
		}
		want[cells[0]+".wav"] = true
	}
	got := map[string]bool{}
	for file := range sounds(t) {
		got[file] = true
	}
	if !maps.Equal(want, got) {
		t.Errorf("recordings %v, table %v: run go generate", slices.Sorted(maps.Keys(got)), slices.Sorted(maps.Keys(want)))
	}
}

// TestSoundsAreOfOneKind: 8 kHz, 16 bit, mono, none too loud or too soft, all
// together small.
func TestSoundsAreOfOneKind(t *testing.T) {
	total := 0
	for file, wav := range sounds(t) {
		total += len(wav)
		samples := pcm(t, file, wav)
		peak, loud := levels(samples)
		if peak > -1 || loud < -28 || loud > -20 {
			t.Errorf("%s: peak %.1f dBFS, mean %.1f dBFS", file, peak, loud)
		}
		if _, err := media.LoadClip(bytes.NewReader(wav)); err != nil {
			t.Errorf("%s cannot be played: %v", file, err)
		}
	}
	if total > 3<<20 {
		t.Errorf("%d bytes of sound, want at most 3 MB", total)
	}
}

func TestMusicIsGentleAndHasNoSeam(t *testing.T) {
	samples := pcm(t, "music", read(t, "prompts/music.wav"))
	if seconds := len(samples) / 8000; seconds < 20 || seconds > 30 {
		t.Errorf("%d s of music, want 20 to 30", seconds)
	}
	if _, loud := levels(samples); math.Abs(loud+24) > 0.5 {
		t.Errorf("music at %.1f dBFS, want -24", loud)
	}
	seam, largest := step(samples, len(samples)-1), 0
	for i := range len(samples) - 1 {
		largest = max(largest, step(samples, i))
	}
	if seam > largest/2 {
		t.Errorf("from the end to the beginning the sound jumps by %d, elsewhere by at most %d", seam, largest)
	}
}

// step is how far the sound goes from one sample to the next, round the end.
func step(samples []int16, i int) int {
	d := int(samples[(i+1)%len(samples)]) - int(samples[i])
	return max(d, -d)
}

func sounds(t *testing.T) map[string][]byte {
	t.Helper()
	all := map[string][]byte{}
	err := fs.WalkDir(site.Files, ".", func(file string, d fs.DirEntry, err error) error {
		if err == nil && path.Ext(file) == ".wav" {
			all[file] = read(t, file)
		}
		return err
	})
	if err != nil || len(all) == 0 {
		t.Fatalf("%d sounds: %v", len(all), err)
	}
	return all
}

// pcm gives the samples of a WAV file as render.sh and music.go write them.
func pcm(t *testing.T, file string, wav []byte) []int16 {
	t.Helper()
	want := "RIFF????WAVEfmt \x10\x00\x00\x00\x01\x00\x01\x00\x40\x1f\x00\x00\x80\x3e\x00\x00\x02\x00\x10\x00data"
	if len(wav) < 44 || want[:4] != string(wav[:4]) || want[8:40] != string(wav[8:40]) {
		t.Fatalf("%s is not PCM of 8 kHz, 16 bit, mono", file)
	}
	data := wav[44:]
	if size := binary.LittleEndian.Uint32(wav[40:]); int(size) != len(data) {
		t.Fatalf("%s says %d bytes of sound, has %d", file, size, len(data))
	}
	samples := make([]int16, len(data)/2)
	if err := binary.Read(bytes.NewReader(data), binary.LittleEndian, samples); err != nil {
		t.Fatal(err)
	}
	return samples
}

// levels are the peak and the mean power in dBFS.
func levels(samples []int16) (peak, loud float64) {
	var top, sum float64
	for _, s := range samples {
		v := float64(s) / 32768
		top, sum = max(top, math.Abs(v)), sum+v*v
	}
	return 20 * math.Log10(top), 10 * math.Log10(sum/float64(len(samples)))
}
