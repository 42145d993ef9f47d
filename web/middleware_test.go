package web

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

// written is a server of routes and what it logs.
func written(routes ...Route) (*Server, *bytes.Buffer) {
	var log bytes.Buffer
	handler := slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug})
	return NewServer(Config{Accounts: &house{}, Log: slog.New(handler)}, routes), &log
}

func TestStoreThatFailsIsNotTakenForAMissingSignIn(t *testing.T) {
	s, log := written(Route{Door: Desk, Method: "GET", Path: "/desk", Who: SignedIn, Handle: say("in")})
	if got := ask(s, Desk, "GET", "/desk", "", as("nobody")...).Code; got != http.StatusSeeOther {
		t.Errorf("a token that nobody has: got %d, want %d", got, http.StatusSeeOther)
	}
	if strings.Contains(log.String(), "level=ERROR") {
		t.Errorf("a token that nobody has was logged as an error: %s", log)
	}
	if got := ask(s, Desk, "GET", "/desk", "", as(brokenStore)...).Code; got != http.StatusInternalServerError {
		t.Errorf("a store that fails: got %d, want %d", got, http.StatusInternalServerError)
	}
	if !strings.Contains(log.String(), "disk I/O error") {
		t.Errorf("the store's error is not in the log: %s", log)
	}
}

func TestLogNamesTheRouteAndNotTheAddress(t *testing.T) {
	s, log := written(Route{Door: Desk, Method: "GET", Path: "/desk/{conversation}", Who: SignedIn, Handle: say("in")})
	ask(s, Desk, "GET", "/desk/4711?after=1", "", as("admin")...)
	if got := log.String(); !strings.Contains(got, `route="GET /desk/{conversation}"`) || strings.Contains(got, "4711") {
		t.Errorf("got %s", got)
	}
}

func TestWhoGoesAwayIsNoErrorOfTheBox(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	s, log := written(Route{Door: Desk, Method: "GET", Path: "/desk", Who: SignedIn, Handle: func(_ http.ResponseWriter, r *http.Request) error {
		if r.Header.Get("X-Goes") != "" {
			cancel()
		}
		return cmp.Or(r.Context().Err(), errors.New("broken"))
	}})
	look := func(header ...string) string {
		log.Reset()
		r := httptest.NewRequestWithContext(ctx, http.MethodHead, "http://localhost:8080/desk", http.NoBody)
		for i := 0; i+1 < len(header); i += 2 {
			r.Header.Set(header[i], header[i+1])
		}
		s.Handler(Desk).ServeHTTP(httptest.NewRecorder(), r)
		return log.String()
	}
	signedIn := as("admin")
	if got := look(signedIn...); !strings.Contains(got, "level=ERROR") || !strings.Contains(got, "status=500") {
		t.Errorf("a fault of ours is not seen: %s", got)
	}
	if got := look(append(signedIn, "X-Goes", "yes")...); strings.Contains(got, "level=ERROR") || !strings.Contains(got, "status=499") {
		t.Errorf("one who went away is logged as a fault: %s", got)
	}
}
