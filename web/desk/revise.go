package desk

import (
	"net/http"
	"strconv"
	"time"

	"cordboard/appliance"
	talks "cordboard/appliance/desk"
	"cordboard/appliance/plain"
	"cordboard/web"
)

// former is what an entry said until its author changed or deleted it.
type former struct {
	Spans []span
	Until time.Time
}

// quote is the message that another one answers.
type quote struct {
	ID     appliance.EntryID
	Author string
	Text   string // empty: it was deleted
}

// revised tells of an entry how it was changed: by whom is known, it was its author.
// Its former texts are for him and for who oversees others.
func (w *writer) revised(line *entry, e appliance.Entry) {
	line.Edited, line.Deleted = e.Edited, e.Deleted
	if e.Operator != w.book.me.ID && !w.book.oversees() {
		return
	}
	for _, r := range w.former[e.ID] {
		line.Former = append(line.Former, former{spans(r.Text), r.At})
	}
}

// readFormer reads what the entries of a log said before, where any was changed.
func (w *writer) readFormer(c appliance.ConversationID, log []appliance.Entry) error {
	w.former = map[appliance.EntryID][]appliance.Revision{}
	for _, e := range log {
		if e.Edited.IsZero() && e.Deleted.IsZero() {
			continue
		}
		all, err := w.view.Revisions(c)
		for _, r := range all {
			w.former[r.Entry] = append(w.former[r.Entry], r)
		}
		return err
	}
	return nil
}

// quoted is what an entry answers; nil: nothing.
func (w *writer) quoted(name string, id appliance.EntryID) (*quote, error) {
	if id == 0 {
		return nil, nil
	}
	e, err := w.said(id)
	if err != nil {
		return nil, err
	}
	q := &quote{ID: id, Author: name, Text: plain.Line(e.Text, previewLimit)}
	if e.By == appliance.ByOperator {
		q.Author = w.operator(e.Operator)
	}
	return q, nil
}

// acts are what the reader can do with an entry: quote what is there, and change what
// he wrote as long as the site lets him.
func (w *writer) acts(c appliance.Conversation, e appliance.Entry) (quotes bool, mine string) {
	part, serves := w.book.parts[c.ID]
	if !serves || e.Kind == appliance.EntryFile || !e.Deleted.IsZero() || c.State.Over() || !part.Left.IsZero() {
		return false, ""
	}
	// What is masked to him would be saved as he sees it: he has it shown first.
	if !w.view.veiled[e.ID] && talks.Revisable(e, w.book.me.ID, w.book.chosen.ReviseWithin, w.now) == nil {
		mine = e.Text
	}
	return true, mine
}

// entryOf is the entry that the address names.
func entryOf(r *http.Request) (appliance.EntryID, error) {
	n, err := strconv.ParseInt(r.PathValue("entry"), 10, 64)
	if err != nil || n <= 0 {
		return 0, appliance.ErrNotFound
	}
	return appliance.EntryID(n), nil
}

func (p *Pages) edit(w http.ResponseWriter, r *http.Request) error {
	return p.revise(w, r, func(c appliance.ConversationID, e appliance.EntryID) error {
		return p.Talks.Edit(r.Context(), web.Operator(r.Context()).ID, c, e, talks.Message{Text: r.PostFormValue("text")})
	})
}

func (p *Pages) delete(w http.ResponseWriter, r *http.Request) error {
	return p.revise(w, r, func(c appliance.ConversationID, e appliance.EntryID) error {
		return p.Talks.Delete(r.Context(), web.Operator(r.Context()).ID, c, e)
	})
}

func (p *Pages) revise(w http.ResponseWriter, r *http.Request, do func(appliance.ConversationID, appliance.EntryID) error) error {
	c, err := conversationOf(r)
	if err != nil {
		return err
	}
	e, err := entryOf(r)
	if err != nil {
		return err
	}
	if err := do(c, e); err != nil {
		return err
	}
	return done(w, r)
}
