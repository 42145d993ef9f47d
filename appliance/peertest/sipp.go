package peertest

import (
	"bytes"
	"context"
	"net/netip"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"
)

// Sipp is calls made by sipp as a scenario file tells.
type Sipp struct {
	Scenario string         // the XML file
	Target   netip.AddrPort // on loopback
	TCP      bool           // else UDP
	Called   string         // [service] in the scenario; empty: 100
	Calls    int            // 0: one
	Rate     int            // calls a second; 0: ten
	Limit    time.Duration  // for all of it; 0: 30 seconds
	Args     []string       // further arguments
}

// SippResult is how that went.
type SippResult struct {
	Code     int    // exit status: 0 when every call went as the scenario tells
	Messages string // all that was sent and received, empty at more than 20 calls
	Errors   string
}

// OK fails the test unless every call went as the scenario tells.
func (r SippResult) OK(t testing.TB) {
	t.Helper()
	if r.Code != 0 {
		t.Fatalf("sipp ended with %d\n%s\n%s", r.Code, r.Errors, r.Messages)
	}
}

// Run runs sipp and waits for its end.
func (s Sipp) Run(t testing.TB) SippResult {
	t.Helper()
	if _, err := exec.LookPath("sipp"); err != nil {
		t.Fatal("sipp is missing: install the Debian package sip-tester")
	}
	scenario, err := filepath.Abs(s.Scenario)
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	limit := s.Limit
	if limit <= 0 {
		limit = 30 * time.Second
	}
	ctx, cancel := context.WithTimeout(t.Context(), limit)
	defer cancel()
	cmd := exec.CommandContext(ctx, "sipp", s.args(scenario, dir)...)
	var output bytes.Buffer
	cmd.Dir, cmd.Stdout, cmd.Stderr = dir, &output, &output
	cmd.WaitDelay = time.Second
	err = cmd.Run()
	if cmd.ProcessState == nil {
		t.Fatalf("start sipp: %v", err)
	}
	r := SippResult{Code: cmd.ProcessState.ExitCode(), Messages: text(dir, "messages"), Errors: text(dir, "errors")}
	if ctx.Err() != nil && t.Context().Err() == nil {
		t.Fatalf("sipp was not done after %v\n%s\n%s", limit, r.Errors, r.Messages)
	}
	if r.Errors == "" && r.Code != 0 {
		r.Errors = output.String()
	}
	return r
}

func (s Sipp) args(scenario, dir string) []string {
	transport, called, calls, rate := "u1", "100", max(s.Calls, 1), s.Rate
	if s.TCP {
		transport = "t1"
	}
	if s.Called != "" {
		called = s.Called
	}
	if rate <= 0 {
		rate = 10
	}
	args := []string{
		s.Target.String(), "-sf", scenario, "-i", "127.0.0.1", "-t", transport, "-s", called,
		"-m", strconv.Itoa(calls), "-r", strconv.Itoa(rate), "-nostdin",
		"-trace_err", "-error_file", filepath.Join(dir, "errors"),
	}
	if calls <= 20 {
		args = append(args, "-trace_msg", "-message_file", filepath.Join(dir, "messages"))
	}
	return append(args, s.Args...)
}

// text is a file that sipp may have written.
func text(dir, name string) string {
	b, err := os.ReadFile(filepath.Join(dir, name))
	if err != nil {
		return ""
	}
	return strings.TrimSpace(string(b))
}
