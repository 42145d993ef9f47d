package admin

import (
	"bytes"
	"context"
	"maps"
	"net/http"
	"time"

	"cordboard/appliance"
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
	for seen := (map[string]int)(nil); ; {
		now, err := p.callers(ctx, name)
		if err != nil {
			return nil // as below
		}
		if seen == nil || !maps.Equal(seen, now) {
			if err := p.send(ctx, name, stream); err != nil {
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
			if !web.StillAdmitted(ctx) || stream.Beat() != nil {
				return nil
			}
		}
	}
}

// send draws what is stored by now.
func (p *Pages) send(ctx context.Context, name string, stream *web.Stream) error {
	text, err := p.Site.Text(ctx, name)
	if err != nil {
		return err
	}
	report, err := p.checked.tree(ctx, p.Site, name, text)
	if err != nil {
		return err
	}
	drawn, err := p.draw(ctx, name, text, report.Findings)
	if err != nil || drawn == nil {
		return err // a draft that cannot be read: what is shown stays
	}
	drawn.Path = picturePath(name)
	var html bytes.Buffer
	if err := treePicture(drawn).Render(ctx, &html); err != nil {
		return err
	}
	return stream.Send(web.Event{Name: "patch", Data: html.String()})
}

func picturePath(name string) string { return string(treeAddress(name)) + "/picture" }
