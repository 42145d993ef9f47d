// Package console is the technician's door. It shows what the box is: its
// version, its doors, its trunks; and answers /healthz for whoever watches it.
// The package owns no goroutine.
package console

import (
	"context"
	"net/http"
	"net/netip"
	"strconv"
	"time"

	"cordboard/appliance"
	"cordboard/appliance/sip/front"
	"cordboard/appliance/site"
	"cordboard/appliance/sqlite"
	"cordboard/appliance/trunk"
	"cordboard/web"
	"cordboard/web/i18n"
)

// Door is a listener of the box and what it is for: "desk", "public",
// "console", "sip" or "sound".
type Door struct{ Name, Address string }

// everywhere is the port of a door that is at every address of the box; empty:
// it is at the one that it names.
func (d Door) everywhere() string {
	if at, err := netip.ParseAddrPort(d.Address); err == nil && at.Addr().IsUnspecified() {
		return strconv.Itoa(int(at.Port()))
	}
	return ""
}

// transports are those of a door that is not a web page's.
func (d Door) transports() string {
	if d.Name == "sip" || d.Name == "sound" {
		return "UDP, TCP"
	}
	return ""
}

// Deps are what the pages show.
type Deps struct {
	Version string
	Started time.Time
	Doors   []Door
	Store   *sqlite.Store
	Logins  Logins
	Trunks  Trunks
	// Paused is when callers last heard a gap that was the box's fault; zero:
	// never.
	Paused func() time.Time
	// Load is how the telephone's side stands up to what comes.
	Load func() front.Load
	// Disk is what is free and all there is, in bytes.
	Disk func() (free, all uint64, err error)
	Now  func() time.Time // nil: the time of the day
}

// Trunks tells of the ways to the exchange; appliance/trunk does.
type Trunks interface {
	Config() trunk.Config
	Seen(name string) trunk.Seen
	Standing(name string) trunk.Standing
	Alarms() []trunk.Alarm
}

// Logins tells at how many browsers somebody is signed in; appliance/account
// does.
type Logins interface {
	SignedIn(*sqlite.View) (int, error)
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
	return []web.Route{
		{Door: web.Console, Method: "GET", Path: "/{$}", Rights: appliance.Rights{appliance.RightConsole}, Handle: p.show},
		{Door: web.Console, Method: "GET", Path: "/healthz", Who: web.Anyone, Handle: p.health},
	}
}

// view is the page.
type view struct {
	Version, Name string
	Up            time.Duration
	Doors         []Door
	Trunks        []trunkRow
	Troubles      []trouble
	Load          front.Load
	Free, All     int // of the disk, in MiB
	now           time.Time
	state
}

// when writes a moment, or that there was none yet.
func (v view) when(ctx context.Context, at time.Time) string {
	if at.IsZero() {
		return i18n.Text(ctx, "console.never")
	}
	return i18n.From(ctx).When(at, v.now)
}

// last says when something was last of a trunk.
func (v view) last(ctx context.Context, what string, at time.Time) string {
	if at.IsZero() {
		return i18n.Text(ctx, "console.trunk.never."+what)
	}
	return i18n.Text(ctx, "console.trunk."+what, "when", v.when(ctx, at))
}

type trunkRow struct {
	trunk.Trunk
	trunk.Seen
	Stands trunk.Standing
}

// health is how it stands with the exchange, in words; empty where calls do
// not go out.
func (t trunkRow) health(ctx context.Context) string {
	switch {
	case t.Out == nil:
		return ""
	case t.Stands.Health == trunk.Unknown:
		return i18n.Text(ctx, "console.trunk.health.unknown")
	}
	return i18n.Text(ctx, "console.trunk.health."+string(t.Stands.Health))
}

// dead tells whether the exchange was asked and is not well.
func (t trunkRow) dead() bool { return t.Stands.Health != trunk.Unknown && t.Stands.Health != trunk.Up }

// state is what the store tells of this moment. It holds no names: the console
// is for the box, not for who uses it.
type state struct {
	Calls, Chats int       // open conversations
	LastCall     time.Time // when the newest call came; zero: none yet
	SignIns      int       // browsers at which somebody is signed in
	Mails        int       // that wait to be sent
}

func (p *Pages) show(w http.ResponseWriter, r *http.Request) error {
	now := p.Now()
	v := view{
		Version: p.Version, Name: web.Operator(r.Context()).Name, Up: now.Sub(p.Started),
		Doors: p.Doors, Troubles: p.troubles(), Load: p.Load(), now: now,
	}
	for _, t := range p.Trunks.Config().Trunks {
		v.Trunks = append(v.Trunks, trunkRow{t, p.Trunks.Seen(t.Name), p.Trunks.Standing(t.Name)})
	}
	err := p.Store.Read(r.Context(), func(s *sqlite.View) error { return p.read(s, &v.state) })
	if err != nil {
		return err
	}
	free, all, err := p.Disk()
	if err != nil {
		return err
	}
	v.Free, v.All = int(free>>20), int(all>>20)
	return web.Page(w, r, http.StatusOK, console(v))
}

func (p *Pages) read(v *sqlite.View, s *state) error {
	open, err := v.OpenConversations()
	if err != nil {
		return err
	}
	now := site.LoadOf(open, nil)
	s.Calls, s.Chats = now.Calls, now.Chats
	if s.LastCall, err = v.LastBegan(appliance.Phone); err != nil {
		return err
	}
	if s.SignIns, err = p.Logins.SignedIn(v); err != nil {
		return err
	}
	mails, err := v.Outbox(time.Date(9999, 1, 1, 0, 0, 0, 0, time.UTC), 0)
	s.Mails = len(mails)
	return err
}
