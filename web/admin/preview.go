package admin

import (
	"net/http"

	"cordboard/appliance"
	"cordboard/appliance/site"
	"cordboard/web"
)

const previewPath = "/admin/entry-points/preview"

// previewView is the widget beside the form that sets it up.
type previewView struct {
	States []site.State // in which it can be shown
}

// preview is POST /admin/entry-points/preview: the panel as the form would have it that is
// not saved. What the form has wrong is left out of it: saving tells of that.
func (p *Pages) preview(w http.ResponseWriter, r *http.Request) error {
	t, err := sent(r)
	if err != nil {
		return err
	}
	e := appliance.EntryPoint{Channel: appliance.WebChat, Name: t.text("name"), Language: appliance.Language(t.text("language"))}
	typedWidget(t, &e.Widget)
	now := site.State(t.text("shows"))
	switch now {
	case site.Busy, site.Offline:
	default:
		now = site.Open
	}
	return p.Panels.Preview(w, r, e, now, t.on("on-dark"), web.Operator(r.Context()).Name)
}
