package web

import (
	"bytes"
	"log/slog"
	"net/http"
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
