package main

import "testing"

func TestVersionNamesTheReleaseOrWhatItWasBuiltOf(t *testing.T) {
	for _, c := range []struct {
		number, revision string
		changed          bool
		want             string
	}{
		{"v0.1.0", "0123456789abcdef", false, "v0.1.0"},
		{"(devel)", "0123456789abcdef", false, "development 0123456789ab"},
		{"", "0123456789abcdef", true, "development 0123456789ab+"},
		{"(devel)", "", false, "development"},
	} {
		if got := versionOf(c.number, c.revision, c.changed); got != c.want {
			t.Errorf("%q of %q: got %q, want %q", c.number, c.revision, got, c.want)
		}
	}
}
