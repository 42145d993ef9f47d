package desk

import (
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"cordboard/appliance"
	"cordboard/appliance/sqlite"
	"cordboard/web"
)

// mostRevealed is how many lines of the audit log one page goes by.
const mostRevealed = 50

// shownBy are the lines of the audit log that an address names. What is none is left
// out: less is shown then.
func shownBy(text string) (all []appliance.AuditID) {
	for s := range strings.SplitSeq(text, ".") {
		if n, err := strconv.ParseInt(s, 10, 64); err == nil && n > 0 && !slices.Contains(all, appliance.AuditID(n)) {
			all = append(all, appliance.AuditID(n))
		}
	}
	return all[max(0, len(all)-mostRevealed):]
}

// inAddress writes them into an address.
func inAddress(all []appliance.AuditID) string {
	said := make([]string, len(all))
	for i, id := range all {
		said[i] = id.String()
	}
	return strings.Join(said, ".")
}

// revealedBy is what the lines that an address names reveal to its reader: those of
// his own, of what the page shows, and not for long. An address that is handed on
// reveals nothing to another.
func revealedBy(v *sqlite.View, me appliance.Operator, a wanted, now time.Time) (r revealed, err error) {
	if !me.May(appliance.RightReveal) {
		return r, nil
	}
	for _, id := range a.shown {
		line, err := v.Audit(id)
		if errors.Is(err, appliance.ErrNotFound) {
			continue
		}
		if err != nil {
			return r, err
		}
		until := line.At.Add(revealLasts)
		if line.Operator != me.ID || line.Conversation != a.open || !now.Before(until) {
			continue
		}
		switch line.Act {
		case appliance.RevealedContact:
			c, err := v.Conversation(line.Conversation)
			if unlessGone(err) != nil {
				return r, err
			}
			r.who, r.whom = c.ID, c.Contact
		case appliance.RevealedMessage:
			r.entries = append(r.entries, line.Entry)
		case appliance.RevealedTicket:
			r.tickets = append(r.tickets, line.Ticket)
		}
		if r.until.IsZero() || until.Before(r.until) {
			r.until = until
		}
		r.last = line
	}
	return r, nil
}

// reveal shows to who may see it what is masked of a contact, or of one message, once
// the audit log tells of it.
func (p *Pages) reveal(w http.ResponseWriter, r *http.Request) error {
	id, err := conversationOf(r)
	if err != nil {
		return err
	}
	line := appliance.Audit{Act: appliance.RevealedContact, Conversation: id}
	if text := r.PostFormValue("entry"); text != "" {
		n, err := strconv.ParseInt(text, 10, 64)
		if err != nil {
			return web.ErrBadRequest
		}
		line.Act, line.Entry = appliance.RevealedMessage, appliance.EntryID(n)
	}
	err = p.seeing(r, id, func(v *sqlite.View, c appliance.Conversation) error {
		if line.Entry == 0 {
			return nil
		}
		after, err := v.Entries(id, line.Entry-1, 1)
		if err == nil && (len(after) == 0 || after[0].ID != line.Entry) {
			err = appliance.ErrNotFound
		}
		return err
	})
	if err != nil {
		return err
	}
	shown, err := p.told(r, line)
	if err != nil {
		return err
	}
	a := tab(r.PostFormValue("tab"))
	if !slices.Contains(tabs(true), a) {
		a = tabActive
	}
	stood, _ := url.ParseQuery(r.PostFormValue("sought")) // what cannot be read narrows nothing
	address := soughtBy(stood).href(id, a) + "&shown=" + shown
	if line.Entry == 0 && r.PostFormValue("at") == "card" {
		address += "&view=card"
	}
	http.Redirect(w, r, address, http.StatusSeeOther)
	return nil
}

// revealTicket shows to who may see it what is masked of a ticket.
func (p *Pages) revealTicket(w http.ResponseWriter, r *http.Request) error {
	id, err := ticketOf(r)
	if err != nil {
		return err
	}
	if !web.Operator(r.Context()).May(appliance.RightTickets) {
		return web.ErrForbidden
	}
	err = p.Store.Read(r.Context(), func(v *sqlite.View) error {
		_, err := v.Ticket(id)
		return err
	})
	if err != nil {
		return err
	}
	shown, err := p.told(r, appliance.Audit{Act: appliance.RevealedTicket, Ticket: id})
	if err != nil {
		return err
	}
	http.Redirect(w, r, backTo(r, id, shown), http.StatusSeeOther)
	return nil
}

// told writes a line of the audit log, durably, and returns what a page is shown by
// from now on: what it was until now, and that line.
func (p *Pages) told(r *http.Request, line appliance.Audit) (shown string, err error) {
	line.Operator, line.At = web.Operator(r.Context()).ID, p.Now()
	err = p.Store.Write(r.Context(), func(tx *sqlite.Tx) error {
		line, err = tx.AddAudit(line)
		return err
	})
	if err != nil {
		return "", err
	}
	return inAddress(append(shownBy(r.PostFormValue("shown")), line.ID)), nil
}

// mayReveal tells whether the reader may have shown what is masked.
func (w *writer) mayReveal() bool { return w.book.me.May(appliance.RightReveal) }

// veiled tells whether something of the open conversation's contact is masked that the
// reader may have shown. Its whole log can be read for that.
func (w *writer) veiled(id appliance.ConversationID) (bool, error) {
	if !w.veils || !w.mayReveal() || w.view.masks == nil || w.view.revealed.who == id {
		return false, nil
	}
	return w.view.hides(id)
}

// revealedAt is the element of the page that shows what was revealed last; empty:
// nothing was.
func (p page) revealedAt() string {
	switch last := p.Revealed.last; {
	case !p.Revealed.anything():
		return ""
	case last.Act == appliance.RevealedMessage:
		return "e-" + last.Entry.String()
	case p.View == "card":
		return "card-name"
	}
	return "head-name"
}

// here is the page's own address, with what is revealed on it.
func (p page) here() string {
	if len(p.Shown) == 0 || p.Open == 0 {
		return p.Sought.href(p.Open, p.Tab)
	}
	return p.Sought.href(p.Open, p.Tab) + "&shown=" + inAddress(p.Shown)
}
