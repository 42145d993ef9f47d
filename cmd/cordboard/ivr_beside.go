package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"cordboard/appliance"
	"cordboard/appliance/hours"
	"cordboard/appliance/media"
	"cordboard/ivr"
	"cordboard/ivr/sim"
)

// beside names a file in the folder of the tree.
func beside(tree, name string) string { return filepath.Join(filepath.Dir(tree), name) }

// promptFolder is the folder of prompts that was named, or the one beside the
// tree; nil if none was named and none is there.
func promptFolder(named, tree string) (fs.FS, error) {
	dir := named
	if dir == "" {
		dir = beside(tree, "prompts")
	}
	switch info, err := os.Stat(dir); {
	case err == nil && info.IsDir():
		return os.DirFS(dir), nil
	case named == "":
		return nil, nil
	case err == nil:
		return nil, fmt.Errorf("--prompts: %s is not a folder", named)
	case errors.Is(err, fs.ErrNotExist):
		return nil, fmt.Errorf("--prompts: there is no folder %s", named)
	default:
		return nil, fmt.Errorf("--prompts: %w", err)
	}
}

// promptFile finds a prompt's recording, or gives "".
func promptFile(dir fs.FS, l appliance.Language, name string) string {
	for _, file := range ivr.PromptFiles(string(l), name) {
		if _, err := fs.Stat(dir, file); err == nil {
			return file
		}
	}
	return ""
}

// promptLength is how long a prompt sounds; a second if it cannot be played,
// as in a call.
func promptLength(dir fs.FS, l appliance.Language, name string) time.Duration {
	f, err := dir.Open(promptFile(dir, l, name))
	if err != nil {
		return time.Second
	}
	defer func() { _ = f.Close() }()
	clip, err := media.LoadClip(f)
	if err != nil {
		return time.Second
	}
	return clip.Length()
}

// besideCalendars reads hours.json beside the tree; nil if it is not there.
func besideCalendars(tree string) ([]hours.Calendar, error) {
	text, err := os.ReadFile(beside(tree, "hours.json"))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	var calendars []hours.Calendar
	if err == nil {
		err = json.Unmarshal(text, &calendars)
	}
	for _, c := range calendars {
		err = errors.Join(err, c.Check())
	}
	if err != nil {
		return nil, fmt.Errorf("read the opening hours beside the tree, hours.json: %w", err)
	}
	return calendars, nil
}

// besideWords reads prompts.tsv beside the tree: a prompt's file without its
// ending, a voice, and what it says. Lines of one file follow one another. It
// gives nil if the file is not there.
func besideWords(tree string) (sim.Words, error) {
	text, err := os.ReadFile(beside(tree, "prompts.tsv"))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("read what the prompts say: %w", err)
	}
	said := map[string]string{}
	for line := range strings.Lines(string(text)) {
		file, rest, _ := strings.Cut(strings.TrimSpace(line), "\t")
		if _, words, ok := strings.Cut(rest, "\t"); ok && !strings.HasPrefix(file, "#") {
			file = strings.TrimPrefix(file, "prompts/")
			said[file] = strings.TrimSpace(said[file] + " " + words)
		}
	}
	return func(l appliance.Language, prompt string) string {
		for _, file := range ivr.PromptFiles(string(l), prompt) {
			if words := said[strings.TrimSuffix(file, ".wav")]; words != "" {
				return words
			}
		}
		return ""
	}, nil
}
