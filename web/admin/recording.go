package admin

import (
	"bytes"
	"context"
	"net/http"
	"net/url"
	"time"

	"cordboard/appliance"
	"cordboard/appliance/feed"
	"cordboard/appliance/site"
	"cordboard/appliance/studio"
	"cordboard/web"
)

// Studio records prompts by telephone; appliance/studio does.
type Studio interface {
	Record(studio.Order) (studio.Standing, error)
	Withdraw(studio.Piece)
	Standing(studio.Piece) studio.Standing
}

// recordingView is how it stands with the recording of a prompt by telephone.
type recordingView struct {
	studio.Stage
	Number string // to call; empty: the site has none
	Code   string // for its reader, if it is he who asked for it
	Until  string
	Who    string
	Path   string // of the changes
}

// grouped is the code as it is read out.
func (v recordingView) grouped() string {
	half := len(v.Code) / 2
	return v.Code[:half] + "\u00a0" + v.Code[half:]
}

// recording tells how it stands with a prompt. The code is shown to who asked
// for it alone: in who-did-what the recording will be his.
func (p *Pages) recording(ctx context.Context, l appliance.Language, name string, by map[appliance.OperatorID]string) (v recordingView) {
	if p.Studio == nil {
		return v
	}
	v.Number, v.Path = p.Site.Studio(ctx), watchPath(l, name)
	s := p.Studio.Standing(studio.Piece{Language: l, Name: name})
	v.Stage, v.Who, v.Until = s.Stage, by[s.By], moment(ctx, s.Until, p.Now())
	if s.By == web.Operator(ctx).ID {
		v.Code = s.Code
	}
	return v
}

// recorded says of each take that is missing how it stands with its recording.
func (p *Pages) recorded(takes []promptTake, name string) {
	if p.Studio == nil {
		return
	}
	for i, t := range takes {
		if t.Missing {
			takes[i].Recording = p.Studio.Standing(studio.Piece{Language: t.language, Name: name}).Stage
		}
	}
}

// record asks for a code by which the prompt is recorded by telephone.
func (p *Pages) record(ctx context.Context, prompt site.Prompt) error {
	if p.Studio == nil || p.Site.Studio(ctx) == "" {
		return appliance.ErrNotFound
	}
	if err := prompt.Check(); err != nil {
		return err
	}
	o := web.Operator(ctx)
	_, err := p.Studio.Record(studio.Order{
		Piece: studio.Piece{Language: prompt.Language, Name: prompt.Name}, Words: prompt.Words, By: o.ID, Speaks: o.Language,
	})
	return err
}

// withdraw makes the code good for nothing.
func (p *Pages) withdraw(prompt site.Prompt) error {
	if p.Studio == nil {
		return appliance.ErrNotFound
	}
	p.Studio.Withdraw(studio.Piece{Language: prompt.Language, Name: prompt.Name})
	return nil
}

// watchPrompt sends what the page of a prompt shows of it whenever that is
// something else: the recording came in, or its code is good no more. One
// goroutine: the request's.
func (p *Pages) watchPrompt(w http.ResponseWriter, r *http.Request) error {
	ctx, q := r.Context(), r.URL.Query()
	l, name := appliance.Language(q.Get("language")), q.Get("name")
	if name == "" || p.Feed == nil {
		return appliance.ErrNotFound
	}
	facts, err := p.Feed.Subscribe(feed.ID{})
	if err != nil {
		return err
	}
	defer facts.Close()
	if _, err := p.viewPrompt(r, l, name); err != nil {
		return err
	}
	stream, pulse := web.NewStream(w), time.NewTicker(beat)
	defer pulse.Stop()
	for seen, changed := "", true; ; {
		if changed {
			if seen, err = p.sendPrompt(r, stream, l, name, seen); err != nil {
				return nil // he has gone; or it cannot be read, and the page comes again
			}
		}
		select {
		case <-ctx.Done():
			return nil
		case <-web.Stopping(ctx):
			return nil
		case fact, ok := <-facts.C():
			if !ok {
				return nil
			}
			changed = concernsPrompts(fact.Event)
		case <-pulse.C:
			changed = true // a code runs out without a fact
			if !web.StillAdmitted(ctx) || stream.Beat() != nil {
				return nil
			}
		}
	}
}

func concernsPrompts(e appliance.Event) bool {
	switch e.(type) {
	case appliance.SiteChanged, appliance.StudioChanged:
		return true
	}
	return false
}

// sendPrompt sends it unless it is what was seen last.
func (p *Pages) sendPrompt(r *http.Request, stream *web.Stream, l appliance.Language, name, seen string) (string, error) {
	v, err := p.viewPrompt(r, l, name)
	if err != nil {
		return seen, err
	}
	var html bytes.Buffer
	if err := promptLive(v).Render(r.Context(), &html); err != nil {
		return seen, err
	}
	if err := promptVersions(v).Render(r.Context(), &html); err != nil {
		return seen, err
	}
	if html.String() == seen {
		return seen, nil
	}
	return html.String(), stream.Send(web.Event{Name: "patch", Data: html.String()})
}

func watchPath(l appliance.Language, name string) string {
	return "/admin/prompt/changes?" + url.Values{"language": {string(l)}, "name": {name}}.Encode()
}
