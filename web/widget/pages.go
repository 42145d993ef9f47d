package widget

import (
	"cmp"
	"context"
	"crypto/rand"
	"encoding/base64"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"regexp"
	"time"

	"golang.org/x/sync/singleflight"

	"cordboard/appliance"
	"cordboard/appliance/desk"
	"cordboard/appliance/feed"
	"cordboard/appliance/site"
	"cordboard/appliance/sqlite"
	"cordboard/appliance/ticket"
	"cordboard/web"
)

// Desk writes conversations; appliance/desk does.
type Desk interface {
	Open(ctx context.Context, o desk.Opening) (appliance.Conversation, error)
	Receive(ctx context.Context, c appliance.ConversationID, m desk.Message) (appliance.Entry, error)
	ReceiveFile(ctx context.Context, c appliance.ConversationID, h desk.Handed) (appliance.Entry, appliance.File, error)
	End(ctx context.Context, c appliance.ConversationID, by appliance.Author, operator appliance.OperatorID, cause string) error
	Abandon(ctx context.Context, c appliance.ConversationID, cause string) error
	// Gone notes since when a visitor has had no page open, Back that he has one again.
	Gone(ctx context.Context, c appliance.ConversationID, since time.Time) error
	Back(ctx context.Context, c appliance.ConversationID) error
	Typing(c appliance.ConversationID, by appliance.Author, operator appliance.OperatorID, text string)
	Visited(ctx context.Context, c appliance.ConversationID, page, title string) error
	Vouch(ctx context.Context, c appliance.ConversationID, user string) error
	Speak(ctx context.Context, c appliance.ConversationID, l appliance.Language) error
	TagByPage(ctx context.Context, c appliance.ConversationID, name string) error
	Set(ctx context.Context, c appliance.ConversationID, all ...appliance.Parameter) error
	Transcript(ctx context.Context, c appliance.ConversationID, by appliance.Author, to string) error
	Received(ctx context.Context, c appliance.ConversationID, got, read appliance.EntryID) error
	Rate(ctx context.Context, c appliance.ConversationID, face appliance.Face, comment string) error
}

// Tickets takes messages that nobody answers at once; appliance/ticket does.
type Tickets interface {
	Open(ctx context.Context, r ticket.Request) (appliance.Ticket, error)
}

// Deps are what the pages need.
type Deps struct {
	Store   *sqlite.Store
	Feed    *feed.Log
	Desk    Desk
	Files   Files // nil: none are taken
	Tickets Tickets
	Site    Site
	Log     *slog.Logger     // nil: nowhere
	Now     func() time.Time // nil: the clock
	Limits  Limits
}

// Pages answers the widget's requests.
type Pages struct {
	store   *sqlite.Store
	feed    *feed.Log
	desk    Desk
	files   Files
	tickets Tickets
	site    Site
	now     func() time.Time
	log     *slog.Logger
	limits  *limits
	secret  []byte
	opening singleflight.Group // by token: two openings with one key are one
	streams *streams
	uploads *uploads
	chosen  sqlite.Memo[struct{}, site.Settings]
}

// New makes the pages. On its first run it draws the secret that visitors'
// tokens are made with, and keeps it in the settings.
func New(ctx context.Context, d Deps) (*Pages, error) {
	if d.Now == nil {
		d.Now = time.Now
	}
	secret, err := secretOf(ctx, d.Store)
	if err != nil {
		return nil, fmt.Errorf("read the widget's secret: %w", err)
	}
	l := newLimits(d.Limits, d.Now)
	return &Pages{
		store: d.Store, feed: d.Feed, desk: d.Desk, files: d.Files, tickets: d.Tickets, site: d.Site,
		now: d.Now, log: cmp.Or(d.Log, slog.New(slog.DiscardHandler)), limits: l, secret: secret,
		streams: newStreams(l.Limits), uploads: newUploads(l.Limits),
	}, nil
}

const secretSetting = "widget.secret"

func secretOf(ctx context.Context, s *sqlite.Store) (secret []byte, err error) {
	err = s.Write(ctx, func(tx *sqlite.Tx) error {
		text, set, err := tx.Setting(secretSetting)
		if err != nil {
			return err
		}
		if set {
			secret, err = base64.RawURLEncoding.DecodeString(text)
			return err
		}
		secret = make([]byte, 32)
		_, _ = rand.Read(secret) // never fails (crypto/rand)
		return tx.SetSetting(secretSetting, base64.RawURLEncoding.EncodeToString(secret))
	})
	return secret, err
}

// Routes are the widget's addresses, all on the Public door; the preview's page is of the
// administration, on the Desk door, and finds its files there.
func (p *Pages) Routes() []web.Route {
	return []web.Route{
		web.Static(web.Desk, bundle()),
		web.Static(web.Public, bundle()),
		route("GET", "/w/{script}", p.loaderScript),
		route("GET", "/w/{key}/panel", p.panel),
		route("GET", "/w/{key}/state", p.guest(p.state)),
		route("GET", "/w/{key}/events", p.events),
		route("POST", "/w/{key}/open", p.guest(p.open)),
		route("POST", "/w/{key}/offline", p.guest(p.offline)),
		route("POST", "/w/{key}/messages", p.visitor(p.message)),
		large(route("POST", "/w/{key}/files", p.takeFile)),
		route("GET", "/w/{key}/files/{file}", p.sendFile),
		route("POST", "/w/{key}/typing", p.visitor(p.unblocked(p.typing))),
		route("POST", "/w/{key}/read", p.visitor(p.unblocked(p.read))),
		route("POST", "/w/{key}/page", p.visitor(p.unblocked(p.page))),
		route("POST", "/w/{key}/language", p.visitor(p.unblocked(p.language))),
		route("POST", "/w/{key}/attributes", p.visitor(p.unblocked(p.attribute))),
		route("POST", "/w/{key}/user", p.guest(p.identify)),
		route("POST", "/w/{key}/history", p.guest(p.history)),
		route("POST", "/w/{key}/history/{conversation}", p.guest(p.reread)),
		route("POST", "/w/{key}/tag", p.visitor(p.unblocked(p.tag))),
		route("POST", "/w/{key}/leave", p.visitor(p.leave)),
		route("POST", "/w/{key}/end", p.visitor(p.end)),
		route("POST", "/w/{key}/rating", p.visitor(p.rate)),
		route("POST", "/w/{key}/transcript", p.visitor(p.unblocked(p.transcript))),
	}
}

const longestBody = 16 << 10

func route(method, path string, h web.Handle) web.Route {
	return web.Route{Door: web.Public, Method: method, Path: path, Who: web.Anyone, Handle: h, Body: longestBody}
}

// large is a route that takes a file.
func large(r web.Route) web.Route {
	r.Body = web.FileBody
	return r
}

var widgetKey = regexp.MustCompile(`^[A-Za-z0-9_-]{1,64}$`)

// entryPoint finds a widget by its key.
func (p *Pages) entryPoint(ctx context.Context, key string) (e appliance.EntryPoint, err error) {
	if !widgetKey.MatchString(key) {
		return e, appliance.ErrNotFound
	}
	err = p.store.Read(ctx, func(v *sqlite.View) error {
		e, err = v.EntryPointByKey(key)
		return err
	})
	if err == nil && e.Channel != appliance.WebChat {
		err = appliance.ErrNotFound
	}
	return e, err
}

// conversation finds what a visitor's token opens at that entry point.
func (p *Pages) conversation(r *http.Request, e appliance.EntryPoint) (appliance.Conversation, error) {
	t, ok := tokenOf(r)
	if !ok {
		return appliance.Conversation{}, ErrVisitor
	}
	c, err := p.conversationOf(r.Context(), e, t)
	if errors.Is(err, appliance.ErrNotFound) {
		err = ErrVisitor
	}
	return c, err
}

func (p *Pages) conversationOf(ctx context.Context, e appliance.EntryPoint, t token) (c appliance.Conversation, err error) {
	err = p.store.Read(ctx, func(v *sqlite.View) error {
		list, err := v.Conversations(sqlite.ConversationFilter{Visitor: t.hash(), EntryPoint: e.ID, Limit: 1})
		if err != nil {
			return err
		}
		if len(list) == 0 {
			return appliance.ErrNotFound
		}
		c = list[0]
		return nil
	})
	return c, err
}
