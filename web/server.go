package web

import (
	"context"
	"log/slog"
	"net/http"
	"net/netip"
	"time"

	"cordboard/appliance"
	"cordboard/web/ui"
)

// Accounts says who somebody is; appliance/account does.
type Accounts interface {
	// SignIn proves a login and password and gives a token for the cookie.
	SignIn(ctx context.Context, login, password string, from netip.Addr) (string, appliance.Operator, error)
	// Check tells whose token that is; a refusal means nobody's.
	Check(ctx context.Context, token string) (appliance.Operator, error)
	// Used notes that a person did something: without, his sign-in goes idle.
	Used(ctx context.Context, token string) error
	// SignOut ends a token.
	SignOut(ctx context.Context, token string) error
}

// Config is what a Server needs.
type Config struct {
	Accounts Accounts
	Log      *slog.Logger
	// Language is the site's, for those of whom none is known; nil: English.
	Language func(ctx context.Context) appliance.Language
	// Zone is the site's, by whose clocks times are written; nil: the machine's.
	Zone func(ctx context.Context) *time.Location
	// Proxies are the networks whose word is taken about where a request came
	// from.
	Proxies []netip.Prefix
	// DeskPort is where the desk is reached, for whoever asks at the console;
	// empty: he is not told.
	DeskPort string
	// Demo, if set, is told on the sign-in page.
	Demo *ui.Demonstration
}

// Server answers on three doors.
type Server struct {
	config Config
	routes []Route
	doors  map[Door]http.Handler
}

// NewServer puts the routes behind their doors and adds its own: static
// files, sign-in and sign-out, the choice of language. Two routes for one
// address are a programmer's mistake and panic.
func NewServer(c Config, routes []Route) *Server {
	if c.Log == nil {
		c.Log = slog.New(slog.DiscardHandler)
	}
	s := &Server{config: c, doors: map[Door]http.Handler{}}
	s.routes = append(s.own(), routes...)
	for _, door := range []Door{Desk, Public, Console} {
		s.doors[door] = s.door(door)
	}
	return s
}

// Handler answers for one door.
func (s *Server) Handler(d Door) http.Handler { return s.doors[d] }

// Routes are all routes of the server, its own first.
func (s *Server) Routes() []Route { return s.routes }

func (s *Server) own() []Route {
	var own []Route
	own = append(own, Static(Public, ui.PlainAssets()))
	for _, door := range []Door{Desk, Console} {
		own = append(own,
			Static(door, ui.Assets()),
			Route{Door: door, Method: "GET", Path: "/sign-in", Who: Anyone, Handle: s.signInPage},
			Route{Door: door, Method: "POST", Path: "/sign-in", Who: Anyone, Handle: s.signIn},
			Route{Door: door, Method: "POST", Path: "/sign-out", Who: SignedIn, Handle: s.signOut},
			Route{Door: door, Method: "POST", Path: "/language", Who: Anyone, Handle: s.chooseLanguage},
		)
	}
	return own
}

// Static is the route of a bundle of files.
func Static(d Door, b *ui.Bundle) Route {
	return Route{
		Door: d, Method: "GET", Path: b.Base() + "{file...}", Who: Anyone,
		Handle: func(w http.ResponseWriter, r *http.Request) error {
			if !b.Serve(w, r) {
				return appliance.ErrNotFound
			}
			return nil
		},
	}
}

// door builds one door's handler: what stands around every request, from the
// outside in, and the table of routes inside.
func (s *Server) door(d Door) http.Handler {
	mux := http.NewServeMux()
	for _, r := range s.routes {
		if r.Door == d {
			mux.Handle(r.Method+" "+r.Path, s.route(r))
		}
	}
	h := s.known(mux)
	if d != Public {
		h = s.sameOrigin(h)
		h = s.identify(d, h)
	} else {
		h = s.speak(h)
	}
	h = s.zoned(h)
	h = zip(h)
	h = protect(d, h)
	h = s.survive(h)
	h = s.record(d, h)
	return s.trace(h)
}

// route checks who calls, bounds the body, and turns errors into answers.
func (s *Server) route(route Route) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		routed(r)
		operator := Operator(r.Context())
		if !route.Admits(operator) {
			s.turnAway(w, r, operator)
			return
		}
		r = r.WithContext(context.WithValue(r.Context(), checkKey, s.still(route, r)))
		if err := s.used(route, r); err != nil {
			s.fail(w, r, err)
			return
		}
		r.Body = http.MaxBytesReader(w, r.Body, route.body())
		if err := route.Handle(w, r); err != nil {
			s.fail(w, r, err)
		}
	})
}

// used notes that somebody signed in did something. HEAD is how a page's
// script looks whether he still is.
func (s *Server) used(route Route, r *http.Request) error {
	if route.Who == Anyone || route.Background || r.Method == http.MethodHead || s.config.Accounts == nil {
		return nil
	}
	return s.config.Accounts.Used(r.Context(), Token(r.Context()))
}

// turnAway sends who is not signed in to the sign-in page, and refuses who
// may not.
func (s *Server) turnAway(w http.ResponseWriter, r *http.Request, o appliance.Operator) {
	switch {
	case o.ID != 0:
		s.fail(w, r, ErrForbidden)
	case r.Method == http.MethodGet && !Scripted(r) && r.Header.Get("Accept") != "text/event-stream":
		http.Redirect(w, r, "/sign-in?next="+queryEscape(r.URL.RequestURI()), http.StatusSeeOther)
	default:
		s.fail(w, r, appliance.ErrSignIn)
	}
}
