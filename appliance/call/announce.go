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

// firstAnnouncement is when a caller first hears how he stands: one who is
// taken at once need not.
const firstAnnouncement = 8 * time.Second

// Events of a caller who waits. turn tells one wait from another.
type (
	announce  struct{ turn int } // time to tell him how he stands
	announced struct{ turn int }
)

// announceEvery has the caller told now and then how he stands.
func (a *actor) announceEvery(every time.Duration) {
	a.turn++
	a.every = every
	if every > 0 {
		a.announceIn(min(firstAnnouncement, every))
	}
}

func (a *actor) announceIn(d time.Duration) {
	turn := a.turn
	if a.announcing != nil {
		a.announcing.Stop()
	}
	a.announcing = time.AfterFunc(d, func() { a.mail.post(announce{turn}) })
}

// announce tells the caller his place, and how long it will be, in place of
// the music.
func (a *actor) announce(ctx context.Context, turn int) {
	if a.Phase != waiting || turn != a.turn {
		return
	}
	outlook, err := a.Staff.Outlook(ctx, a.conversation.ID)
	if err != nil {
		a.log.Error("ask how a caller stands", "err", err)
	}
	clips, found := a.clips(words(outlook, a.language))
	if !found || len(clips) == 0 {
		a.announceIn(a.every)
		return
	}
	a.leg.Play(media.Sequence(clips...), func(whole bool) {
		if whole {
			a.mail.post(announced{turn})
		}
	})
}

// announced goes on with the music.
func (a *actor) announced(turn int) {
	if a.Phase != waiting || turn != a.turn {
		return
	}
	a.leg.Play(a.sounds(run.Play{Prompts: []string{a.musicName}, Loop: true}), nil)
	a.announceIn(a.every)
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
