package widget

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"io/fs"
	"net/http"
	"strings"
	"sync"
	"time"

	"cordboard/appliance"
	"cordboard/web/i18n"
)

// loaderSettings is what an entry point adds to the loader.
type loaderSettings struct {
	Key      string                       `json:"key"`
	Language string                       `json:"language"`
	Accent   string                       `json:"accent,omitempty"`
	Start    bool                         `json:"start,omitempty"`   // where lines begin
	Consent  bool                         `json:"consent,omitempty"` // nothing without it
	Vouched  bool                         `json:"vouched,omitempty"` // nobody else is taken for whom the page says
	Rules    []rule                       `json:"rules,omitempty"`
	Texts    map[string]map[string]string `json:"texts"`
}

// loaderPlace stands in the script where its settings come.
var loaderPlace = []byte("CORDBOARD_CONFIG")

// loaderScript is GET /w/KEY.js: what a site's page takes in.
func (p *Pages) loaderScript(w http.ResponseWriter, r *http.Request) error {
	if r.PathValue("script") == proposalsScript {
		return sendScript(w, r, proposalsModule())
	}
	key, isScript := strings.CutSuffix(r.PathValue("script"), ".js")
	if !isScript {
		return appliance.ErrNotFound
	}
	e, err := p.entryPoint(r.Context(), key)
	if err != nil {
		return err
	}
	script, err := loaderFor(e)
	if err != nil {
		return err
	}
	return sendScript(w, r, script)
}

// proposalsScript is the module that the loader fetches where chats are proposed. No key
// of a widget has a dot.
const proposalsScript = "widget.proposals.js"

var proposalsModule = sync.OnceValue(func() []byte {
	script, err := fs.ReadFile(served(), "proposals.js")
	if err != nil { // embedded: a programmer's mistake
		panic(err)
	}
	return script
})

// sendScript writes what pages of other origins take in. A module comes to them by CORS;
// it is the same for everybody.
func sendScript(w http.ResponseWriter, r *http.Request, script []byte) error {
	h := w.Header()
	h.Set("Access-Control-Allow-Origin", "*")
	h.Set("Content-Type", "text/javascript; charset=utf-8")
	h.Set("Cache-Control", "public, max-age=300")
	h.Set("Cross-Origin-Resource-Policy", "cross-origin") // pages of other origins take it in
	sum := sha256.Sum256(script)
	h.Set("ETag", `W/"`+base64.RawURLEncoding.EncodeToString(sum[:12])+`"`)
	http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(script))
	return nil
}

// loaderFor puts the settings in. An entry point that is off gives a script
// that does nothing, so that the site's pages show no error.
func loaderFor(e appliance.EntryPoint) ([]byte, error) {
	if e.Off {
		return []byte("// This chat is switched off.\n"), nil
	}
	script, err := fs.ReadFile(served(), "loader.js")
	if err != nil {
		return nil, err
	}
	settings, err := json.Marshal(loaderSettings{ // json escapes <, > and U+2028: it is a script's literal as well
		Key: e.Widget.Key, Language: string(languageOf(e)), Accent: accent(e), Start: e.Widget.AtStart, Vouched: e.Widget.VouchedOnly, Consent: e.Widget.Consent, Rules: rulesOf(e),
		Texts: texts(func(t *i18n.Texts) map[string]string { return t.Section("widget.loader.") }),
	})
	if err != nil {
		return nil, err
	}
	return bytes.Replace(script, loaderPlace, settings, 1), nil
}

// texts are a section of the catalogues in every language that the box speaks.
func texts(section func(*i18n.Texts) map[string]string) map[string]map[string]string {
	all := map[string]map[string]string{}
	for _, l := range i18n.Languages() {
		all[l] = section(i18n.Localizer(l))
	}
	return all
}
