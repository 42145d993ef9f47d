package site

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"cordboard/appliance"
	"cordboard/appliance/sqlite"
	"cordboard/ivr"
	"cordboard/ivr/prompt"
)

const (
	promptPrefix = "prompt."
	promptKept   = "prompt/"
)

// Prompt is a recording that the site keeps, in one language or, as music is,
// for all of them.
type Prompt struct {
	Language appliance.Language `json:",omitempty"`
	Name     string
	Origin   PromptOrigin
	Words    string       `json:",omitempty"` // what it says, where that is known
	Voice    prompt.Voice `json:",omitzero"`  // of what the box spoke
	Length   time.Duration
	Loudness float64 // LUFS
	File     string  // the sound, named by what is in it
	By       appliance.OperatorID
	At       time.Time
}

// PromptOrigin is how a prompt came to be.
type PromptOrigin string

// The origins.
const (
	Uploaded PromptOrigin = "uploaded"
	Recorded PromptOrigin = "recorded" // by telephone
	Spoken   PromptOrigin = "spoken"   // by the box
)

// Refusals of prompts.
var (
	ErrPromptName = appliance.Refuse(appliance.Invalid, "refusal.prompt.name")
	ErrPromptUsed = appliance.Refuse(appliance.Conflict, "refusal.prompt.used") // place
	ErrPromptOut  = appliance.Refuse(appliance.Conflict, "refusal.prompt.calls-out")
	ErrPromptMute = appliance.Refuse(appliance.Invalid, "refusal.prompt.words")
)

// Check refuses a prompt that could not be kept; the error holds
// appliance.Flaws.
func (p Prompt) Check() error { return p.flaws().Err() }

func (p Prompt) flaws() appliance.Flaws {
	flaws := appliance.Flaws{}
	flaws.Add("name", !ivr.PromptName(p.Name), ErrPromptName)
	flaws.Add("language", p.Language != "" && !p.Language.Known(), appliance.ErrLanguage)
	return flaws
}

// id names a prompt in the store and its history: cs/welcome, or music.
func (p Prompt) id() string {
	return strings.TrimSuffix(ivr.PromptFiles(string(p.Language), p.Name)[0], ".wav")
}

// Prompts reads all prompts that the site keeps, by name and language.
func (s *Site) Prompts(ctx context.Context) ([]Prompt, error) {
	kept, err := s.kept.Of(ctx, s.store, struct{}{}, readPrompts)
	if err != nil {
		return nil, fmt.Errorf("read prompts: %w", err)
	}
	all := make([]Prompt, 0, len(kept))
	for _, p := range kept {
		all = append(all, p)
	}
	slices.SortFunc(all, func(a, b Prompt) int {
		return cmp.Or(cmp.Compare(a.Name, b.Name), cmp.Compare(a.Language, b.Language))
	})
	return all, nil
}

// readPrompts reads the prompts by their ids.
func readPrompts(v *sqlite.View) (map[string]Prompt, error) {
	stored, err := v.Settings(promptPrefix)
	if err != nil {
		return nil, err
	}
	all := make(map[string]Prompt, len(stored))
	for key, text := range stored {
		var p Prompt
		if err := json.Unmarshal([]byte(text), &p); err != nil {
			return nil, fmt.Errorf("read %s: %w", key, err)
		}
		all[p.id()] = p
	}
	return all, nil
}

// KeepPrompt keeps a prompt, in place of one of its name and language. The
// sound of the one before stays, for its history.
func (s *Site) KeepPrompt(ctx context.Context, by appliance.OperatorID, p Prompt, made prompt.Prompt) error {
	if err := p.Check(); err != nil {
		return err
	}
	p.Length, p.Loudness, p.By, p.At = made.Length, made.Loudness, by, s.now()
	var err error
	if p.File, err = s.shelve(made.WAV); err == nil {
		err = s.putPrompt(ctx, by, p)
	}
	if err != nil {
		return fmt.Errorf("keep prompt %s: %w", p.id(), err)
	}
	return nil
}

// shelve writes a sound under the name that follows from it. One that is there
// may be what a power cut left of it, and is written again.
func (s *Site) shelve(wav []byte) (name string, err error) {
	sum := sha256.Sum256(wav)
	name = hex.EncodeToString(sum[:]) + ".wav"
	return name, s.sounds.Put(name, wav)
}

func (s *Site) putPrompt(ctx context.Context, by appliance.OperatorID, p Prompt) error {
	text, err := json.Marshal(p)
	if err != nil {
		return err
	}
	return s.store.Write(ctx, func(tx *sqlite.Tx) error {
		old, set, err := tx.Setting(promptPrefix + p.id())
		if err != nil || old == string(text) {
			return err
		}
		if err := tx.SetSetting(promptPrefix+p.id(), string(text)); err != nil {
			return err
		}
		var before any
		if set {
			before = json.RawMessage(old)
		}
		return s.changed(tx, by, promptKept+p.id(), before, p)
	})
}

// Prompt is the one that the site keeps under that name in exactly that
// language.
func (s *Site) Prompt(ctx context.Context, l appliance.Language, name string) (Prompt, error) {
	kept, err := s.kept.Of(ctx, s.store, struct{}{}, readPrompts)
	if err != nil {
		return Prompt{}, fmt.Errorf("read prompt: %w", err)
	}
	p, ok := kept[Prompt{Language: l, Name: name}.id()]
	if !ok {
		return p, appliance.ErrNotFound
	}
	return p, nil
}

// PromptVersions are what a prompt has been, the newest first.
func (s *Site) PromptVersions(ctx context.Context, l appliance.Language, name string) (all []Prompt, err error) {
	changes, err := s.History(ctx, promptKept+Prompt{Language: l, Name: name}.id())
	if err != nil {
		return nil, err
	}
	for _, c := range changes {
		var p Prompt
		if err := json.Unmarshal(c.After, &p); err != nil {
			return nil, fmt.Errorf("read version of prompt %s: %w", name, err)
		}
		if p.File != "" { // it was deleted
			all = append(all, p)
		}
	}
	return all, nil
}

// PlayAgain makes an older version the one that callers hear.
func (s *Site) PlayAgain(ctx context.Context, by appliance.OperatorID, l appliance.Language, name, file string) error {
	versions, err := s.PromptVersions(ctx, l, name)
	if err != nil {
		return err
	}
	i := slices.IndexFunc(versions, func(p Prompt) bool { return p.File == file })
	if i < 0 {
		return appliance.ErrNotFound
	}
	if err := s.putPrompt(ctx, by, versions[i]); err != nil {
		return fmt.Errorf("play prompt %s again: %w", versions[i].id(), err)
	}
	return nil
}

// RemovePrompt forgets a prompt that no tree plays. Its history stays.
func (s *Site) RemovePrompt(ctx context.Context, by appliance.OperatorID, l appliance.Language, name string) error {
	id := Prompt{Language: l, Name: name}.id()
	err := s.store.Write(ctx, func(tx *sqlite.Tx) error {
		old, set, err := tx.Setting(promptPrefix + id)
		if err != nil || !set {
			return cmp.Or(err, error(appliance.ErrNotFound))
		}
		uses, err := s.promptUses(&tx.View)
		if err != nil {
			return err
		}
		if used := uses[name]; len(used) > 0 {
			return used[0].refusal()
		}
		if err := tx.DeleteSetting(promptPrefix + id); err != nil {
			return err
		}
		return s.changed(tx, by, promptKept+id, json.RawMessage(old), nil)
	})
	if err != nil {
		return fmt.Errorf("remove prompt %s: %w", id, err)
	}
	return nil
}

// UploadPrompt makes a prompt of a file and keeps it. One file is made at a
// time: each takes some memory.
func (s *Site) UploadPrompt(ctx context.Context, by appliance.OperatorID, p Prompt, file []byte) error {
	s.making.Lock()
	made, err := prompt.Make(file)
	s.making.Unlock()
	flaws, refusal := p.flaws(), appliance.AsRefusal(err)
	flaws.Add("sound", refusal != nil, refusal)
	if err := flaws.Join(err); err != nil {
		return fmt.Errorf("make prompt %s: %w", p.id(), err)
	}
	p.Origin = Uploaded
	return s.KeepPrompt(ctx, by, p, made)
}

// PromptSound opens the sound of a version of a prompt.
func (s *Site) PromptSound(ctx context.Context, l appliance.Language, name, file string) (io.ReadSeekCloser, error) {
	versions, err := s.PromptVersions(ctx, l, name)
	if err != nil {
		return nil, err
	}
	if !slices.ContainsFunc(versions, func(p Prompt) bool { return p.File == file }) {
		return nil, appliance.ErrNotFound
	}
	return s.sounds.Open(file)
}

// SpeaksTexts tells whether the box can speak.
func (s *Site) SpeaksTexts() bool { return s.sounds != nil && s.voice.There() }
