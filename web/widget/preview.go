package widget

import (
	"net/http"

	"cordboard/appliance"
	"cordboard/appliance/site"
	"cordboard/web"
	"cordboard/web/i18n"
)

// plays is what a preview has in the box's place.
type plays struct {
	Operator string                       `json:"operator"`
	Texts    map[string]map[string]string `json:"texts"`
}

// Preview writes the panel of an entry point that need not be stored. It reads topics and
// settings, and beyond that its script asks the box for nothing: who sets a widget up can
// fill in the form, talk with operator, who is not asked, and rate it. The page around is
// dark or not.
func (p *Pages) Preview(w http.ResponseWriter, r *http.Request, e appliance.EntryPoint, in site.State, dark bool, operator string) error {
	now, err := p.standing(r.Context(), e, in)
	if err != nil {
		return err
	}
	view, err := panelViewOf(dark, "preview.js", e.Widget.Words, panelSettings{
		Key: "preview", Language: string(languageOf(e)), Accent: accent(e), State: now,
		Plays: &plays{operator, texts(func(t *i18n.Texts) map[string]string { return t.Section("widget.preview.") })},
	})
	if err != nil {
		return err
	}
	h := w.Header()
	h.Set("Content-Security-Policy", panelPolicy([]string{"'self'"}))
	h.Set("X-Frame-Options", "SAMEORIGIN")
	return web.Page(w, r, http.StatusOK, panelPage(view))
}
