package widget

import (
	"encoding/json"
	"net/http"
	"strings"

	"cordboard/appliance"
	"cordboard/appliance/site"
	"cordboard/web"
	"cordboard/web/i18n"
)

// panelSettings is what the panel's script is handed with its page, so that
// the first screen needs no further request.
type panelSettings struct {
	Key      string                       `json:"key"`
	Language string                       `json:"language"`
	Accent   string                       `json:"accent,omitempty"`
	Sites    []string                     `json:"sites"`
	State    state                        `json:"state"`
	Texts    map[string]map[string]string `json:"texts"`
	Plays    *plays                       `json:"plays,omitempty"` // of a preview
}

// panel is GET /w/{key}/panel: the page inside the iframe.
func (p *Pages) panel(w http.ResponseWriter, r *http.Request) error {
	if err := p.limits.request(web.Source(r)); err != nil {
		return err
	}
	e, err := p.entryPoint(r.Context(), r.PathValue("key"))
	if err != nil {
		return err
	}
	view, err := p.panelView(r, e)
	if err != nil {
		return err
	}
	h := w.Header()
	h.Set("Content-Security-Policy", panelPolicy(sites(e)))
	h.Set("Cache-Control", "no-store")
	// A page that isolates itself (COEP) takes in no frame that does not say this.
	h.Set("Cross-Origin-Resource-Policy", "cross-origin")
	h.Set("Cross-Origin-Embedder-Policy", "require-corp")
	return web.Page(w, r, http.StatusOK, panelPage(view))
}

func (p *Pages) panelView(r *http.Request, e appliance.EntryPoint) (panelView, error) {
	language := languageOf(e)
	if asked := appliance.Language(r.URL.Query().Get("lang")); asked.Known() {
		language = asked
	}
	s, err := p.stateOf(r.Context(), e)
	if err != nil {
		return panelView{}, err
	}
	s.Blocked = p.suspensionOf(r, e)
	return panelViewOf(r.URL.Query().Get("theme") == "dark", "start.js", e.Widget.Words, panelSettings{
		Key: e.Widget.Key, Language: string(language), Accent: accent(e), Sites: sites(e), State: s,
	})
}

// panelViewOf is the panel's page with the script that starts it, and with words of the
// entry point's own in place of ours.
func panelViewOf(dark bool, script string, words map[appliance.WidgetWord]map[appliance.Language]string, s panelSettings) (panelView, error) {
	s.Texts = texts(func(t *i18n.Texts) map[string]string { return t.Section("widget.panel.") })
	for l, section := range s.Texts {
		section["language"] = i18n.Localizer(l).Text("language." + l) // its own name, for the menu
		for word, texts := range words {
			if text := texts[appliance.Language(l)]; text != "" {
				section[string(word)] = text
			}
		}
	}
	config, err := json.Marshal(s)
	if err != nil {
		return panelView{}, err
	}
	own := i18n.Localizer(s.Language)
	v := panelView{
		Language: s.Language, Theme: "light",
		Title: own.Text("widget.panel.title"), NoScript: own.Text("widget.panel.no-script"),
		Tokens: bundle().Path("tokens.css"), Style: bundle().Path("panel.css"), Script: bundle().Path(script), Modules: modules(),
		Config: string(config),
	}
	if dark {
		v.Theme = "dark"
	}
	return v, nil
}

// panelPolicy allows the page what it needs of its own origin, and the sites
// to embed it.
func panelPolicy(sites []string) string {
	ancestors := "'none'"
	if len(sites) > 0 {
		ancestors = strings.Join(sites, " ")
	}
	return "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src blob:; base-uri 'none'; form-action 'none'; " +
		"object-src 'none'; require-trusted-types-for 'script'; trusted-types 'none'; frame-ancestors " + ancestors
}

// sites are the origins that may embed the panel; what is not plainly an
// origin could end the policy early and is left out.
func sites(e appliance.EntryPoint) []string {
	list := []string{}
	for _, s := range e.Widget.Sites {
		if site.Origin(s) {
			list = append(list, s)
		}
	}
	return list
}

func accent(e appliance.EntryPoint) string {
	if site.Colour(e.Widget.Accent) {
		return e.Widget.Accent
	}
	return ""
}

func languageOf(e appliance.EntryPoint) appliance.Language {
	if e.Language.Known() {
		return e.Language
	}
	return appliance.English
}
