package prompts

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"slices"
	"sync"
	"time"

	"cordboard/appliance"
	"cordboard/appliance/media"
	"cordboard/ivr"
)

// Shelf gives the clips of a directory, <language>/<name>.wav, each read and
// encoded once, and again when another lies in its place or it was long not asked
// for. Safe for several goroutines.
type Shelf struct {
	files fs.FS

	mu    sync.Mutex
	clips map[string]*encoded
	asked int64 // how often a clip was asked for
}

// mostClips is how many clips are kept encoded: more than any site has in use at a
// time, and those that are not do not fill the memory.
const mostClips = 1000

// encoded is a clip with what tells its file from another of that name.
type encoded struct {
	*media.Clip
	name string
	at   time.Time
	size int64
	last int64 // when it was asked for, as Shelf.asked counts
}

func (e *encoded) of(f fs.FileInfo) bool {
	return e != nil && e.name == f.Name() && e.size == f.Size() && e.at.Equal(f.ModTime())
}

// New reads clips from files as they are asked for.
func New(files fs.FS) *Shelf {
	return &Shelf{files: files, clips: map[string]*encoded{}}
}

// Clip is the prompt of that name in a language, or the one for all languages.
func (s *Shelf) Clip(name string, l appliance.Language) (*media.Clip, error) {
	for _, file := range ivr.PromptFiles(string(l), name) {
		clip, err := s.clip(file)
		if !errors.Is(err, fs.ErrNotExist) {
			return clip, err
		}
	}
	return nil, fmt.Errorf("prompt %q in %q: %w", name, l, fs.ErrNotExist)
}

// Has tells whether there is such a prompt, for the check of a tree. It looks
// for the file and does not read it.
func (s *Shelf) Has(l appliance.Language, name string) bool {
	return slices.ContainsFunc(ivr.PromptFiles(string(l), name), func(file string) bool {
		info, err := fs.Stat(s.files, file)
		return err == nil && info.Mode().IsRegular()
	})
}

// Read opens the recording of a prompt as it lies in the files, for those who
// listen to it elsewhere than on a telephone.
func (s *Shelf) Read(l appliance.Language, name string) (io.ReadSeekCloser, error) {
	for _, file := range ivr.PromptFiles(string(l), name) {
		f, err := s.files.Open(file)
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			return nil, fmt.Errorf("open prompt: %w", err)
		}
		if sound, ok := f.(io.ReadSeekCloser); ok {
			return sound, nil
		}
		return nil, errors.Join(fmt.Errorf("prompt %s cannot be read from its middle", file), f.Close())
	}
	return nil, fmt.Errorf("prompt %q in %q: %w", name, l, fs.ErrNotExist)
}

// clip is the clip of a file. Every prompt of every call asks for one, so that what
// is kept is compared with the file as it is now and the file not opened.
func (s *Shelf) clip(file string) (*media.Clip, error) {
	info, err := fs.Stat(s.files, file)
	if err != nil {
		return nil, fmt.Errorf("look at prompt: %w", err)
	}
	if clip := s.kept(file, info); clip != nil {
		return clip, nil
	}
	return s.load(file)
}

func (s *Shelf) load(file string) (*media.Clip, error) {
	f, err := s.files.Open(file)
	if err != nil {
		return nil, fmt.Errorf("open prompt: %w", err)
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return nil, fmt.Errorf("look at prompt %s: %w", file, err)
	}
	clip, err := media.LoadClip(f)
	if err != nil {
		return nil, fmt.Errorf("load prompt %s: %w", file, err)
	}
	s.keep(file, info, clip)
	return clip, nil
}

// kept is the clip of a file as it is now, or nil.
func (s *Shelf) kept(file string, info fs.FileInfo) *media.Clip {
	s.mu.Lock()
	defer s.mu.Unlock()
	e := s.clips[file]
	if !e.of(info) {
		return nil
	}
	s.asked++
	e.last = s.asked
	return e.Clip
}

// keep keeps a clip, in place of the one that was not asked for the longest.
func (s *Shelf) keep(file string, info fs.FileInfo, clip *media.Clip) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.asked++
	s.clips[file] = &encoded{clip, info.Name(), info.ModTime(), info.Size(), s.asked}
	if len(s.clips) <= mostClips {
		return
	}
	oldest := file
	for name, e := range s.clips {
		if e.last < s.clips[oldest].last {
			oldest = name
		}
	}
	delete(s.clips, oldest)
}
