package widget

import (
	"net/http"

	"cordboard/appliance"
	"cordboard/web"
	"cordboard/web/i18n"
)

// left is a message that is left while waiting.
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
	text, err := message(l.Text)
	if err != nil {
		return nil, err
	}
	mail := c.Mail
	if mail == "" {
		if mail = line(l.Mail); !isMail(mail) {
			return nil, errMail
		}
	}
	_, err = p.tickets.Open(r.Context(), appliance.Ticket{
		Subject: subject(r, c.Topic), Body: text, Origin: appliance.FromWaiting,
		EntryPoint: c.EntryPoint, Queue: c.Queue, Conversation: c.ID,
		Name: c.Name, Mail: mail, Phone: c.Phone, Language: c.Language,
	})
	if err != nil {
		return nil, err
	}
	return nil, p.desk.End(r.Context(), c.ID, appliance.ByContact, 0, "left-message")
}

// offline is POST /w/{key}/offline: a message for later (F024). All fields
// that the form asks are needed (F034).
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
		return nil, errText
	case e.Off:
		return nil, ErrOff
	}
	if err := p.limits.open(p.address(r), e.ID); err != nil {
		return nil, err
	}
	queue, name := queueOf(e, f, topics)
	_, err = p.tickets.Open(r.Context(), appliance.Ticket{
		Subject: subject(r, name), Body: f.Text, Origin: appliance.FromOfflineForm,
		EntryPoint: e.ID, Queue: queue,
		Name: f.Name, Mail: f.Mail, Phone: f.Phone, Language: web.Language(r.Context()),
	})
	return nil, err
}

// subject is what operators read in the list of tickets.
func subject(r *http.Request, topic string) string {
	texts := i18n.From(r.Context())
	if topic == "" {
		return texts.Text("widget.ticket")
	}
	return texts.Text("widget.ticket-topic", "topic", topic)
}
