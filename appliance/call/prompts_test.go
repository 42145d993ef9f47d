package call

import (
	"io/fs"
	"testing"
	"testing/fstest"

	"cordboard/appliance"
)

// TestPromptIsThereInItsLanguageOrForAllAndNotAsAFolder looks for files that
// nobody could read: Has must not need to.
func TestPromptIsThereInItsLanguageOrForAllAndNotAsAFolder(t *testing.T) {
	p := NewPrompts(unreadable{fstest.MapFS{
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
		if got := p.Has(c.language, c.name); got != c.want {
			t.Errorf("%s in %s: got %v, want %v", c.name, c.language, got, c.want)
		}
	}
}

// unreadable tells of files and opens none.
type unreadable struct{ fstest.MapFS }

func (unreadable) Open(name string) (fs.File, error) {
	return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrPermission}
}
