package site

import (
	"context"
	"encoding/json"
	"fmt"

	"cordboard/appliance/sqlite"
)

// SweepSounds removes the sounds that no prompt has and none had as far back as
// its history goes. It is for the start of the box: a prompt's sound is there
// before the prompt is, and would go with them.
func (s *Site) SweepSounds(ctx context.Context) error {
	if s.sounds == nil {
		return nil
	}
	var wanted map[string]bool
	err := s.store.Read(ctx, func(v *sqlite.View) (err error) {
		wanted, err = soundsOf(v)
		return err
	})
	if err != nil {
		return fmt.Errorf("read the sounds of prompts: %w", err)
	}
	gone, err := s.sounds.Sweep(func(name string) bool { return wanted[name] })
	if err != nil {
		return fmt.Errorf("sweep the sounds of prompts: %w", err)
	}
	if gone > 0 {
		s.log.Info("sounds that no prompt has are removed", "count", gone)
	}
	return nil
}

// soundsOf are the files of all prompts, and of what they were.
func soundsOf(v *sqlite.View) (map[string]bool, error) {
	files := map[string]bool{}
	kept, err := readPrompts(v)
	for _, p := range kept {
		files[p.File] = true
	}
	if err != nil {
		return nil, err
	}
	all, err := changes(v, promptKept)
	for _, c := range all {
		for _, text := range []json.RawMessage{c.Before, c.After} {
			var p Prompt
			if err := json.Unmarshal(text, &p); err != nil {
				return nil, fmt.Errorf("read change of %s: %w", c.What, err)
			}
			files[p.File] = true
		}
	}
	return files, err
}
