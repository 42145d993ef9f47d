package desk

import (
	"net/http"
	"strconv"

	"cordboard/appliance"
	"cordboard/appliance/sqlite"
	"cordboard/web"
	"cordboard/web/i18n"
)

// ticketsView is the list of open requests (F035).
type ticketsView struct {
	Name string
	Rows []ticketRow
}

// ticketRow is one request, as much of it as the operator may see.
type ticketRow struct {
	ID                           appliance.TicketID
	Subject, Body, Who, From, At string
}

const ticketsListed = 200

func (p *Pages) tickets(w http.ResponseWriter, r *http.Request) error {
	me := web.Operator(r.Context())
	v := ticketsView{Name: me.Name}
	texts := i18n.From(r.Context())
	err := p.Store.Read(r.Context(), func(s *sqlite.View) error {
		open, err := s.Tickets(sqlite.TicketFilter{State: appliance.TicketOpen, Limit: ticketsListed})
		if err != nil {
			return err
		}
		b := &book{}
		if err := b.readSite(s, me.ID); err != nil {
			return err
		}
		b.me = me
		for _, t := range open {
			if b.handles(t) {
				v.Rows = append(v.Rows, ticketRow{
					ID: t.ID, Subject: t.Subject, Body: t.Body, Who: joined(t.Name, t.Mail, t.Phone),
					From: texts.Text("ticket.from." + string(t.Origin)), At: joined(texts.Date(t.Created, p.Now()), texts.Time(t.Created)),
				})
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	return web.Page(w, r, http.StatusOK, tickets(v))
}

// handles tells whether a ticket is the operator's to see: of a queue that he
// serves, or of none.
func (b *book) handles(t appliance.Ticket) bool {
	return t.Queue == 0 || b.sees(appliance.Conversation{Queue: t.Queue})
}

func (p *Pages) closeTicket(w http.ResponseWriter, r *http.Request) error {
	n, err := strconv.ParseInt(r.PathValue("ticket"), 10, 64)
	if err != nil {
		return appliance.ErrNotFound
	}
	id := appliance.TicketID(n)
	err = p.Store.Read(r.Context(), func(s *sqlite.View) error {
		t, err := s.Ticket(id)
		if err != nil {
			return err
		}
		b := &book{}
		if err := b.readSite(s, 0); err != nil {
			return err
		}
		if b.me = web.Operator(r.Context()); !b.handles(t) {
			return web.ErrForbidden
		}
		return nil
	})
	if err != nil {
		return err
	}
	if err := p.Tickets.Close(r.Context(), id); err != nil {
		return err
	}
	http.Redirect(w, r, "/tickets", http.StatusSeeOther)
	return nil
}
