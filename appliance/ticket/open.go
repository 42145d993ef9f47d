package ticket

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"cordboard/appliance"
	"cordboard/appliance/address"
	"cordboard/appliance/plain"
	"cordboard/appliance/sqlite"
	"cordboard/web/i18n"
)

// Request is what somebody asks.
type Request struct {
	Origin     appliance.TicketOrigin
	EntryPoint appliance.EntryPointID
	// Queue is the topic; zero: the entry point's, or the conversation's.
	Queue appliance.QueueID
	// Conversation is the one it comes from; it gives what the request itself
	// leaves out.
	Conversation appliance.ConversationID
	// Operator is who sets it aside; zero: none did.
	Operator appliance.OperatorID
	// Subject may be empty: the beginning of the body, or the usual one for a
	// chat.
	Subject, Body     string
	Name, Mail, Phone string
	Language          appliance.Language
	Page              string // where it was written; empty: where the conversation is
	// Key names the form; the same one again at its entry point is the same
	// ticket. It may be empty.
	Key string

	contact appliance.ContactID // of the conversation
}

// What a request is refused for.
var (
	// ErrName and ErrTopic refuse a form with a field that was asked for and left
	// empty, or filled wrongly (F034); so do those of package address.
	ErrName  = appliance.Refuse(appliance.Invalid, "refusal.form-name")
	ErrTopic = appliance.Refuse(appliance.Invalid, "refusal.form-topic")
	// ErrGoesOn refuses a second open ticket out of one conversation; ticket is the one
	// that there is.
	ErrGoesOn = appliance.Refuse(appliance.Conflict, "refusal.ticket-goes-on")
)

const (
	bodyLimit  = 10_000
	fieldLimit = 200
	pageLimit  = 512
)

// Open opens a ticket, and mails it where the entry point says. A contact is
// found by mail address or number, but not made. A waiting visitor leaves one
// ticket, and a form with a key is one: asked again, Open answers with the one
// that is there.
func (t *Tickets) Open(ctx context.Context, r Request) (k appliance.Ticket, err error) {
	err = t.Store.Write(ctx, func(tx *sqlite.Tx) error {
		k, err = t.open(tx, r)
		return err
	})
	if err != nil {
		return appliance.Ticket{}, fmt.Errorf("open ticket: %w", err)
	}
	return k, nil
}

func (t *Tickets) open(tx *sqlite.Tx, r Request) (appliance.Ticket, error) {
	if old, found, err := earlier(&tx.View, r); err != nil || found {
		return old, err
	}
	entry, err := r.complete(&tx.View)
	if err != nil {
		return appliance.Ticket{}, err
	}
	region, err := t.Site.Region(&tx.View)
	if err != nil {
		return appliance.Ticket{}, err
	}
	k, err := r.ticket(entry, region)
	if err != nil {
		return k, err
	}
	queue, err := topicOf(&tx.View, k.Queue)
	if err != nil {
		return k, err
	}
	k.Subject = subject(k, queue)
	if k.Contact, err = r.known(&tx.View, k, region); err != nil {
		return k, err
	}
	k.Created = t.now()
	k.Changed = k.Created
	if k, err = tx.AddTicket(k); err != nil {
		return k, err
	}
	tx.Emit(appliance.TicketOpened{Ticket: k})
	if err := t.log(tx, k, r.Operator); err != nil {
		return k, err
	}
	return k, t.mail(tx, entry, k, queue.Name)
}

func topicOf(v *sqlite.View, q appliance.QueueID) (appliance.Queue, error) {
	if q == 0 {
		return appliance.Queue{}, nil
	}
	return v.Queue(q)
}

// subject is the one given, of a chat its queue's or the usual one (F176), or how the
// text begins.
func subject(k appliance.Ticket, q appliance.Queue) string {
	switch {
	case k.Subject != "":
		return k.Subject
	case k.Origin == appliance.FromDesk && q.TicketSubject != "":
		return q.TicketSubject
	case k.Origin == appliance.FromDesk && q.Name != "":
		return i18n.Localizer(k.Language).Text("ticket.subject.chat", "queue", q.Name)
	}
	first, _, _ := strings.Cut(k.Body, "\n")
	return plain.Line(first, appliance.SubjectLimit)
}

// complete adds what the conversation knows, and reads the entry point.
func (r *Request) complete(v *sqlite.View) (appliance.EntryPoint, error) {
	if r.Conversation != 0 {
		c, err := v.Conversation(r.Conversation)
		if err != nil {
			return appliance.EntryPoint{}, err
		}
		for _, f := range []struct{ to, from *string }{{&r.Name, &c.Name}, {&r.Mail, &c.Mail}, {&r.Phone, &c.Phone}, {&r.Page, &c.Browser.Page}} {
			if strings.TrimSpace(*f.to) == "" {
				*f.to = *f.from
			}
		}
		if r.Queue == 0 {
			r.Queue = c.Queue
		}
		if !r.Language.Known() {
			r.Language = c.Language
		}
		r.EntryPoint, r.contact = c.EntryPoint, c.Contact
		if err := r.quote(v); err != nil {
			return appliance.EntryPoint{}, err
		}
	}
	if r.EntryPoint == 0 {
		return appliance.EntryPoint{}, nil
	}
	return v.EntryPoint(r.EntryPoint)
}

// quote puts the chat's messages in front of the body (F032, F176).
func (r *Request) quote(v *sqlite.View) error {
	entries, err := v.Entries(r.Conversation, 0, 0)
	if err != nil {
		return err
	}
	names := map[appliance.OperatorID]string{}
	var lines []string
	for _, e := range entries {
		switch {
		case e.Kind != appliance.EntryMessage || !e.Deleted.IsZero():
			continue
		case r.Origin == appliance.FromWaiting: // all that was said is his
			lines = append(lines, e.Text)
			continue
		}
		who := r.Name
		if e.By == appliance.ByOperator {
			if _, ok := names[e.Operator]; !ok {
				o, err := v.Operator(e.Operator)
				if err != nil {
					return err
				}
				names[e.Operator] = o.Name
			}
			who = names[e.Operator]
		}
		lines = append(lines, who+": "+e.Text)
	}
	if body := strings.TrimSpace(r.Body); body != "" && !slices.Contains(lines, body) {
		lines = append(lines, body)
	}
	// A long chat gives its end.
	r.Body = tail(strings.Join(lines, "\n\n"), bodyLimit)
	return nil
}

// ticket decides whether the request can stand, and what it is.
func (r Request) ticket(entry appliance.EntryPoint, region string) (appliance.Ticket, error) {
	k := appliance.Ticket{
		Subject: plain.Line(r.Subject, fieldLimit), Body: plain.Text(r.Body),
		State: appliance.TicketOpen, Origin: r.Origin, EntryPoint: entry.ID,
		Queue: r.Queue, Conversation: r.Conversation, Key: r.Key,
		Name: plain.Line(r.Name, fieldLimit), Mail: plain.Line(r.Mail, fieldLimit), Phone: plain.Line(r.Phone, fieldLimit),
		Language: languageOf(r.Language, entry.Language), Page: plain.Line(r.Page, pageLimit),
	}
	if k.Body == "" && r.Origin != appliance.FromDesk {
		return k, appliance.ErrEmpty
	}
	if err := appliance.AtMost(bodyLimit, k.Body); err != nil {
		return k, err
	}
	if r.Origin == appliance.FromOfflineForm {
		if err := filled(&k, entry, region); err != nil {
			return k, err
		}
	}
	if k.Mail != "" {
		var ok bool
		if k.Mail, ok = address.Mail(k.Mail); !ok {
			return k, address.ErrMail
		}
	}
	if k.Queue == 0 {
		k.Queue = entry.Queue
	}
	return k, nil
}

// filled refuses an offline form unless all that it asks for is there (F034),
// whether a chat would have to give it or not.
func filled(k *appliance.Ticket, entry appliance.EntryPoint, region string) error {
	asks := func(a appliance.Ask) bool { return a == appliance.AskOptional || a == appliance.AskRequired }
	form, topics := entry.Widget.Form, entry.Widget.Topics
	switch {
	case asks(form.Name) && k.Name == "":
		return ErrName
	case asks(form.Mail) && k.Mail == "":
		return address.ErrMail
	case asks(form.Phone) && k.Phone == "":
		return address.ErrPhone
	case k.Queue != 0 && k.Queue != entry.Queue && !slices.Contains(topics, k.Queue):
		return ErrTopic
	case asks(form.Topic) && len(topics) > 0 && k.Queue == 0:
		return ErrTopic
	}
	if k.Phone != "" {
		if _, ok := address.Phone(k.Phone, region); !ok {
			return address.ErrPhone
		}
	}
	return nil
}

// known is the conversation's contact, or whom the addresses belong to, or
// nobody.
func (r Request) known(v *sqlite.View, k appliance.Ticket, region string) (appliance.ContactID, error) {
	if r.contact != 0 {
		return r.contact, nil
	}
	if k.Mail != "" {
		c, err := v.ContactByMail(k.Mail)
		if !errors.Is(err, appliance.ErrNotFound) {
			return c.ID, err
		}
	}
	if number, ok := address.Phone(k.Phone, region); ok {
		c, err := v.ContactByPhone(number)
		if !errors.Is(err, appliance.ErrNotFound) {
			return c.ID, err
		}
	}
	return 0, nil
}

// earlier is the ticket that the same request opened already: a form has its
// key, and a waiting visitor asks once.
func earlier(v *sqlite.View, r Request) (appliance.Ticket, bool, error) {
	if r.Key != "" {
		k, err := v.TicketByKey(r.EntryPoint, r.Key)
		if errors.Is(err, appliance.ErrNotFound) {
			return appliance.Ticket{}, false, nil
		}
		return k, err == nil, err
	}
	switch {
	case r.Conversation == 0:
		return appliance.Ticket{}, false, nil
	case r.Origin == appliance.FromDesk:
		return setAside(v, r.Conversation)
	case r.Origin != appliance.FromWaiting:
		return appliance.Ticket{}, false, nil
	}
	e, err := v.EntryByKey(r.Conversation, waitingKey)
	if errors.Is(err, appliance.ErrNotFound) {
		return appliance.Ticket{}, false, nil
	}
	if err != nil {
		return appliance.Ticket{}, false, err
	}
	id := e.Ticket()
	if id == 0 { // a message that took the name
		return appliance.Ticket{}, false, appliance.ErrKey
	}
	k, err := v.Ticket(id)
	return k, err == nil, err
}

// setAside is the newest ticket that an operator opened out of a conversation and that is
// not closed.
func setAside(v *sqlite.View, c appliance.ConversationID) (appliance.Ticket, bool, error) {
	log, err := v.Entries(c, 0, 0)
	if err != nil {
		return appliance.Ticket{}, false, err
	}
	for _, e := range slices.Backward(log) {
		if e.Kind != appliance.EntryTicket || e.By != appliance.ByOperator {
			continue
		}
		if k, err := v.Ticket(e.Ticket()); err != nil || k.State != appliance.TicketClosed {
			return k, err == nil, err
		}
	}
	return appliance.Ticket{}, false, nil
}

// waitingKey names the entry of the one ticket that a conversation can have
// from waiting.
const waitingKey = "ticket-from-waiting"

// log notes the ticket in its conversation.
func (t *Tickets) log(tx *sqlite.Tx, k appliance.Ticket, o appliance.OperatorID) error {
	if k.Conversation == 0 {
		return nil
	}
	e := appliance.Entry{Kind: appliance.EntryTicket, By: appliance.BySystem, Data: map[string]string{"ticket": k.ID.String()}}
	switch k.Origin {
	case appliance.FromWaiting:
		e.By, e.Key = appliance.ByContact, waitingKey
	case appliance.FromDesk:
		e.By, e.Operator = appliance.ByOperator, o
	case appliance.FromOfflineForm:
	}
	return t.Desk.LogIn(tx, k.Conversation, e, k.Created)
}

// mail queues the copy for the entry point's address.
func (t *Tickets) mail(tx *sqlite.Tx, entry appliance.EntryPoint, k appliance.Ticket, topic string) error {
	to := entry.Widget.OfflineMail
	if to == "" || k.Origin == appliance.FromDesk {
		return nil
	}
	texts := i18n.Localizer(languageOf(entry.Language, k.Language))
	return t.Mail.Send(tx, appliance.Mail{
		To: to, ReplyTo: k.Mail,
		Subject: texts.Text("mail.ticket.subject", "ticket", k.ID.String(), "subject", k.Subject),
		Text: texts.Text("mail.ticket.body", "entry", entry.Name, "topic", given(topic),
			"name", given(k.Name), "mail", given(k.Mail), "phone", given(k.Phone), "text", k.Body),
	})
}

// given is s, or a dash.
func given(s string) string { return cmp.Or(s, "–") }

// tail is the end of text, at most limit characters of it.
func tail(text string, limit int) string {
	runes := []rune(text)
	return string(runes[max(0, len(runes)-limit):])
}
