package main

import (
	"context"
	"log/slog"
	"net"
	"net/netip"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestNewBoxSaysHowToMakeItsFirstAdministrator starts a box of a site's own,
// reads what it says, does that, and signs in.
func TestNewBoxSaysHowToMakeItsFirstAdministrator(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "var")
	password := filepath.Join(t.TempDir(), "password")
	if err := os.WriteFile(password, []byte("modrý vlak jede do kopce\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if said := greeting(t, dir); !strings.Contains(said, "cordboard admin --var "+dir+" NAME") {
		t.Errorf("a box that nobody can sign in to says %q", said)
	}
	var said strings.Builder
	args := []string{"admin", "--var", dir, "--password-file", password, "nora"}
	if err := run(t.Context(), args, os.Getenv, &said, t.Output()); err != nil {
		t.Fatal(err)
	}
	if said := greeting(t, dir); strings.Contains(said, "cordboard admin") {
		t.Errorf("with an administrator it still says %q", said)
	}
	b := opened(t, dir)
	if _, o, err := b.accounts.SignIn(t.Context(), "nora", "modrý vlak jede do kopce", netip.MustParseAddr("127.0.0.1")); err != nil || o.Login != "nora" {
		t.Errorf("signing in: %v, %v", o.Login, err)
	}
	if err := run(t.Context(), args, os.Getenv, &said, t.Output()); err == nil || !strings.Contains(err.Error(), "is running") {
		t.Errorf("beside a running box: %v", err)
	}
}

// TestBoxSaysWhereItIsAsAPersonReadsIt: the address that stands for all of the
// box's is not one that a person could use.
func TestBoxSaysWhereItIsAsAPersonReadsIt(t *testing.T) {
	for address, want := range map[string]string{
		"[::]:8083": "port 8083, every address", "0.0.0.0:5060": "port 5060, every address",
		"127.0.0.1:5060": "127.0.0.1:5060", "[fd00::5]:5060": "[fd00::5]:5060",
	} {
		if got := place(net.UDPAddrFromAddrPort(netip.MustParseAddrPort(address))); got != want {
			t.Errorf("%s: got %q, want %q", address, got, want)
		}
	}
}

// greeting is what a box says when it is started on the directory.
func greeting(t *testing.T, dir string) string {
	t.Helper()
	b := opened(t, dir)
	there, err := manned(t.Context(), b.store)
	if err != nil {
		t.Fatal(err)
	}
	var said strings.Builder
	b.greet(&said, there)
	if err := b.close(); err != nil {
		t.Error(err)
	}
	return said.String()
}

// opened is a box of a site's own on free ports; it does not run.
func opened(t *testing.T, dir string) *box {
	t.Helper()
	const free = "127.0.0.1:0"
	b, err := openBox(context.Background(), options{
		Var: dir, Desk: free, Public: free, Console: free, SIP: free, RTC: free, RTP: "127.0.0.1",
	}, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = b.close() })
	return b
}
