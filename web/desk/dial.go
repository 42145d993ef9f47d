package desk

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

	"cordboard/appliance"
	"cordboard/appliance/site"
	"cordboard/appliance/sqlite"
	"cordboard/web"
)

// ours is a number of the site's that a contact can see.
type ours struct {
	ID     appliance.EntryPointID
	Number string
	Name   string
}

// numbers are those that the reader may call from: all of ours, unless the site
// says which one is shown.
func (w *writer) numbers() []ours {
	if !w.calls.Outward() || !w.book.me.MayDial() {
		return nil
	}
	var all []ours
	for _, e := range w.book.entries {
		if site.Shows(e, w.book.chosen.Shown) {
			all = append(all, ours{e.ID, spaced(e.Phone.Number), e.Name})
		}
	}
	slices.SortFunc(all, func(a, b ours) int { return strings.Compare(a.Number, b.Number) })
	return all
}

// dial calls a number and opens the call's page.
func (p *Pages) dial(w http.ResponseWriter, r *http.Request) error {
	as, err := strconv.ParseInt(r.PostFormValue("as"), 10, 64)
	if err != nil {
		return web.ErrBadRequest
	}
	number, err := p.wantedNumber(r)
	if err != nil {
		return err
	}
	c, err := p.Calls.Dial(r.Context(), web.Operator(r.Context()).ID, number, appliance.EntryPointID(as))
	if err != nil {
		return err
	}
	http.Redirect(w, r, href(c, tabActive), http.StatusSeeOther)
	return nil
}

// A page names a contact's number by which of his it is, since it may not know it: a
// place among numbersOf, or one of these.
const (
	calledNumber = "called" // that we called
	calledFrom   = "from"   // from where he called who is owed a call at another
)

// numbersOf are a contact's numbers, the one that he has in a conversation first; it
// may be empty, and stand there again.
func numbersOf(c appliance.Conversation, contact appliance.Contact) []string {
	return append([]string{c.Phone}, contact.Phones...)
}

// wantedNumber is the number that a form asks to have called: what was typed, or one
// of the contact's in a conversation that the reader sees.
func (p *Pages) wantedNumber(r *http.Request) (number string, err error) {
	if r.PostFormValue("conversation") == "" {
		return strings.TrimSpace(r.PostFormValue("number")), nil
	}
	id, err := strconv.ParseInt(r.PostFormValue("conversation"), 10, 64)
	if err != nil {
		return "", web.ErrBadRequest
	}
	err = p.seeing(r, appliance.ConversationID(id), func(v *sqlite.View, c appliance.Conversation) error {
		number, err = numberFor(v, c, r.PostFormValue("of"))
		return err
	})
	return number, err
}

// numberFor is the number of a conversation's contact that a page names.
func numberFor(v *sqlite.View, c appliance.Conversation, of string) (string, error) {
	switch of {
	case calledNumber:
		return c.Called, nil
	case calledFrom:
		began, err := v.Entries(c.ID, 0, 1)
		if err != nil {
			return "", err
		}
		for _, e := range began {
			return e.Data["from"], nil
		}
		return "", appliance.ErrNotFound
	}
	contact, err := v.Contact(c.Contact)
	if unlessGone(err) != nil {
		return "", err
	}
	all := numbersOf(c, contact)
	i, err := strconv.Atoi(of)
	if err != nil || i < 0 || i >= len(all) {
		return "", web.ErrBadRequest
	}
	return all[i], nil
}

// seeing hands on a conversation as it is, if the reader may look at it.
func (p *Pages) seeing(r *http.Request, id appliance.ConversationID, do func(*sqlite.View, appliance.Conversation) error) error {
	site, err := p.names.Of(r.Context(), p.Store, struct{}{}, readNames)
	if err != nil {
		return err
	}
	return p.Store.Read(r.Context(), func(v *sqlite.View) error {
		b, err := readSelf(p.sight(v, site, revealed{}), site, web.Operator(r.Context()).ID, p.Now())
		if err != nil {
			return err
		}
		c, err := v.Conversation(id)
		if err != nil {
			return err
		}
		if !b.sees(c) {
			return web.ErrForbidden
		}
		return do(v, c)
	})
}
