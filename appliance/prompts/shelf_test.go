package prompts

import (
	"encoding/binary"
	"fmt"
	"io/fs"
	"strconv"
	"testing"
	"testing/fstest"
	"time"

	"cordboard/appliance"
	"cordboard/appliance/media"
)

// TestPromptIsThereInItsLanguageOrForAllAndNotAsAFolder looks for files that
// nobody could read: Has must not need to.
func TestPromptIsThereInItsLanguageOrForAllAndNotAsAFolder(t *testing.T) {
	s := New(unreadable{fstest.MapFS{
		"cs/welcome.wav":     {Data: []byte("RIFF")},
		"music.wav":          {Data: []byte("RIFF")},
		"cs/folder.wav/file": {},
	}})
	for _, c := range []struct {
		language appliance.Language
		name     string
		want     bool
	}{
		{appliance.Czech, "welcome", true},
		{appliance.Polish, "welcome", false},
		{appliance.Polish, "music", true},
		{appliance.Czech, "folder", false},
	} {
		if got := s.Has(c.language, c.name); got != c.want {
			t.Errorf("%s in %s: got %v, want %v", c.name, c.language, got, c.want)
		}
	}
}

// unreadable tells of files and opens none.
type unreadable struct{ fstest.MapFS }

func (unreadable) Open(name string) (fs.File, error) {
	return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrPermission}
}

func TestReplacedPromptIsReadAgainAndOneThatStaysIsNot(t *testing.T) {
	files := fstest.MapFS{"cs/welcome.wav": {Data: silence(8000), ModTime: time.Unix(1, 0)}}
	s := New(files)
	clip := func() *media.Clip {
		t.Helper()
		c, err := s.Clip("welcome", appliance.Czech)
		if err != nil {
			t.Fatal(err)
		}
		return c
	}
	first := clip()
	if clip() != first {
		t.Error("the same file is encoded twice")
	}
	files["cs/welcome.wav"] = &fstest.MapFile{Data: silence(16000), ModTime: time.Unix(2, 0)}
	if second := clip(); second.Length() != 2*time.Second {
		t.Errorf("the one in its place plays for %s, want 2s", second.Length())
	}
}

// silence is a WAV of so many samples.
func silence(samples int) []byte {
	le := binary.LittleEndian
	b := append(le.AppendUint32([]byte("RIFF"), uint32(36+2*samples)), "WAVEfmt \x10\x00\x00\x00\x01\x00\x01\x00\x40\x1f\x00\x00\x80\x3e\x00\x00\x02\x00\x10\x00data"...)
	return append(le.AppendUint32(b, uint32(2*samples)), make([]byte, 2*samples)...)
}

func TestClipsThatNobodyAsksForAreForgotten(t *testing.T) {
	files := fstest.MapFS{}
	for n := range mostClips + 10 {
		files[fmt.Sprintf("cs/%d.wav", n)] = &fstest.MapFile{Data: silence(160)}
	}
	s := New(files)
	clip := func(n int) *media.Clip {
		t.Helper()
		c, err := s.Clip(strconv.Itoa(n), appliance.Czech)
		if err != nil {
			t.Fatal(err)
		}
		return c
	}
	used := clip(0)
	for n := range mostClips + 10 {
		clip(n)
		if clip(0) != used {
			t.Fatalf("the one that is asked for all the time is forgotten after %d others", n)
		}
	}
	if len(s.clips) != mostClips {
		t.Errorf("%d clips are kept, want %d", len(s.clips), mostClips)
	}
}
