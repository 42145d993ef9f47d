package site

import (
	"errors"
	"strings"
	"testing"
	"time"

	"cordboard/appliance"
)

func TestTreeIsKnownByTheNameThatItHadThen(t *testing.T) {
	p, _ := wooded(t)
	rename := func(old, name string) {
		t.Helper()
		if err := p.RenameTree(t.Context(), 7, old, name); err != nil {
			t.Fatal(err)
		}
	}
	rename("main", "day")
	between := p.trees().At
	rename("day", "front door")
	rename("outer", "main") // a name that was another's
	if err := p.CopyTree(t.Context(), 7, "main", "second"); err != nil {
		t.Fatal(err)
	}
	all, err := p.TreeRenames(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name string
		at   time.Time
		want string
	}{
		{"main", noon.Add(-time.Hour), "front door"},
		{"day", between, "front door"},
		{"outer", between, "main"},
		{"main", noon.Add(time.Hour), "main"},
		{"day", noon.Add(time.Hour), "day"},
		{"never", noon.Add(-time.Hour), "never"},
	} {
		if got := all.Now(c.name, c.at); got != c.want {
			t.Errorf("%q of %v is %q now, want %q", c.name, c.at.Sub(noon), got, c.want)
		}
	}
}

// TestTextOfOldLeadsThroughTreesByTheNamesThatTheyHaveNow when it is published
// anew, also where one has taken another's name since.
func TestTextOfOldLeadsThroughTreesByTheNamesThatTheyHaveNow(t *testing.T) {
	p, _ := wooded(t)
	now := noon
	p.clock = func() time.Time { now = now.Add(time.Second); return now }
	for _, c := range []struct{ old, name string }{{"main", "day"}, {"outer", "main"}, {"main", "around"}} {
		if err := p.RenameTree(t.Context(), 7, c.old, c.name); err != nil {
			t.Fatal(err)
		}
	}
	report, err := p.CheckTree(t.Context(), "new", through)
	if err != nil || len(report.Findings) == 0 || report.Findings[0].Like != "around" {
		t.Errorf("who writes a name that two trees have had is told %v, %v, want the one that had it last", report.Findings, err)
	}
	if err := p.CopyTree(t.Context(), 7, "day", "main"); err != nil { // another tree of the old name
		t.Fatal(err)
	}
	if _, err := p.Publish(t.Context(), 7, "main", p.called("main").Edition(), 0, ""); err != nil {
		t.Fatal(err)
	}
	kept, err := p.History(t.Context(), treeKept+"around")
	if err != nil {
		t.Fatal(err)
	}
	want := strings.Replace(through, "main", "day", 1)
	if found, err := p.SaveTree(t.Context(), 7, "around", tree); err != nil {
		t.Fatal(err, found)
	}
	if found, err := p.RollBack(t.Context(), 7, "around", 1); err != nil {
		t.Fatal(err, found)
	}
	if w := p.called("around"); w.Live.Text != want || w.Live.Again != 1 {
		t.Errorf("published anew it is %+v", w.Live)
	}
	change := kept[0] // main → day, in its text
	if err := p.Revert(t.Context(), 7, change); err != nil || p.called("around").Live.Text != want {
		t.Errorf("taken back it is %q, %v", p.called("around").Live.Text, err)
	}
	if err := p.RemoveTree(t.Context(), 7, "around"); err != nil {
		t.Fatal(err)
	}
	gone := p.trees()
	if err := p.RenameTree(t.Context(), 7, "day", "front door"); err != nil {
		t.Fatal(err)
	}
	if err := p.Revert(t.Context(), 7, gone); err != nil || !strings.Contains(p.called("around").Live.Text, "front door") {
		t.Errorf("put back it is %q, %v", p.called("around").Live.Text, err)
	}
	report, err = p.CheckTree(t.Context(), "new", strings.Replace(through, "main", "day", 1))
	if err != nil || len(report.Findings) == 0 || report.Findings[0].Like != "front door" {
		t.Errorf("who writes its old name is told %v, %v", report.Findings, err)
	}
}

// TestTextOfOldThatNoEditCanLeadOnIsRefused and says what to write.
func TestTextOfOldThatNoEditCanLeadOnIsRefused(t *testing.T) {
	p, _ := wooded(t)
	if found, err := p.SaveTree(t.Context(), 1, "escaped", strings.Replace(through, "main", `"ma\u0069n"`, 1)); err != nil {
		t.Fatal(err, found)
	}
	if found, err := p.SaveTree(t.Context(), 1, "escaped", tree); err != nil {
		t.Fatal(err, found)
	}
	if err := p.RenameTree(t.Context(), 7, "main", "day"); err != nil {
		t.Fatal(err)
	}
	_, err := p.RollBack(t.Context(), 7, "escaped", 1)
	refusal := appliance.AsRefusal(err)
	if !errors.Is(err, ErrTreeCalled) || refusal.Args["tree"] != "main" || refusal.Args["now"] != "day" {
		t.Errorf("got %v, want it refused for the name that it needs", err)
	}
}
