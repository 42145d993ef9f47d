package site

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"cordboard/appliance"
)

const through = "nodes:\n  in:\n    tree: main # by day\n    then: bye\n  bye: {hangup: }\n"

// wooded is a plot with a tree that takes calls, a number that leads to it, one
// that leads through it, and drafts of both.
func wooded(t *testing.T) (*plot, appliance.EntryPoint) {
	t.Helper()
	p := newPlot(t)
	q := p.queue("Orders")
	for _, name := range []string{"main", "outer"} {
		text := tree
		if name == "outer" {
			text = through
		}
		if found, err := p.SaveTree(t.Context(), 1, name, text); err != nil {
			t.Fatal(name, err, found)
		}
		if _, err := p.SaveDraft(t.Context(), 2, name, text+"# more\n", ""); err != nil {
			t.Fatal(err)
		}
	}
	e, err := p.SaveEntryPoint(t.Context(), 1, appliance.EntryPoint{
		Channel: appliance.Phone, Name: "Main", Language: appliance.Czech, Queue: q.ID,
		Phone: appliance.PhoneEntry{Number: "100", Tree: "main"},
	})
	if err != nil {
		t.Fatal(err)
	}
	return p, e
}

func (p *plot) called(name string) Work {
	p.t.Helper()
	w, err := p.Work(p.t.Context(), name)
	if err != nil {
		p.t.Fatal(err)
	}
	return w
}

// trees is the newest change of which trees there are.
func (p *plot) trees() Change {
	p.t.Helper()
	all, err := p.History(p.t.Context(), treesKept)
	if err != nil || len(all) == 0 {
		p.t.Fatalf("the history of the trees is %v, %v", all, err)
	}
	return all[0]
}

func TestWhatLeadsToATreeLeadsToItByItsNewName(t *testing.T) {
	p, e := wooded(t)
	versions, err := p.Versions(t.Context(), "main")
	if err != nil {
		t.Fatal(err)
	}
	if err := p.RenameTree(t.Context(), 7, "main", "front door"); err != nil {
		t.Fatal(err)
	}
	if w := p.called("main"); w.Takes || w.Draft != nil || w.Last != 0 {
		t.Errorf("by its old name there still is %+v", w)
	}
	w := p.called("front door")
	if !w.Takes || w.Live.Text != tree || w.Draft == nil || w.Draft.Text != tree+"# more\n" || w.Outrun() {
		t.Errorf("by its new name there is %+v", w)
	}
	if moved, err := p.Versions(t.Context(), "front door"); err != nil || !slices.Equal(moved, versions) {
		t.Errorf("its versions are %v, %v, want %v", moved, err, versions)
	}
	kept, err := p.History(t.Context(), entryPointKept)
	if err != nil || kept[0].By != 7 || !strings.Contains(string(kept[0].After), "front door") {
		t.Errorf("of its number is kept %+v, %v", kept, err)
	}
	e.Phone.Tree = "front door"
	if got, err := p.Tree(t.Context(), e); err != nil || got.Name != "Main" {
		t.Errorf("its callers walk %v, %v", got, err)
	}
	want := strings.Replace(through, "main", "front door", 1)
	outer := p.called("outer")
	if outer.Live.Text != want || outer.Draft.Text != want+"# more\n" || outer.Outrun() || outer.Live.By != 7 || outer.Live.Note != "main → front door" {
		t.Errorf("what leads through it is %+v with the draft %+v", outer.Live, outer.Draft)
	}
	if report, err := p.CheckTree(t.Context(), "outer", outer.Live.Text); err != nil || report.Findings.Bad() {
		t.Errorf("what leads through it does not check: %v, %v", report.Findings, err)
	}
	c := p.trees()
	if c.By != 7 {
		t.Errorf("kept is %+v, want who did it", c)
	}
	if err := p.Revert(t.Context(), 8, c); err != nil {
		t.Fatal(err)
	}
	if w, outer := p.called("main"), p.called("outer"); !w.Takes || outer.Live.Text != through || p.trees().Undoes != c.Number {
		t.Errorf("taken back it is %+v, what leads through it %q", w, outer.Live.Text)
	}
}

func TestTreeIsRemovedWhereNothingLeadsToItAndComesBackAsItWas(t *testing.T) {
	p, e := wooded(t)
	led, err := p.Leading(t.Context(), "main")
	if err != nil || len(led.Entries) != 1 || !slices.Equal(led.Trees, []string{"outer"}) {
		t.Errorf("to it lead %+v, %v", led, err)
	}
	refused := func() {
		t.Helper()
		if err := p.RemoveTree(t.Context(), 7, "main"); !errors.Is(err, ErrTreeLed) || !p.called("main").Takes {
			t.Errorf("got %v, want it refused", err)
		}
	}
	refused()
	e.Phone.Tree, e.Off = "", true
	if _, err := p.SaveEntryPoint(t.Context(), 1, e); err != nil {
		t.Fatal(err)
	}
	refused()
	if err := p.RemoveTree(t.Context(), 7, "outer"); err != nil {
		t.Fatal(err)
	}
	outer := p.trees()
	before := p.called("main")
	if err := p.RemoveTree(t.Context(), 7, "main"); err != nil {
		t.Fatal(err)
	}
	gone := p.trees()
	if w := p.called("main"); w.Takes || w.Draft != nil || w.Last != 1 || gone.By != 7 {
		t.Errorf("of what was removed is left %+v, kept is %+v", w, gone)
	}
	if err := p.RemoveTree(t.Context(), 7, "main"); !errors.Is(err, appliance.ErrNotFound) {
		t.Errorf("for the second time: got %v", err)
	}
	if err := p.Revert(t.Context(), 8, outer); !errors.Is(err, ErrTree) || p.called("outer").Last != 1 || p.called("outer").Draft != nil {
		t.Errorf("one that leads through what is gone: got %v, and there is %+v", err, p.called("outer"))
	}
	for _, c := range []Change{gone, outer} {
		if err := p.Revert(t.Context(), 8, c); err != nil {
			t.Fatal(err)
		}
	}
	w := p.called("main")
	if !w.Takes || w.Live.Text != tree || w.Live.Number != 2 || w.Live.Again != 1 || w.Live.By != 8 || w.Draft.Text != before.Draft.Text || w.Outrun() {
		t.Errorf("it came back as %+v with the draft %+v", w.Live, w.Draft)
	}
	if err := p.Revert(t.Context(), 8, gone); !errors.Is(err, ErrTreeTaken) {
		t.Errorf("over one that is there: got %v", err)
	}
}

func TestTreeIsCopiedToADraftOfANameThatNoTreeHadYet(t *testing.T) {
	p, e := wooded(t)
	if err := p.CopyTree(t.Context(), 7, "main", "second"); err != nil {
		t.Fatal(err)
	}
	if w := p.called("second"); w.Takes || w.Draft == nil || w.Draft.Text != tree+"# more\n" || w.Draft.By != 7 || w.Outrun() {
		t.Errorf("the copy is %+v with the draft %+v", w, w.Draft)
	}
	if c := p.trees(); c.By != 7 || !strings.Contains(string(c.After), `"From":"main"`) || !errors.Is(p.Revert(t.Context(), 7, c), ErrNoBefore) {
		t.Errorf("kept is %+v", c)
	}
	if err := p.RemoveTree(t.Context(), 7, "second"); err != nil { // a draft alone
		t.Fatal(err)
	}
	if err := p.Revert(t.Context(), 7, p.trees()); err != nil || p.called("second").Draft == nil {
		t.Errorf("a draft that was removed: %v, there is %+v", err, p.called("second"))
	}
	e.Phone.Tree = ""
	if _, err := p.SaveEntryPoint(t.Context(), 1, e); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"outer", "main"} {
		if err := p.RemoveTree(t.Context(), 7, name); err != nil {
			t.Fatal(err)
		}
	}
	for name, want := range map[string]error{"second": ErrTreeTaken, "main": ErrTreeTaken, "a/b": ErrPlainName, "": appliance.ErrName} {
		if err := p.CopyTree(t.Context(), 7, "second", name); !errors.Is(err, want) {
			t.Errorf("copied to %q: got %v, want %v", name, err, want)
		}
		if err := p.RenameTree(t.Context(), 7, "second", name); name != "second" && !errors.Is(err, want) {
			t.Errorf("renamed to %q: got %v, want %v", name, err, want)
		}
	}
	if err := p.RenameTree(t.Context(), 7, "nothing", "x"); !errors.Is(err, appliance.ErrNotFound) {
		t.Errorf("one that is not there: got %v", err)
	}
}

// TestTreeThatNoEditCanRenameKeepsTheOtherAsItIs: another calls it in a way of
// writing that no edit knows.
func TestTreeThatNoEditCanRenameKeepsTheOtherAsItIs(t *testing.T) {
	p, _ := wooded(t)
	if found, err := p.SaveTree(t.Context(), 1, "escaped", strings.Replace(through, "main", `"ma\u0069n"`, 1)); err != nil {
		t.Fatal(err, found)
	}
	err := p.RenameTree(t.Context(), 7, "main", "x")
	if refusal := appliance.AsRefusal(err); !errors.Is(err, ErrTreeNeeds) || refusal.Args["tree"] != "escaped" {
		t.Errorf("got %v, want it refused for the tree that calls it", err)
	}
	if !p.called("main").Takes || p.called("outer").Live.Text != through {
		t.Error("something was changed")
	}
}
