package site

import (
	"context"
	"io/fs"
	"os"
	"strings"
)

// PromptFiles are the sounds that the site keeps, under the names of
// ivr.PromptFiles: each as callers are to hear it now.
func (s *Site) PromptFiles() fs.FS { return promptFiles{s} }

type promptFiles struct{ site *Site }

var _ fs.StatFS = promptFiles{}

// Open opens the sound of a prompt.
func (f promptFiles) Open(name string) (fs.File, error) {
	file, err := f.find(name)
	if err == nil {
		var sound *os.File
		if sound, err = f.site.sounds.Open(file); err == nil {
			return sound, nil
		}
	}
	return nil, &fs.PathError{Op: "open", Path: name, Err: err}
}

// Stat tells of the sound of a prompt.
func (f promptFiles) Stat(name string) (fs.FileInfo, error) {
	file, err := f.find(name)
	if err == nil {
		var info fs.FileInfo
		if info, err = f.site.sounds.Stat(file); err == nil {
			return info, nil
		}
	}
	return nil, &fs.PathError{Op: "stat", Path: name, Err: err}
}

// find is where the sound of a prompt is kept.
func (f promptFiles) find(name string) (file string, err error) {
	if !fs.ValidPath(name) {
		return "", fs.ErrInvalid
	}
	kept, err := f.site.kept.Of(context.Background(), f.site.store, struct{}{}, readPrompts)
	if err != nil {
		return "", err
	}
	p, ok := kept[strings.TrimSuffix(name, ".wav")]
	if !ok {
		return "", fs.ErrNotExist
	}
	return p.File, nil
}
