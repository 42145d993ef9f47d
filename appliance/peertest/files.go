package peertest

import (
	"os"
	"path/filepath"
	"testing"
)

// Files reads the files of a pattern of path/filepath, and fails the test where
// there are fewer than least.
func Files(tb testing.TB, pattern string, least int) (texts [][]byte) {
	tb.Helper()
	names, err := filepath.Glob(pattern)
	if err != nil || len(names) < least {
		tb.Fatalf("%s: %d files, want %d at least: %v", pattern, len(names), least, err)
	}
	for _, name := range names {
		text, err := os.ReadFile(name)
		if err != nil {
			tb.Fatal(err)
		}
		texts = append(texts, text)
	}
	return texts
}
