package admin

import (
	"net/http"
	"time"

	"cordboard/appliance"
	"cordboard/web"
	"cordboard/web/i18n"
)

// vouchingView is how a widget's site vouches for its users.
type vouchingView struct {
	Action string
	Since  time.Time // it has a secret; zero: it has none
	Now    time.Time
}

// vouchingOf is that of an entry point; nil: it is no widget.
func (p *Pages) vouchingOf(r *http.Request, e appliance.EntryPoint) (*vouchingView, error) {
	if e.ID == 0 || e.Channel != appliance.WebChat {
		return nil, nil
	}
	since, err := p.Site.SecretSince(r.Context(), e.ID)
	return &vouchingView{Action: entryPath(e.ID) + "/secret", Since: since, Now: p.Now()}, err
}

// secretView shows a secret, this once.
type secretView struct {
	Frame  frameView
	Back   []place
	Title  string
	Secret string
}

// renewSecret gives a widget another secret. Nothing shows it again, so that the answer
// is a page and no way to one.
func (p *Pages) renewSecret(w http.ResponseWriter, r *http.Request) error {
	e, _, err := p.readEntryPoint(r, "")
	if err != nil {
		return err
	}
	secret, err := p.Site.RenewSecret(r.Context(), web.Operator(r.Context()).ID, e.ID)
	if err != nil {
		return err
	}
	v := secretView{
		Frame:  frame(r.Context(), "entries"),
		Back:   []place{{i18n.Text(r.Context(), "admin.entries"), "/admin/entry-points"}, {e.Name, entryPath(e.ID)}},
		Title:  i18n.Text(r.Context(), "admin.vouch.secret"),
		Secret: secret,
	}
	return page(w, r, http.StatusOK, secretPage(v))
}
