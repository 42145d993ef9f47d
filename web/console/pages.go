// Package console is the technician's door. It shows what the box is: its
// version, its doors, its trunks; and answers /healthz for whoever watches it.
// The package owns no goroutine.
package console

import (
	"net/http"
	"time"

	"cordboard/appliance/sqlite"
	"cordboard/appliance/trunk"
	"cordboard/web"
)

// Door is a listener of the box and what it is for: "desk", "public",
// "console", "sip" or "sound".
type Door struct{ Name, Address string }

// Deps are what the pages show.
type Deps struct {
	Version string
	Started time.Time
	Doors   []Door
	Store   *sqlite.Store
	Trunks  func() trunk.Config
	Now     func() time.Time // nil: the time of the day
}

// Pages are the console's pages.
type Pages struct{ Deps }

// New makes the pages.
func New(d Deps) *Pages {
	if d.Now == nil {
		d.Now = time.Now
	}
	return &Pages{d}
}

// Routes are the console's addresses.
func (p *Pages) Routes() []web.Route {
	get := func(path string, who web.Who, h web.Handle) web.Route {
		return web.Route{Door: web.Console, Method: "GET", Path: path, Who: who, Handle: h}
	}
	return []web.Route{
		get("/{$}", web.Admins, p.show),
		get("/healthz", web.Anyone, p.health),
	}
}

// view is the page.
type view struct {
	Version, Name string
	Up            time.Duration
	Doors         []Door
	Trunks        trunk.Config
}

func (p *Pages) show(w http.ResponseWriter, r *http.Request) error {
	v := view{Version: p.Version, Name: web.Operator(r.Context()).Name, Up: p.Now().Sub(p.Started), Doors: p.Doors, Trunks: p.Trunks()}
	return web.Page(w, r, http.StatusOK, console(v))
}

// health says that the store answers; it tells nothing else to anybody.
func (p *Pages) health(w http.ResponseWriter, r *http.Request) error {
	err := p.Store.Read(r.Context(), func(v *sqlite.View) error {
		_, _, err := v.Setting("health")
		return err
	})
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	if err != nil {
		web.Log(r.Context()).Error("health", "err", err)
		w.WriteHeader(http.StatusServiceUnavailable)
		_, err = w.Write([]byte("not well\n"))
		return err
	}
	_, err = w.Write([]byte("well\n"))
	return err
}
