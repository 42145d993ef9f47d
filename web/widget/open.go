package widget

import (
	"context"
	"errors"
	"net/http"
	"net/netip"
	"time"

	"cordboard/appliance"
	"cordboard/appliance/desk"
	"cordboard/appliance/pace"
	"cordboard/appliance/site"
	"cordboard/appliance/sqlite"
	"cordboard/web"
)

// againWithin is how long an opening can be repeated: as long as a panel may
// wait for an answer that was lost, and no longer.
const againWithin = time.Hour

// opened answers an opening.
type opened struct {
	Token string `json:"token"`
}

// open is POST /w/{key}/open: the form becomes a conversation that waits.
func (p *Pages) open(r *http.Request, e appliance.EntryPoint) (any, error) {
	f, err := read[fields](r)
	if err != nil {
		return nil, err
	}
	if !keyShape.MatchString(f.Key) {
		return nil, web.ErrBadRequest
	}
	t := newToken(p.secret, e.ID, f.Key)
	// Two requests with one key at once are a panel that asks again: the
	// second waits for the first, whose visitor may have gone.
	ctx := context.WithoutCancel(r.Context())
	_, err, _ = p.opening.Do(t.String(), func() (any, error) {
		return nil, p.openOnce(ctx, r, e, f, t)
	})
	if err != nil {
		return nil, err
	}
	return opened{Token: t.String()}, nil
}

// openOnce opens the conversation of token t unless it is open already.
func (p *Pages) openOnce(ctx context.Context, r *http.Request, e appliance.EntryPoint, f fields, t token) error {
	switch c, err := p.conversationOf(ctx, e, t); {
	case err == nil && p.now().Sub(c.Began) < againWithin:
		return nil
	case err == nil:
		return web.ErrBadRequest // a key from long ago
	case !errors.Is(err, appliance.ErrNotFound):
		return err
	}
	address := web.Source(r)
	now, err := p.stateOf(ctx, e)
	if err != nil {
		return err
	}
	f, err = f.checked(now.Form, now.Topics)
	switch {
	case err != nil:
		return err
	case e.Off:
		return desk.ErrEntryOff
	case now.State == site.Offline:
		return ErrOffline
	}
	answered, err := f.Answers.to(e.Widget.Questions)
	if err != nil {
		return err
	}
	if err := p.manned(ctx, e, f, now.Topics); err != nil {
		return err
	}
	if err := p.admitted(ctx, barred(r)); err != nil {
		return err
	}
	vouched, err := p.vouched(r, e, f.User)
	if err != nil {
		return err
	}
	if err := p.limits.open(address, e.ID); err != nil { // what is refused is no conversation
		return err
	}
	told, err := f.Attributes.parameters()
	if err != nil {
		return err
	}
	o := opening(r, e, f, now.Topics, t, address)
	chosen, err := p.chosen.Of(ctx, p.store, struct{}{}, site.ReadSettings)
	if err != nil {
		return err
	}
	o.Browser.Place = chosen.Place(address)
	o.Parameters, o.Vouched, o.Proposal = append(answered, told...), vouched, proposalOf(e, f.Proposal)
	if o.Returns, err = p.servedBefore(ctx, e, f.After); err != nil {
		return err
	}
	o.Room = func(v *sqlite.View) error { return p.room(v, e.ID, address) }
	_, err = p.desk.Open(ctx, o)
	return err
}

// servedBefore is who served the chat of a token last, if that is over but a moment ago;
// zero: nobody. Of a token that is none nothing is said: it opens nothing here.
func (p *Pages) servedBefore(ctx context.Context, e appliance.EntryPoint, text string) (appliance.OperatorID, error) {
	t, ok := readToken(text)
	if !ok {
		return 0, nil
	}
	within, err := p.site.ReturnsWithin(ctx)
	if err != nil {
		return 0, err
	}
	c, err := p.conversationOf(ctx, e, t)
	switch {
	case errors.Is(err, appliance.ErrNotFound):
		return 0, nil
	case err != nil:
		return 0, err
	case c.State != appliance.Finished || len(c.Operators) == 0 || p.now().Sub(c.Ended) >= within:
		return 0, nil
	}
	return c.Operators[len(c.Operators)-1], nil
}

// manned refuses when nobody is there for the chosen topic, though there may
// be for others.
func (p *Pages) manned(ctx context.Context, e appliance.EntryPoint, f fields, topics []topic) error {
	queue, _ := queueOf(e, f, topics)
	state, err := p.stateOfQueue(ctx, e, queue)
	if err != nil {
		return err
	}
	if state == site.Offline {
		return ErrOffline
	}
	return nil
}

func opening(r *http.Request, e appliance.EntryPoint, f fields, topics []topic, t token, a netip.Addr) desk.Opening {
	queue, name := queueOf(e, f, topics)
	browser := browserOf(r, a.String())
	browser.Page, browser.PageTitle = f.Page, f.Title
	return desk.Opening{
		Channel: appliance.WebChat, EntryPoint: e.ID, Queue: queue,
		Name: f.Name, Mail: f.Mail, Phone: f.Phone, Topic: name,
		Visitor: t.hash(), Browser: browser, Language: web.Language(r.Context()),
		Message: desk.Message{Text: f.Text, Key: f.Key, Page: f.Page},
	}
}

// queueOf is where the conversation waits: the topic's queue if there was a
// choice, else the only topic's or the entry point's own.
func queueOf(e appliance.EntryPoint, f fields, topics []topic) (appliance.QueueID, string) {
	for _, t := range topics {
		if t.ID == f.Topic || f.Topic == 0 && (len(topics) == 1 || t.ID == e.Queue) {
			return t.ID, t.Name
		}
	}
	return e.Queue, ""
}

// room refuses when too many wait at the entry point, or when one address has
// too many conversations open: those who answer would never reach the others.
func (p *Pages) room(v *sqlite.View, e appliance.EntryPointID, from netip.Addr) error {
	waiting, err := v.CountWaiting(e)
	if err != nil {
		return err
	}
	open, err := v.OpenAddresses()
	if err != nil {
		return err
	}
	own, network := 0, pace.Network(from)
	for _, text := range open {
		if a, err := netip.ParseAddr(text); err == nil && pace.Network(a) == network {
			own++
		}
	}
	switch {
	case waiting >= p.limits.Waiting:
		return ErrFull
	case own >= p.limits.PerAddress:
		return ErrOften
	}
	return nil
}
