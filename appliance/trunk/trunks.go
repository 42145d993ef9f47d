package trunk

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/netip"
	"sync"
	"sync/atomic"
	"time"

	"cordboard/appliance"
	"cordboard/appliance/seal"
	"cordboard/appliance/sip"
	"cordboard/appliance/sqlite"
)

// key is the setting that holds the configuration.
const key = "trunks"

// Trunks is the configuration in force and the calls under way.
type Trunks struct {
	store *sqlite.Store
	key   *seal.Key
	log   *slog.Logger
	// changing is held by who writes or reads the stored configuration, until
	// it is in force: the one stored last is. Calls never wait for it.
	changing sync.Mutex
	config   atomic.Pointer[Config]
	routes   sqlite.Memo[string, appliance.EntryPoint] // by called number

	mu    sync.Mutex
	calls map[string]int    // by trunk
	paces map[string]pacing // by trunk
	seen  map[string]Seen   // by trunk

	standings  map[string]Standing  // by trunk
	enrolments map[string]Standing  // of our registrations, by trunk
	unproved   map[string]time.Time // when a call of ours was not believed, by trunk

	counted    []Alarm // those of calls out
	alarms     []Alarm // all
	alteration alteration
	strangers  strangers

	country func(*sqlite.View) (string, error)
	closed  func(*sqlite.View) (func(time.Time) bool, error)
	alarmed func()
}

// Deps are what trunks need.
type Deps struct {
	Store *sqlite.Store
	Key   *seal.Key    // seals passwords; nil: one that is gone with the process
	Log   *slog.Logger // nil: none
	// Country is the site's own; nil: there is none, and everything is abroad.
	Country func(*sqlite.View) (string, error)
	// Closed tells when the whole house is closed, by the opening hours of now;
	// nil: never.
	Closed func(*sqlite.View) (func(at time.Time) bool, error)
	// Alarmed is told when Alarms are others; nil: nobody is.
	Alarmed func()
}

// New reads the stored configuration; a box that has none lets nobody call.
func New(ctx context.Context, d Deps) (*Trunks, error) {
	if d.Key == nil {
		d.Key = seal.New()
	}
	if d.Log == nil {
		d.Log = slog.New(slog.DiscardHandler)
	}
	if d.Country == nil {
		d.Country = func(*sqlite.View) (string, error) { return "", nil }
	}
	if d.Closed == nil {
		d.Closed = func(*sqlite.View) (func(time.Time) bool, error) { return func(time.Time) bool { return false }, nil }
	}
	if d.Alarmed == nil {
		d.Alarmed = func() {}
	}
	t := &Trunks{
		country: d.Country, closed: d.Closed, alarmed: d.Alarmed,
		store: d.Store, key: d.Key, log: d.Log,
		calls: make(map[string]int), paces: make(map[string]pacing), seen: make(map[string]Seen),
		standings: make(map[string]Standing), enrolments: make(map[string]Standing), unproved: make(map[string]time.Time),
	}
	c := Default()
	t.config.Store(&c)
	err := t.Reload(ctx)
	t.recount(ctx)
	return t, err
}

// Reload reads the stored configuration again. One that does not check leaves
// that in force.
func (t *Trunks) Reload(ctx context.Context) error {
	t.changing.Lock()
	defer t.changing.Unlock()
	return t.store.Read(ctx, func(v *sqlite.View) error {
		text, set, err := v.Setting(key)
		if err != nil {
			return fmt.Errorf("read trunks: %w", err)
		}
		if !set {
			return nil
		}
		c, err := Parse(text)
		if err != nil {
			return fmt.Errorf("read trunks: %w", err)
		}
		t.adopt(c)
		return nil
	})
}

// adopt puts a configuration in force and forgets what was learnt of exchanges that
// are others now.
func (t *Trunks) adopt(c Config) {
	before := t.exchanges()
	t.config.Store(&c)
	after := t.exchanges()
	t.mu.Lock()
	for name, x := range before {
		if after[name] != x {
			delete(t.standings, name)
			delete(t.enrolments, name)
			delete(t.unproved, name)
		}
	}
	t.mu.Unlock()
	t.raise()
	t.alteration.happened()
}

// Stored is the configuration as a view has it, which is in force a moment later; one
// that does not check never is, and it is that in force.
func (t *Trunks) Stored(v *sqlite.View) (Config, error) {
	text, set, err := v.Setting(key)
	if err != nil {
		return Config{}, fmt.Errorf("read trunks: %w", err)
	}
	if set {
		if c, err := Parse(text); err == nil {
			return c, nil
		}
	}
	return t.Config(), nil
}

// Config is a copy of the configuration in force: whoever has it may change it.
func (t *Trunks) Config() Config { return t.config.Load().clone() }

// Save checks c, stores it and puts it in force; calls that are up stay. A
// mistake in it is a Refusal and changes nothing. What with writes, such as
// who did it, is stored with it or not at all.
func (t *Trunks) Save(ctx context.Context, c Config, with ...func(*sqlite.Tx) error) error {
	if err := c.Check(); err != nil {
		return err
	}
	text, err := json.Marshal(c)
	if err != nil {
		return fmt.Errorf("write trunks: %w", err)
	}
	return t.SaveText(ctx, string(text), with...)
}

// writeAll has each write, unless one before it refused.
func writeAll(tx *sqlite.Tx, with []func(*sqlite.Tx) error) error {
	for _, write := range with {
		if err := write(tx); err != nil {
			return err
		}
	}
	return nil
}

// SaveText is Save for a configuration as text.
func (t *Trunks) SaveText(ctx context.Context, text string, with ...func(*sqlite.Tx) error) error {
	c, err := Parse(text)
	if err != nil {
		return err
	}
	t.changing.Lock()
	defer t.changing.Unlock()
	err = t.store.Write(ctx, func(tx *sqlite.Tx) error {
		if err := writeAll(tx, with); err != nil {
			return err
		}
		tx.Emit(appliance.SiteChanged{})
		return tx.SetSetting(key, text)
	})
	if err != nil {
		return fmt.Errorf("save trunks: %w", err)
	}
	t.adopt(c)
	t.recount(ctx)
	return nil
}

// Allowed tells whether we listen to an address at all. Who is not listened to
// and goes on asking is an alarm.
func (t *Trunks) Allowed(source netip.Addr) bool {
	_, known := t.config.Load().Of(source)
	if !known && t.strangers.asked(source.Unmap(), time.Now()) {
		t.raise()
	}
	return known
}

// Asserted tells in which fields an address is believed about its callers,
// beside From.
func (t *Trunks) Asserted(source netip.Addr) []string {
	of, _ := t.config.Load().Of(source)
	return of.Identity.fields()
}

// Admit takes a place on the box and finds the entry point of the called
// number, or refuses with a *sip.Refused error. release gives the place back
// and may be called more than once.
func (t *Trunks) Admit(ctx context.Context, called string, source netip.Addr) (appliance.EntryPoint, func(), error) {
	release, err := t.Enter(source)
	if err != nil {
		return appliance.EntryPoint{}, nil, err
	}
	e, err := t.route(ctx, called, source)
	found := &e
	if errors.Is(err, appliance.ErrNotFound) {
		found = nil
	} else if err != nil {
		release()
		return appliance.EntryPoint{}, nil, fmt.Errorf("find entry point of a called number: %w", err)
	}
	if refused := lead(found); refused != nil {
		release()
		return appliance.EntryPoint{}, nil, refused
	}
	return e, release, nil
}

// Enter takes a place on the box for a call of a source, wherever it leads, or
// refuses with a *sip.Refused error. release gives the place back and may be
// called more than once.
func (t *Trunks) Enter(source netip.Addr) (release func(), err error) {
	name, refused := t.enter(source)
	if refused != nil {
		return nil, refused
	}
	return sync.OnceFunc(func() { t.release(name) }), nil
}

// enter takes a place for a call of a source and tells over which trunk.
func (t *Trunks) enter(source netip.Addr) (name string, refused *sip.Refused) {
	t.mu.Lock()
	defer t.mu.Unlock()
	now := time.Now()
	v := admit(*t.config.Load(), state{Now: now, Calls: t.calls, Paces: t.paces}, source)
	if v.Trunk != "" {
		t.paces[v.Trunk] = v.Pace
		t.called(v.Trunk, now)
	}
	if v.Refused != nil {
		return "", v.Refused
	}
	t.calls[v.Trunk]++
	return v.Trunk, nil
}

// Room tells whether one more call of a source would be let in now; it takes no
// place.
func (t *Trunks) Room(source netip.Addr) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	v := admit(*t.config.Load(), state{Now: time.Now(), Calls: t.calls, Paces: t.paces}, source)
	return v.Refused == nil
}

func (t *Trunks) release(name string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.calls[name]--; t.calls[name] <= 0 {
		delete(t.calls, name)
	}
}

// route is Route for a number as the exchange at source writes it.
func (t *Trunks) route(ctx context.Context, called string, source netip.Addr) (e appliance.EntryPoint, err error) {
	for _, number := range t.Called(called, source) {
		if e, err = t.Route(ctx, number); !errors.Is(err, appliance.ErrNotFound) {
			break
		}
	}
	return e, err
}

// Called are the numbers of ours that one that was called from an address may
// be, the most likely first.
func (t *Trunks) Called(number string, source netip.Addr) []string {
	of, _ := t.config.Load().Of(source)
	return of.In.Called(number)
}

// Route finds the entry point that a called number leads to, or
// appliance.ErrNotFound.
func (t *Trunks) Route(ctx context.Context, called string) (appliance.EntryPoint, error) {
	return t.routes.Of(ctx, t.store, called, func(v *sqlite.View) (appliance.EntryPoint, error) {
		return v.EntryPointByNumber(called)
	})
}
