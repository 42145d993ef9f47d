package widget

import (
	"net/http"

	"cordboard/appliance"
	"cordboard/appliance/address"
	"cordboard/appliance/desk"
	"cordboard/appliance/plain"
	"cordboard/appliance/ticket"
	"cordboard/web"
)

// left is what somebody who waited adds to the chat's text.
type left struct {
	Mail string `json:"mail"`
	Text string `json:"text"`
}

// leave is POST /w/{key}/leave: who waits leaves the chat's text as a message
// instead (F032). It becomes a ticket, and the conversation ends.
func (p *Pages) leave(r *http.Request, c appliance.Conversation) (any, error) {
	l, err := read[left](r)
	if err != nil {
		return nil, err
	}
	if c.State != appliance.Waiting {
		return nil, ErrNotWaiting
	}
	if err := p.limits.message(c.ID); err != nil {
		return nil, err
	}
	if err := p.admitted(r.Context(), desk.CameWith(c)); err != nil {
		return nil, err
	}
	text := plain.Text(l.Text)
	if err := appliance.AtMost(appliance.MessageLimit, text); err != nil {
		return nil, err
	}
	mail := c.Mail
	if mail == "" {
		if mail = plain.Line(l.Mail, longestField+1); !isMail(mail) {
			return nil, address.ErrMail
		}
	}
	// Of one conversation there is one such ticket: who asks again because the box
	// went down between the two writes finds it, and ends the conversation.
	_, err = p.tickets.Open(r.Context(), ticket.Request{
		Origin: appliance.FromWaiting, Conversation: c.ID, Body: text, Mail: mail,
	})
	if err != nil {
		return nil, err
	}
	return nil, p.desk.End(r.Context(), c.ID, appliance.ByContact, 0, "left-message")
}

// offline is POST /w/{key}/offline: a message for later (F024). All fields
// that the form asks are needed (F034). A form that is sent again because its
// answer was lost has the key of the first, and is the same ticket.
func (p *Pages) offline(r *http.Request, e appliance.EntryPoint) (any, error) {
	f, err := read[fields](r)
	if err != nil {
		return nil, err
	}
	topics, err := p.topics(r.Context(), e)
	if err != nil {
		return nil, err
	}
	f, err = f.checked(asksOf(e.Widget.Form, topics).all(), topics)
	switch {
	case err != nil:
		return nil, err
	case f.Text == "":
		return nil, appliance.ErrEmpty
	case e.Off:
		return nil, desk.ErrEntryOff
	}
	answered, err := f.Answers.to(allRequired(e.Widget.Questions))
	if err != nil {
		return nil, err
	}
	if err := p.limits.open(web.Source(r), e.ID); err != nil {
		return nil, err
	}
	if err := p.admitted(r.Context(), p.asker(r, e, f.Mail)); err != nil {
		return nil, err
	}
	queue, _ := queueOf(e, f, topics)
	_, err = p.tickets.Open(r.Context(), ticket.Request{
		Origin: appliance.FromOfflineForm, Key: f.Key, EntryPoint: e.ID, Queue: queue, Body: beneath(f.Text, answered),
		Name: f.Name, Mail: f.Mail, Phone: f.Phone, Language: web.Language(r.Context()), Page: f.Page,
	})
	return nil, err
}
