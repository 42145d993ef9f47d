package main

import (
	"log/slog"
	"os"
	"path/filepath"
	"testing"
)

// TestBoxThatNeverServesGivesEverythingBack closes a box that was put together
// and never ran, as one is whose calls cannot be recovered.
func TestBoxThatNeverServesGivesEverythingBack(t *testing.T) {
	const free = "127.0.0.1:0"
	before := descriptors(t)
	b, err := openBox(t.Context(), options{
		Var: t.TempDir(), Desk: free, Public: free, Console: free, SIP: free, RTC: free, RTP: "127.0.0.1",
	}, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	open := descriptors(t)
	if err := b.close(); err != nil {
		t.Errorf("close: %v", err)
	}
	after := descriptors(t)
	for _, kind := range []string{"socket", "anon_inode:[eventpoll]", "anon_inode:[timerfd]", "anon_inode:[eventfd]", "cordboard.db"} {
		if open[kind] <= before[kind] {
			t.Errorf("%s: %d open before and %d while the box stands: the test sees nothing", kind, before[kind], open[kind])
		}
		if after[kind] > before[kind] {
			t.Errorf("%s: %d open before and %d afterwards", kind, before[kind], after[kind])
		}
	}
}

// descriptors counts what this process has open, by kind.
func descriptors(t *testing.T) map[string]int {
	t.Helper()
	all, err := os.ReadDir("/proc/self/fd")
	if err != nil {
		t.Fatal(err)
	}
	kinds := map[string]int{}
	for _, fd := range all {
		of, err := os.Readlink("/proc/self/fd/" + fd.Name())
		if err != nil {
			continue // the directory's own
		}
		if len(of) > 7 && of[:7] == "socket:" {
			of = "socket"
		}
		kinds[filepath.Base(of)]++
	}
	return kinds
}
