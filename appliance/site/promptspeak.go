package site

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"cordboard/appliance"
	"cordboard/ivr"
	"cordboard/ivr/check"
	"cordboard/ivr/prompt"
)

// Voice speaks texts.
type Voice struct {
	There func() bool // whether it can speak at all
	Speak func(context.Context, prompt.Voice, string) (prompt.Sound, error)
}

// boxVoice is the synthesiser on the box.
var boxVoice = Voice{prompt.Speaks, prompt.Speak}

func (v Voice) orElse(other Voice) Voice {
	if v.Speak == nil {
		return other
	}
	return v
}

// texts are those of a tree that have no prompt yet; of one that no number leads
// to, in all languages.
func texts(t *ivr.Tree, w check.World) []check.Text {
	if len(w.Languages) == 0 {
		w.Languages = appliance.Languages()
	}
	return check.Unspoken(t, w)
}

// speakFor makes prompts of the texts of a tree that took calls before, for a
// number that is to lead to it.
func (s *Site) speakFor(ctx context.Context, by appliance.OperatorID, e appliance.EntryPoint, then estate) error {
	name := e.Phone.Tree
	if e.Channel != appliance.Phone || name == "" {
		return nil
	}
	return s.speak(ctx, by, look(name, then.wood[name], then.under(name)).Texts)
}

// speaking bounds how long whoever publishes a tree waits for its texts.
const speaking = time.Minute

// speak makes prompts of texts, each in the voice of its language.
func (s *Site) speak(ctx context.Context, by appliance.OperatorID, texts []check.Text) error {
	if len(texts) == 0 || s.sounds == nil {
		return nil
	}
	ctx, cancel := context.WithTimeout(ctx, speaking)
	defer cancel()
	settings, err := s.Settings(ctx)
	if err != nil {
		return err
	}
	for _, t := range texts {
		p := Prompt{Language: t.Language, Name: ivr.Spoken(t.Words), Origin: Spoken, Words: t.Words, Voice: settings.Voices.In(t.Language)}
		if err := s.speakOne(ctx, by, p); err != nil {
			return err
		}
	}
	return nil
}

func (s *Site) speakOne(ctx context.Context, by appliance.OperatorID, p Prompt) error {
	sound, err := s.voice.Speak(ctx, p.Voice, p.Words)
	if err != nil {
		return err
	}
	made, err := prompt.Finish(sound)
	if err != nil {
		return err
	}
	return s.KeepPrompt(ctx, by, p, made)
}

// SpeakPrompt has the box speak a prompt's words, in the voice of its language.
func (s *Site) SpeakPrompt(ctx context.Context, by appliance.OperatorID, l appliance.Language, name, words string) error {
	p := Prompt{Language: l, Name: name, Origin: Spoken, Words: words}
	flaws := p.flaws()
	flaws.Add("words", strings.TrimSpace(words) == "", ErrPromptMute)
	if err := flaws.Err(); err != nil {
		return err
	}
	settings, err := s.Settings(ctx)
	if err != nil {
		return err
	}
	p.Voice = settings.Voices.In(l)
	return s.speakOne(ctx, by, p)
}

// SpeakAgain speaks all that the box has spoken and that is in another voice
// than the one of its language now. It tells how many that were.
func (s *Site) SpeakAgain(ctx context.Context, by appliance.OperatorID) (n int, err error) {
	all, err := s.Prompts(ctx)
	settings, unset := s.Settings(ctx)
	if err = errors.Join(err, unset); err != nil {
		return 0, err
	}
	for _, p := range all {
		voice := settings.Voices.In(p.Language)
		if p.Origin != Spoken || p.Voice == voice {
			continue
		}
		p.Voice = voice
		if err := s.speakOne(ctx, by, p); err != nil {
			return n, fmt.Errorf("speak prompt %s again: %w", p.Name, err)
		}
		n++
	}
	return n, nil
}

// Voices are the box's own, by language.
type Voices struct{ Czech, Polish, English prompt.Voice }

// In is the voice of a language.
func (v Voices) In(l appliance.Language) prompt.Voice {
	switch l {
	case appliance.Czech:
		return v.Czech
	case appliance.Polish:
		return v.Polish
	}
	return v.English
}

// check refuses voices; the flaws are by the form's fields.
func (v Voices) check(flaws appliance.Flaws) {
	for _, l := range appliance.Languages() {
		err := v.In(l).Check()
		flaws.Add("voice-"+string(l), errors.Is(err, prompt.ErrVoice), appliance.AsRefusal(err))
		flaws.Add("speed-"+string(l), errors.Is(err, prompt.ErrSpeed), appliance.AsRefusal(err))
	}
}
