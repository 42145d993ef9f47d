package widget

import (
	"net/http"
	"time"

	"cordboard/appliance"
	"cordboard/appliance/desk"
	"cordboard/appliance/plain"
	"cordboard/web"
)

// said is a message as the panel sends it, and what it is typing.
type said struct {
	Key  string `json:"key"`
	Text string `json:"text"`
	Page string `json:"page"`
}

// kept answers a message: it is in the store for good.
type kept struct {
	ID appliance.EntryID `json:"id"`
	At time.Time         `json:"at"`
}

// message is POST /w/{key}/messages. The same key again is the same message.
func (p *Pages) message(r *http.Request, c appliance.Conversation) (any, error) {
	m, err := read[said](r)
	if err != nil {
		return nil, err
	}
	if !keyShape.MatchString(m.Key) {
		return nil, web.ErrBadRequest
	}
	text, err := message(m.Text)
	if err != nil {
		return nil, err
	}
	if err := p.limits.message(c.ID); err != nil {
		return nil, err
	}
	e, err := p.desk.Receive(r.Context(), c.ID, desk.Message{Text: text, Key: m.Key, Page: plain.Line(m.Page, longestPath)})
	if err != nil {
		return nil, err
	}
	return kept{ID: e.ID, At: e.At}, nil
}

// typing is POST /w/{key}/typing: what is not sent yet, shown to the operator
// and never stored (F177).
func (p *Pages) typing(r *http.Request, c appliance.Conversation) (any, error) {
	m, err := read[said](r)
	if err != nil {
		return nil, err
	}
	if err := p.limits.preview(c.ID); err != nil {
		return nil, err
	}
	if !c.State.Over() {
		p.desk.Typing(c.ID, appliance.ByContact, 0, plain.Clip(plain.Text(m.Text), appliance.MessageLimit))
	}
	return nil, nil
}

// receipt is how far the panel has come in the log, and how far its visitor has read.
type receipt struct {
	Got  appliance.EntryID `json:"got"`
	Read appliance.EntryID `json:"read"`
}

// read is POST /w/{key}/read. It takes nothing from what its visitor may write.
func (p *Pages) read(r *http.Request, c appliance.Conversation) (any, error) {
	got, err := read[receipt](r)
	if err != nil {
		return nil, err
	}
	if err := p.limits.preview(c.ID); err != nil {
		return nil, err
	}
	return nil, p.desk.Received(r.Context(), c.ID, got.Got, got.Read)
}

// visited is a page of the site that the visitor is on.
type visited struct {
	Page  string `json:"page"`
	Title string `json:"title"`
}

// page is POST /w/{key}/page.
func (p *Pages) page(r *http.Request, c appliance.Conversation) (any, error) {
	v, err := read[visited](r)
	if err != nil {
		return nil, err
	}
	if err := p.limits.message(c.ID); err != nil {
		return nil, err
	}
	if c.State.Over() {
		return nil, nil
	}
	return nil, p.desk.Visited(r.Context(), c.ID, plain.Line(v.Page, longestPath), plain.Line(v.Title, longestTitle))
}

// reads is the language that the panel speaks now.
type reads struct {
	Language appliance.Language `json:"language"`
}

// language is POST /w/{key}/language: the visitor chose another one, or went to
// a page that speaks it.
func (p *Pages) language(r *http.Request, c appliance.Conversation) (any, error) {
	v, err := read[reads](r)
	if err != nil {
		return nil, err
	}
	if err := p.limits.message(c.ID); err != nil {
		return nil, err
	}
	return nil, p.desk.Speak(r.Context(), c.ID, v.Language)
}

// end is POST /w/{key}/end: the visitor ends it (F140). What is over stays so.
func (p *Pages) end(r *http.Request, c appliance.Conversation) (any, error) {
	if c.State.Over() {
		return nil, nil
	}
	return nil, p.desk.End(r.Context(), c.ID, appliance.ByContact, 0, "visitor")
}
