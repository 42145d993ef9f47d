package ivr_test

import (
	"strings"
	"testing"

	"cordboard/ivr"
)

// TestCallersAreLedTheSameWhateverIsWrongWithTheTests of their tree.
func TestCallersAreLedTheSameWhateverIsWrongWithTheTests(t *testing.T) {
	const nodes = "nodes:\n  a: {hangup: }\n"
	for _, c := range []struct{ tests, finding, kept string }{
		{"tests:\n  one: {reaches: a}\n", "", "one"},
		{"tests:\n  one: {reachs: a, keys: 1}\n  two: {reaches: a}\n", "test-empty key-unknown", "two"},
		{"tests:\n  one: {keys: x, reaches: a}\n", "test-keys", ""},
		{"tests:\n  one:\n    keys: \"1\n  two:\n    reaches: a\n", "yaml", "two"},
		{"tests: [a]\n", "not-lines", ""},
	} {
		for _, text := range []string{nodes + c.tests, c.tests + nodes} {
			read, found := ivr.Read("x", []byte(text))
			var codes, names []string
			for _, f := range found {
				codes = append(codes, f.Code)
				if !f.InTests {
					t.Errorf("%q: %v is not said to be about the tests", text, f)
				}
			}
			walked, err := ivr.Walk("x", []byte(text))
			if err != nil || walked.Find("a") == nil || read == nil {
				t.Errorf("%q: it cannot be walked: %v", text, err)
				continue
			}
			for _, test := range walked.Tests {
				names = append(names, test.Name)
			}
			if got := strings.Join(codes, " "); got != c.finding || strings.Join(names, " ") != c.kept {
				t.Errorf("%q: found %q and kept %q, want %q and %q", text, got, names, c.finding, c.kept)
			}
			if _, err := ivr.Parse("x", []byte(text)); (err == nil) != (c.finding == "") {
				t.Errorf("%q: Parse gives %v", text, err)
			}
		}
	}
	for _, text := range []string{"nodes:\n  a: {hangup: , x: y}\n", "tests:\n  one: {reaches: a}\n", "nodes: [\n"} {
		if tree, err := ivr.Walk("x", []byte(text)); err == nil || tree != nil {
			t.Errorf("%q is walked", text)
		}
	}
}
