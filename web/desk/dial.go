package desk

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

	"cordboard/appliance"
	"cordboard/appliance/site"
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
		if site.Shows(e, w.book.shown) {
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
	c, err := p.Calls.Dial(r.Context(), web.Operator(r.Context()).ID, strings.TrimSpace(r.PostFormValue("number")), appliance.EntryPointID(as))
	if err != nil {
		return err
	}
	http.Redirect(w, r, href(c, tabActive), http.StatusSeeOther)
	return nil
}
