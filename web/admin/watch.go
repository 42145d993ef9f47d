package admin

import (
	"bytes"
	"context"
	"maps"
	"net/http"
	"time"

	"cordboard/appliance"
	"cordboard/ivr"
	"cordboard/web"
)

const (
	// lookEvery is how often it is looked who is in a tree. Callers move without
	// a fact in the feed, and reading where they are costs next to nothing.
	lookEvery = time.Second
	// beat is how often an idle stream shows that it lives, and looks whether
	// its reader is still signed in.
	beat = 15 * time.Second
)

// watchPicture sends a tree's picture whenever callers moved in it. One
// goroutine: the request's.
func (p *Pages) watchPicture(w http.ResponseWriter, r *http.Request) error {
	ctx, name := r.Context(), r.PathValue("name")
	work, err := p.Site.Work(ctx, name)
	if err != nil {
		return err
	}
	if !work.Takes && work.Draft == nil {
		return appliance.ErrNotFound
	}
	stream := web.NewStream(w)
	look, pulse := time.NewTicker(lookEvery), time.NewTicker(beat)
	defer look.Stop()
	defer pulse.Stop()
	watched := watching{Pages: p, name: name}
	for seen := (map[string]int)(nil); ; {
		if now := p.callers(name); seen == nil || !maps.Equal(seen, now) {
			if err := watched.send(ctx, stream); err != nil {
				return nil // he has gone; or it cannot be read, and the page comes again
			}
			seen = maps.Clone(now)
			if seen == nil {
				seen = map[string]int{}
			}
		}
		select {
		case <-ctx.Done():
			return nil
		case <-web.Stopping(ctx):
			return nil
		case <-look.C:
		case <-pulse.C:
			if !web.StillSignedIn(ctx) || stream.Beat() != nil {
				return nil
			}
		}
	}
}

// watching is a tree that somebody looks at, checked once for each text of it
// and each edition of the site: callers move more often.
type watching struct {
	*Pages
	name          string
	text, edition string
	found         ivr.Findings
	checked       bool
}

// send draws what is stored by now.
func (w *watching) send(ctx context.Context, stream *web.Stream) error {
	if err := w.check(ctx); err != nil {
		return err
	}
	drawn := w.draw(w.name, w.text, w.found)
	if drawn == nil {
		return nil // a draft that cannot be read: what is shown stays
	}
	drawn.Path = picturePath(w.name)
	var html bytes.Buffer
	if err := treePicture(drawn).Render(ctx, &html); err != nil {
		return err
	}
	return stream.Send(web.Event{Name: "patch", Data: html.String()})
}

// check finds what is wrong with the tree, unless it is known.
func (w *watching) check(ctx context.Context) error {
	edition, err := w.Site.Edition(ctx) // before reading: a change meanwhile makes it old
	if err != nil {
		return err
	}
	work, err := w.Site.Work(ctx, w.name)
	if err != nil || w.checked && work.Text() == w.text && edition == w.edition {
		return err
	}
	report, err := w.Site.CheckTree(ctx, w.name, work.Text())
	if err != nil {
		return err
	}
	w.text, w.edition, w.found, w.checked = work.Text(), edition, report.Findings, true
	return nil
}

func picturePath(name string) string { return string(treeAddress(name)) + "/picture" }
