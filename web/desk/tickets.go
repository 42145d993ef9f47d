package desk

import (
	"net/http"
	"strconv"
	"strings"
	"time"

	"cordboard/appliance"
	"cordboard/appliance/sqlite"
	"cordboard/web"
	"cordboard/web/i18n"
)

// ticketsView is the list of open requests (F035).
type ticketsView struct {
	Name  string
	Shown string // the lines of the audit log by which something is revealed
	Rows  []ticketRow
	// Text is the phrase that the list is narrowed to, and Flaw why it cannot be.
	Text, Flaw string
}

// ticketRow is one request: who asks what, and how it came.
type ticketRow struct {
	ID                 appliance.TicketID
	Subject, Body, Who []lit
	Topic, At, Came    string
	Label              string // the subject
	Page               place
	Veiled             bool // something of it is masked that the reader may see
}

const ticketsListed = 200

func (p *Pages) tickets(w http.ResponseWriter, r *http.Request) error {
	me := web.Operator(r.Context())
	v := ticketsView{Name: me.Name, Text: soughtBy(r.URL.Query()).Text, Shown: inAddress(shownBy(r.URL.Query().Get("shown")))}
	site, err := p.names.Of(r.Context(), p.Store, struct{}{}, readNames)
	if err != nil {
		return err
	}
	texts := i18n.From(r.Context())
	err = p.Store.Read(r.Context(), func(s *sqlite.View) error {
		shown, err := revealedBy(s, me, wanted{shown: shownBy(r.URL.Query().Get("shown"))}, p.Now())
		if err != nil {
			return err
		}
		eyes := p.sight(s, site, shown)
		open, err := eyes.Tickets(sqlite.TicketFilter{State: appliance.TicketOpen, Limit: ticketsListed, Text: v.Text})
		if no := appliance.AsRefusal(err); no != nil {
			v.Flaw = texts.Fill(no.Text, no.Args)
			return nil
		}
		if err != nil {
			return err
		}
		for _, t := range open {
			row := site.ticketRow(texts, t, v.Text, p.Now())
			if v.Text != "" && !shines(row.Subject, row.Body, row.Who, litIn(t.Body, v.Text)) {
				continue // not to this reader
			}
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
		Who: litIn(joined(t.Name, t.Mail, spaced(t.Phone)), phrase), Label: t.Subject, At: joined(texts.Date(t.Created, now), texts.Time(t.Created)),
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

func (p *Pages) closeTicket(w http.ResponseWriter, r *http.Request) error {
	n, err := strconv.ParseInt(r.PathValue("ticket"), 10, 64)
	if err != nil {
		return appliance.ErrNotFound
	}
	if err := p.Tickets.Close(r.Context(), appliance.TicketID(n)); err != nil {
		return err
	}
	http.Redirect(w, r, "/tickets", http.StatusSeeOther)
	return nil
}
