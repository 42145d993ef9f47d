package call

import (
	"context"
	"time"

	"cordboard/appliance"
	"cordboard/appliance/media"
	"cordboard/ivr/run"
	"cordboard/ivr/spoken"
)

// words are what is said of an outlook, in prompts.
func words(o appliance.Outlook, l appliance.Language) []string {
	if o.Position == 0 {
		return nil
	}
	words := spoken.Ahead(l, o.Position-1)
	if o.Known {
		words = append(words, spoken.Wait(l, o.Wait)...)
	}
	return words.Prompts()
}

// Events of a caller who waits. turn tells one wait from another.
type (
	announce  struct{ turn int } // time to tell him something
	announced struct{ turn int }
)

func (announce) happens()  {}
func (announced) happens() {}

// announcer says to one who waits what a programme has it say.
type announcer struct {
	announcing *time.Timer
	programme  programme
	turn       int // which wait it is
}

// announceBy has the caller told what a programme says, when it says so.
func (a *actor) announceBy(p programme) {
	a.turn++
	a.programme = p
	a.announceNext()
}

func (a *actor) announceNext() {
	if a.announcing != nil {
		a.announcing.Stop()
	}
	at, some := a.programme.next()
	if !some {
		return
	}
	turn := a.turn
	a.announcing = time.AfterFunc(at.Sub(a.Now()), func() { a.mail.Post(announce{turn}) })
}

// announce tells the caller what it is time for, in place of the music: how he
// stands, or a message.
func (a *actor) announce(ctx context.Context, turn int) {
	if a.Phase != waiting || turn != a.turn {
		return
	}
	clips, found := a.clips(a.said(ctx, a.programme.say()))
	if !found || len(clips) == 0 {
		a.programme.ended(a.Now())
		a.announceNext()
		return
	}
	a.legAt(caller).Play(media.Sequence(clips...), func(whole bool) {
		if whole {
			a.mail.Post(announced{turn})
		}
	})
}

// said are the prompts of a message, or, without one, of how the caller stands.
func (a *actor) said(ctx context.Context, message string) []string {
	if message != "" {
		return []string{message}
	}
	outlook, err := a.Staff.Outlook(ctx, a.conversation.ID)
	if err != nil {
		a.log.Error("ask how a caller stands", "err", err)
	}
	return words(outlook, a.language)
}

// announced goes on with the music.
func (a *actor) announced(turn int) {
	if a.Phase != waiting || turn != a.turn {
		return
	}
	a.legAt(caller).Play(a.sounds(run.Play{Prompts: []string{a.musicName}, Loop: true}), nil)
	a.programme.ended(a.Now())
	a.announceNext()
}

// clips are all of these prompts in the caller's language, if they are there.
func (a *actor) clips(names []string) (clips []*media.Clip, found bool) {
	for _, name := range names {
		clip, err := a.Site.Clip(name, a.language)
		if err != nil {
			a.log.Warn("prompt is missing", "prompt", name, "language", a.language, "err", err)
			return nil, false
		}
		clips = append(clips, clip)
	}
	return clips, true
}
