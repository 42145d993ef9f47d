package account

import (
	"cmp"
	"context"
	"log/slog"
	"net/netip"
	"sync"
	"time"

	"github.com/alexedwards/argon2id"

	"cordboard/appliance"
	"cordboard/appliance/pace"
	"cordboard/appliance/sqlite"
)

// Site says how long sign-ins last, and keeps who changed whom.
type Site interface {
	LoginTimes(*sqlite.View) (idle, lasts time.Duration, err error)
	Note(tx *sqlite.Tx, by appliance.OperatorID, what string, before, after any) error
}

// Deps is what Accounts work with. Log, Now and Telephone may be nil.
type Deps struct {
	Store *sqlite.Store
	Site  Site
	Log   *slog.Logger
	Now   func() time.Time
	// Telephone refuses an extension to which no call of the box leads; nil: all
	// can be called.
	Telephone func(ctx context.Context, extension string) error
}

// Accounts signs operators in and keeps who they are. Its methods may be
// called from any goroutine.
type Accounts struct {
	store *sqlite.Store
	site  Site
	log   *slog.Logger
	clock func() time.Time
	leads func(ctx context.Context, extension string) error

	cost      argon2id.Params
	compare   func(password, hash string) (bool, error)
	turnstile turnstile

	byAddress *pace.Buckets[netip.Prefix]
	byLogin   *pace.Buckets[string]

	mu    sync.Mutex
	known map[digest]seen // logins that were checked a moment ago
	round uint64          // grows when known is forgotten
}

// New makes accounts over the store.
func New(d Deps) *Accounts {
	if d.Now == nil {
		d.Now = time.Now
	}
	if d.Telephone == nil {
		d.Telephone = func(context.Context, string) error { return nil }
	}
	return &Accounts{
		store: d.Store, site: d.Site, clock: d.Now, leads: d.Telephone,
		log:  cmp.Or(d.Log, slog.New(slog.DiscardHandler)),
		cost: cost, compare: argon2id.ComparePasswordAndHash, turnstile: newTurnstile(2, 16),
		byAddress: pace.New[netip.Prefix](pace.Rate{Every: 15 * time.Second, Burst: 20}),
		byLogin:   pace.New[string](pace.Rate{Every: time.Minute, Burst: 10}),
		known:     map[digest]seen{},
	}
}

func (a *Accounts) now() time.Time { return a.clock().UTC().Truncate(time.Microsecond) }
