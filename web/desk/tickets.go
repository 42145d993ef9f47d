package desk

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"cordboard/appliance"
	"cordboard/appliance/access"
	"cordboard/appliance/sqlite"
	"cordboard/appliance/ticket"
	"cordboard/web"
	"cordboard/web/i18n"
)

// ticketsView is the list of open requests (F035), or one of any.
type ticketsView struct {
	Name  string
	Shown string // the lines of the audit log by which something is revealed
	Rows  []ticketRow
	// Text is the phrase that the list is narrowed to, and Flaw why it cannot be.
	Text, Flaw string
	// One is the request alone that the page is of; 0: it is a list.
	One appliance.TicketID
}

// ticketRow is one request: who asks what, and how it came.
type ticketRow struct {
	ID                 appliance.TicketID
	Subject, Body, Who []lit
	Topic, At, Came    string
	Label              string // the subject
	Page               place
	Veiled             bool   // something of it is masked that the reader may see
	Chat               string // leads to the conversation that it came of; empty: none, or none of the reader's
	Named              bool   // its subject may be changed: nothing in it is masked
	Closed             bool
}

const ticketsListed = 200

// tickets lists those that are open.
func (p *Pages) tickets(w http.ResponseWriter, r *http.Request) error {
	v := ticketsView{Text: soughtBy(r.URL.Query()).Text}
	return p.showTickets(w, r, v, func(s *sight) ([]appliance.Ticket, error) {
		return s.Tickets(sqlite.TicketFilter{State: appliance.TicketOpen, Limit: ticketsListed, Text: v.Text})
	})
}

// oneTicket shows one, also when it is closed.
func (p *Pages) oneTicket(w http.ResponseWriter, r *http.Request) error {
	id, err := ticketOf(r)
	if err != nil {
		return err
	}
	return p.showTickets(w, r, ticketsView{One: id}, func(s *sight) ([]appliance.Ticket, error) {
		t, err := s.Ticket(id)
		return []appliance.Ticket{t}, err
	})
}

func ticketOf(r *http.Request) (appliance.TicketID, error) {
	n, err := strconv.ParseInt(r.PathValue("ticket"), 10, 64)
	if err != nil {
		return 0, appliance.ErrNotFound
	}
	return appliance.TicketID(n), nil
}

func (p *Pages) showTickets(w http.ResponseWriter, r *http.Request, v ticketsView, choose func(*sight) ([]appliance.Ticket, error)) error {
	me := web.Operator(r.Context())
	revealing := shownBy(r.URL.Query().Get("shown"))
	v.Name, v.Shown = me.Name, inAddress(revealing)
	site, err := p.names.Of(r.Context(), p.Store, struct{}{}, readNames)
	if err != nil {
		return err
	}
	texts := i18n.From(r.Context())
	err = p.Store.Read(r.Context(), func(s *sqlite.View) error {
		shown, err := revealedBy(s, me, wanted{shown: revealing}, p.Now())
		if err != nil {
			return err
		}
		eyes := p.sight(s, site, shown)
		all, err := choose(eyes)
		if no := appliance.AsRefusal(err); no != nil && v.Text != "" {
			v.Flaw = texts.Fill(no.Text, no.Args)
			return nil
		}
		if err != nil {
			return err
		}
		for _, t := range all {
			row := site.ticketRow(texts, t, v.Text, p.Now())
			if v.Text != "" && !shines(row.Subject, row.Body, row.Who, litIn(t.Body, v.Text)) {
				continue // not to this reader
			}
			if row.Chat, err = chatOf(s, me, t); err != nil {
				return err
			}
			row.Named = !eyes.veiledTickets[t.ID]
			row.Veiled = me.May(appliance.RightReveal) && eyes.veiledTickets[t.ID]
			v.Rows = append(v.Rows, row)
		}
		return nil
	})
	if err != nil {
		return err
	}
	return web.Page(w, r, http.StatusOK, tickets(v))
}

// ticketRow is a request in which a phrase is lit; empty: none is.
func (n *names) ticketRow(texts *i18n.Texts, t appliance.Ticket, phrase string, now time.Time) ticketRow {
	entry, language := n.entries[t.EntryPoint], ""
	if t.Language.Known() {
		language = texts.Text("language." + string(t.Language))
	}
	return ticketRow{
		ID: t.ID, Subject: litIn(t.Subject, phrase), Topic: n.queues[t.Queue].In(appliance.Language(texts.Language())), Body: litIn(beyond(t.Subject, t.Body), phrase),
		Who: litIn(joined(t.Name, t.Mail, spaced(t.Phone)), phrase), Label: t.Subject, Closed: t.State == appliance.TicketClosed, At: joined(texts.Date(t.Created, now), texts.Time(t.Created)),
		Came: joined(language, entry.Name, texts.Text("ticket.from."+string(t.Origin))), Page: placeOf(entry, t.Page),
	}
}

// beyond is what a request says besides its subject, which is the beginning of
// it where nobody gave another.
func beyond(subject, body string) string {
	first, rest, _ := strings.Cut(body, "\n")
	switch first = strings.Join(strings.Fields(first), " "); {
	case first == subject:
		return strings.TrimSpace(rest)
	case subject != "" && strings.HasPrefix(first, subject): // it was cut off there
		return "…" + strings.TrimPrefix(first, subject) + "\n" + rest
	}
	return body
}

// chatOf leads to the conversation that a ticket came of, if the reader may see it.
func chatOf(v *sqlite.View, me appliance.Operator, t appliance.Ticket) (string, error) {
	if t.Conversation == 0 {
		return "", nil
	}
	c, err := v.Conversation(t.Conversation)
	if err != nil || !mayTicket(me, c) {
		return "", unlessGone(err)
	}
	return href(c.ID, tabFinished), nil
}

// mayTicket tells whether an operator may look into what an operator answered, and so
// open a ticket out of it.
func mayTicket(me appliance.Operator, c appliance.Conversation) bool {
	action := access.Observe
	if c.State.Over() {
		action = access.SeeFinished
	}
	return !c.Channel.Voice() && !c.Joined.IsZero() && access.Can(me, action, access.Conversation(c))
}

// openTicket opens the ticket of a chat (F176), or leads to the one that there is.
func (p *Pages) openTicket(w http.ResponseWriter, r *http.Request) error {
	id, err := conversationOf(r)
	if err != nil {
		return err
	}
	me := web.Operator(r.Context())
	err = p.Store.Read(r.Context(), func(v *sqlite.View) error {
		c, err := v.Conversation(id)
		if err == nil && !mayTicket(me, c) {
			err = web.ErrForbidden
		}
		return err
	})
	if err != nil {
		return err
	}
	k, err := p.Tickets.Open(r.Context(), ticket.Request{Origin: appliance.FromDesk, Conversation: id, Operator: me.ID})
	if err != nil {
		return err
	}
	http.Redirect(w, r, ticketHref(k.ID), http.StatusSeeOther)
	return nil
}

func ticketHref(id appliance.TicketID) string { return "/tickets/" + id.String() }

// backTo is the page on which something was done with a ticket: its own, or the list as
// it was narrowed.
func backTo(r *http.Request, id appliance.TicketID, shown string) string {
	q := url.Values{}
	if shown != "" {
		q.Set("shown", shown)
	}
	path, at := "/tickets", "#ticket-"+id.String()
	if r.PostFormValue("one") != "" {
		path, at = ticketHref(id), ""
	} else if text := r.PostFormValue("q"); text != "" {
		q.Set("q", text)
	}
	if len(q) > 0 {
		path += "?" + q.Encode()
	}
	return path + at
}

func (p *Pages) nameTicket(w http.ResponseWriter, r *http.Request) error {
	return p.changeTicket(w, r, func(id appliance.TicketID) error {
		return p.Tickets.Name(r.Context(), id, r.PostFormValue("subject"))
	})
}

func (p *Pages) closeTicket(w http.ResponseWriter, r *http.Request) error {
	return p.changeTicket(w, r, func(id appliance.TicketID) error { return p.Tickets.Close(r.Context(), id) })
}

func (p *Pages) reopenTicket(w http.ResponseWriter, r *http.Request) error {
	return p.changeTicket(w, r, func(id appliance.TicketID) error { return p.Tickets.Reopen(r.Context(), id) })
}

func (p *Pages) changeTicket(w http.ResponseWriter, r *http.Request, change func(appliance.TicketID) error) error {
	id, err := ticketOf(r)
	if err != nil {
		return err
	}
	if err := change(id); err != nil {
		return err
	}
	http.Redirect(w, r, backTo(r, id, r.PostFormValue("shown")), http.StatusSeeOther)
	return nil
}
