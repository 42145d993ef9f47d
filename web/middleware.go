package web

import (
	"cmp"
	"context"
	"errors"
	"log/slog"
	"net/http"
	"runtime/debug"
	"time"

	"cordboard/appliance"
	"cordboard/web/i18n"
)

// record gives the request its logger and writes one line when it is done:
// the pattern and never the address, which may hold what is nobody's business.
func (s *Server) record(d Door, next http.Handler) http.Handler {
	base := s.config.Log.With("door", d.String())
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		began := time.Now()
		answer := &answer{ResponseWriter: w}
		ctx := context.WithValue(r.Context(), logKey, base)
		r = r.WithContext(context.WithValue(ctx, answerKey, answer))
		next.ServeHTTP(answer, r)
		level := slog.LevelDebug
		if answer.status >= http.StatusInternalServerError {
			level = slog.LevelError
		}
		base.Log(r.Context(), level, "request", "method", r.Method, "route", answer.route, "status", answer.status, "took", time.Since(began))
	})
}

// answer remembers the status that was written, the route that wrote it and the
// language of who reads it.
type answer struct {
	http.ResponseWriter
	status   int
	route    string
	language appliance.Language
}

// spoken is r in a reader's language, which is noted for who answers in place
// of a handler that broke.
func spoken(r *http.Request, l appliance.Language) *http.Request {
	if a, ok := r.Context().Value(answerKey).(*answer); ok {
		a.language = l
	}
	return r.WithContext(WithLanguage(r.Context(), l))
}

// routed notes the pattern that a request came to. The mux tells it to the
// copy of the request that it hands on, and not to ours.
func routed(r *http.Request) {
	if a, ok := r.Context().Value(answerKey).(*answer); ok {
		a.route = r.Pattern
	}
}

func (a *answer) WriteHeader(status int) {
	if a.status == 0 {
		a.status = status
	}
	a.ResponseWriter.WriteHeader(status)
}

func (a *answer) Write(p []byte) (int, error) {
	if a.status == 0 {
		a.status = http.StatusOK
	}
	return a.ResponseWriter.Write(p)
}

// Unwrap lets http.ResponseController reach the connection.
func (a *answer) Unwrap() http.ResponseWriter { return a.ResponseWriter }

// survive ends one request, not the box, when a handler panics.
func (s *Server) survive(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		defer func() {
			reason := recover()
			if err, is := reason.(error); reason == nil || is && errors.Is(err, http.ErrAbortHandler) {
				return
			}
			Log(r.Context()).Error("request panicked", "reason", reason, "stack", string(debug.Stack()))
			if a, ok := w.(*answer); ok && a.status == 0 {
				s.fail(w, spoken(r, cmp.Or(a.language, appliance.English)), context.Canceled)
			}
		}()
		next.ServeHTTP(w, r)
	})
}

// identify finds out who calls and which language he reads.
func (s *Server) identify(d Door, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		ctx := context.WithValue(r.Context(), doorKey, d)
		var operator appliance.Operator
		if c, err := r.Cookie(sessionCookie); err == nil && s.config.Accounts != nil {
			o, err := s.config.Accounts.Check(ctx, c.Value)
			switch {
			case err == nil:
				operator = o
				ctx = context.WithValue(WithOperator(ctx, o), tokenKey, c.Value)
				ctx = context.WithValue(ctx, logKey, Log(ctx).With("operator", o.ID))
			case appliance.AsRefusal(err) == nil:
				// The box cannot tell who it is: that is no reason to send him
				// to sign in.
				s.fail(w, spoken(r, s.languageOf(r, operator)), err)
				return
			}
		}
		next.ServeHTTP(w, spoken(r.WithContext(ctx), s.languageOf(r, operator)))
	})
}

// still asks again later whether a caller's token holds and the route still admits
// him. Where the box cannot tell, he may stay.
func (s *Server) still(route Route, r *http.Request) func() bool {
	return func() bool {
		if s.config.Accounts == nil || Operator(r.Context()).ID == 0 {
			return route.Who == Anyone
		}
		o, err := s.config.Accounts.Check(r.Context(), Token(r.Context()))
		return err == nil && route.Admits(o) || err != nil && appliance.AsRefusal(err) == nil
	}
}

// speak chooses the language where nobody signs in.
func (s *Server) speak(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		r = r.WithContext(context.WithValue(r.Context(), doorKey, Public))
		next.ServeHTTP(w, spoken(r, s.accepted(r)))
	})
}

// known answers for addresses that the door does not have with a page of ours.
func (s *Server) known(mux *http.ServeMux) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if h, pattern := mux.Handler(r); pattern == "" {
			s.unknown(w, r, h)
			return
		}
		mux.ServeHTTP(w, r)
	})
}

// unknown lets net/http say whether it is the method or the address that is
// wrong, and says it our way. A redirect to the clean path passes unchanged.
func (s *Server) unknown(w http.ResponseWriter, r *http.Request, h http.Handler) {
	probe := &probe{header: http.Header{}}
	h.ServeHTTP(probe, r)
	switch probe.status {
	case http.StatusMethodNotAllowed:
		w.Header().Set("Allow", probe.header.Get("Allow"))
		s.fail(w, r, ErrNoMethod)
	default:
		s.fail(w, r, appliance.ErrNotFound)
	}
}

// probe hears an answer and passes nothing on.
type probe struct {
	header http.Header
	status int
}

func (p *probe) Header() http.Header { return p.header }
func (p *probe) WriteHeader(s int)   { p.status = s }
func (p *probe) Write(b []byte) (int, error) {
	return len(b), nil
}

// zoned has the times of every page be by the clocks of the site.
func (s *Server) zoned(next http.Handler) http.Handler {
	if s.config.Zone == nil {
		return next
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		there := i18n.From(r.Context()).In(s.config.Zone(r.Context()))
		next.ServeHTTP(w, r.WithContext(i18n.With(r.Context(), there)))
	})
}
