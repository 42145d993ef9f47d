package admin

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

func TestDifferenceNamesWhatWasAddedAndTakenOut(t *testing.T) {
	var got []string
	for _, l := range difference("a\nb\nc\nd\n", "a\nc\nx\nd\n") {
		got = append(got, l.Sign+l.Text)
	}
	if d := cmp.Diff([]string{" a", "-b", " c", "+x", " d"}, got); d != "" {
		t.Errorf("(-want +got)\n%s", d)
	}
}

// TestDifferenceLeadsFromOneTextToTheOther takes either side out of it again.
func TestDifferenceLeadsFromOneTextToTheOther(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		lines := rapid.SliceOf(rapid.SampledFrom([]string{"a\n", "b\n", "c\n"}))
		older, newer := strings.Join(lines.Draw(t, "older"), ""), strings.Join(lines.Draw(t, "newer"), "")
		var was, is strings.Builder
		for _, l := range difference(older, newer) {
			if l.Sign != "+" {
				was.WriteString(l.Text + "\n")
			}
			if l.Sign != "-" {
				is.WriteString(l.Text + "\n")
			}
		}
		if was.String() != older || is.String() != newer {
			t.Fatalf("%q to %q: got %q to %q", older, newer, was.String(), is.String())
		}
	})
}

// TestDifferenceOfLongTextsIsBounded compares as much as an entire body holds,
// with nothing in common, and with one line alone changed.
func TestDifferenceOfLongTextsIsBounded(t *testing.T) {
	const lines = 20_000
	older, newer := strings.Repeat("a\nb\n", lines), strings.Repeat("c\nd\n", lines)
	grown := testing.AllocsPerRun(1, func() {
		if got := difference(older, newer); len(got) != 4*lines || got[0].Sign != "-" || got[len(got)-1].Sign != "+" {
			t.Errorf("%d lines, want all gone and all added", len(got))
		}
	})
	if grown > 10*changesLimit {
		t.Errorf("%v allocations", grown)
	}
	got := difference(older+"x\n"+older, older+"y\n"+older)
	if changed := slices.DeleteFunc(got, func(l diffLine) bool { return l.Sign == " " }); len(changed) != 2 {
		t.Errorf("one line changed: %v", changed)
	}
}
