package site

import (
	"context"
	"io/fs"
	"strings"
)

// PromptFiles are the sounds that the site keeps, under the names of
// ivr.PromptFiles: each as callers are to hear it now.
func (s *Site) PromptFiles() fs.FS { return promptFiles{s} }

type promptFiles struct{ site *Site }

// Open opens the sound of a prompt.
func (f promptFiles) Open(name string) (fs.File, error) {
	refuse := func(err error) (fs.File, error) { return nil, &fs.PathError{Op: "open", Path: name, Err: err} }
	if !fs.ValidPath(name) {
		return refuse(fs.ErrInvalid)
	}
	kept, err := f.site.kept.Of(context.Background(), f.site.store, struct{}{}, readPrompts)
	if err != nil {
		return refuse(err)
	}
	p, ok := kept[strings.TrimSuffix(name, ".wav")]
	if !ok {
		return refuse(fs.ErrNotExist)
	}
	sound, err := f.site.sounds.Open(p.File)
	if err != nil {
		return refuse(err)
	}
	return sound, nil
}
