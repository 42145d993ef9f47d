package widget

import (
	"errors"
	"net/http"
	"slices"
	"strconv"
	"time"

	"cordboard/appliance"
	"cordboard/appliance/sqlite"
)

// mostFormer is how many former chats are listed.
const mostFormer = 20

// former is a chat that is over, in the list of those that a visitor may read again.
type former struct {
	ID      appliance.ConversationID `json:"id"`
	At      time.Time                `json:"at"` // its end
	By      string                   `json:"by,omitempty"`
	Text    string                   `json:"text,omitempty"`
	Deleted bool                     `json:"deleted,omitempty"` // what was said last
}

// reader is who wants to read again: whoever sits at a browser, and a user of the site
// if it vouches for him.
type reader struct{ mark, user string }

// askedBy is by what a reader is known, besides his browser's mark.
type askedBy struct {
	User user `json:"user"`
}

// mayRead tells whether a chat of an entry point is his and not too old. One of a user of
// the site is for no other who comes to sit at his browser.
func (w reader) mayRead(c appliance.Conversation, e appliance.EntryPoint, now time.Time) bool {
	switch {
	case c.EntryPoint != e.ID, c.Channel != appliance.WebChat, c.State != appliance.Finished:
		return false
	case e.Widget.History <= 0 || now.Sub(c.Ended) > e.Widget.History:
		return false
	case c.Vouched != "":
		return c.Vouched == w.user
	}
	return w.mark != "" && c.Browser.Mark == w.mark
}

// reader is who asks. One whose proof is over is whoever sits at his browser.
func (p *Pages) reader(r *http.Request, e appliance.EntryPoint) (w reader, err error) {
	asked, err := read[askedBy](r)
	if err != nil {
		return w, err
	}
	w.mark = markOf(r)
	if w.user, err = p.vouched(r, e, asked.User); errors.Is(err, ErrIdentity) {
		err = nil
	}
	return w, err
}

// history is POST /w/{key}/history: the chats that the visitor may read again, the newest
// first (F105, F106).
func (p *Pages) history(r *http.Request, e appliance.EntryPoint) (any, error) {
	w, err := p.reader(r, e)
	if err != nil {
		return nil, err
	}
	list := []former{}
	err = p.store.Read(r.Context(), func(v *sqlite.View) error {
		all, err := p.formerly(v, e, w)
		for _, c := range all {
			one := former{ID: c.ID, At: c.Ended, Text: c.LastText, Deleted: c.LastBy != "" && c.LastText == ""}
			if n := len(c.Operators); n > 0 {
				o, err := v.Operator(c.Operators[n-1])
				if err != nil && !errors.Is(err, appliance.ErrNotFound) {
					return err
				}
				one.By = o.Name
			}
			list = append(list, one)
		}
		return err
	})
	return list, err
}

// formerly are the chats that he may read.
func (p *Pages) formerly(v *sqlite.View, e appliance.EntryPoint, w reader) (all []appliance.Conversation, err error) {
	for _, f := range []sqlite.ConversationFilter{{Vouched: w.user}, {Mark: w.mark}} {
		if f.Vouched == "" && f.Mark == "" {
			continue
		}
		f.EntryPoint, f.States = e.ID, []appliance.ConversationState{appliance.Finished}
		f.Limit = 2 * mostFormer
		some, err := v.Conversations(f)
		if err != nil {
			return nil, err
		}
		all = append(all, some...)
	}
	now := p.now()
	all = slices.DeleteFunc(all, func(c appliance.Conversation) bool { return !w.mayRead(c, e, now) })
	slices.SortFunc(all, func(a, b appliance.Conversation) int { return int(b.ID - a.ID) })
	all = slices.CompactFunc(all, func(a, b appliance.Conversation) bool { return a.ID == b.ID })
	return all[:min(len(all), mostFormer)], nil
}

// reread is POST /w/{key}/history/{conversation}: one of them. To one that is another's
// the answer is that to one that is none.
func (p *Pages) reread(r *http.Request, e appliance.EntryPoint) (any, error) {
	w, err := p.reader(r, e)
	if err != nil {
		return nil, err
	}
	id, err := strconv.ParseInt(r.PathValue("conversation"), 10, 64)
	if err != nil {
		return nil, ErrVisitor
	}
	var c appliance.Conversation
	err = p.store.Read(r.Context(), func(v *sqlite.View) error {
		c, err = v.Conversation(appliance.ConversationID(id))
		return err
	})
	switch {
	case errors.Is(err, appliance.ErrNotFound) || err == nil && !w.mayRead(c, e, p.now()):
		return nil, ErrVisitor
	case err != nil:
		return nil, err
	}
	t := &teller{pages: p, ctx: r.Context(), conversation: c.ID}
	return t.whole()
}
