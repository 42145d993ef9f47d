package call

import (
	"cmp"
	"context"
	"time"

	"cordboard/appliance/media"
	"cordboard/ivr"
	"cordboard/ivr/run"
	"cordboard/ivr/spoken"
)

// missing sounds in place of a prompt that cannot be found, so that a tree of
// lost prompts does not turn without end.
const missing = time.Second

// play sounds what the tree asks for and tells it when that has ended.
func (a *actor) play(p run.Play) error {
	a.waits.Stop()
	if p.Loop && len(p.Prompts) > 0 {
		a.musicName = p.Prompts[0]
	}
	a.legAt(caller).Play(a.sounds(p), func(whole bool) {
		if whole {
			a.mail.Post(inTreeEvent{run.Played{Play: p.Number}})
		}
	})
	return nil
}

// words names the prompts of what is said.
func (a *actor) words(s run.Say) (prompts []string) {
	for _, p := range s.Pieces {
		if p.Words != "" {
			prompts = append(prompts, ivr.Spoken(p.Words))
			continue
		}
		prompts = append(prompts, spoken.Value(cmp.Or(s.Language, a.language), p.As, p.Value).Prompts()...)
	}
	return prompts
}

// sounds finds the clips of a Play.
func (a *actor) sounds(p run.Play) media.Source {
	language := p.Language
	if language == "" {
		language = a.language
	}
	var clips []*media.Clip
	for _, name := range p.Prompts {
		clip, err := a.Site.Clip(name, language)
		if err != nil {
			a.log.Error("prompt is missing", "prompt", name, "language", language, "err", err)
			return media.For(missing, media.Silence())
		}
		clips = append(clips, clip)
	}
	if p.Loop && len(clips) == 1 {
		return clips[0].Source(true)
	}
	return media.Sequence(clips...)
}

// withdraw gives up what the tree does not wait for any more.
func (a *actor) withdraw(ctx context.Context, ask int) {
	if a.message != nil && a.message.ask == ask {
		a.endMessage(ctx)
	}
}

// answerAsk tells the tree what came of what it asked for.
func (a *actor) answerAsk(number int, o run.Outcome) {
	a.mail.Post(inTreeEvent{run.Answer{Ask: number, Outcome: o}})
}
