package site

import (
	"errors"
	"strings"
	"testing"
	"time"

	"cordboard/appliance"
)

const ana, petr = appliance.OperatorID(7), appliance.OperatorID(8)

// writes saves a draft of "main" over the edition that was read.
func (p *plot) writes(by appliance.OperatorID, text, read string) Work {
	p.t.Helper()
	w, err := p.SaveDraft(p.t.Context(), by, "main", text, read)
	if err != nil {
		p.t.Fatal(err)
	}
	return w
}

func (p *plot) work() Work {
	p.t.Helper()
	w, err := p.Work(p.t.Context(), "main")
	if err != nil {
		p.t.Fatal(err)
	}
	return w
}

func TestDraftTakesNoCallsUntilItIsPublished(t *testing.T) {
	p := newPlot(t)
	p.queue("Orders")
	p.changes()
	first := p.writes(ana, "nodes: [", "")
	if all, err := p.Trees(t.Context()); err != nil || len(all) != 0 || p.changes() != 0 {
		t.Errorf("a draft is a tree: %v, %v", all, err)
	}
	if _, err := p.Publish(t.Context(), ana, "main", first.Edition(), 0, ""); !errors.Is(err, ErrTree) {
		t.Errorf("a draft with a mistake: %v", err)
	}
	second := p.writes(petr, tree, first.Edition())
	if found, err := p.Publish(t.Context(), petr, "main", second.Edition(), 0, " for spring "); err != nil {
		t.Fatal(err, found)
	}
	w := p.work()
	if w.Draft != nil || !w.Takes || w.Live.Text != tree || w.Live.Number != 1 || w.Live.By != petr || w.Live.Note != "for spring" || p.changes() != 1 {
		t.Errorf("published: %+v", w)
	}
}

func TestDraftIsNotWrittenOverByWhoReadAnOlderOne(t *testing.T) {
	p := newPlot(t)
	read := p.writes(ana, "one", "")
	p.writes(petr, "two", read.Edition())
	theirs, err := p.SaveDraft(t.Context(), ana, "main", "three", read.Edition())
	if !errors.Is(err, ErrDraftMoved) || theirs.Draft.Text != "two" || theirs.Draft.By != petr {
		t.Errorf("got %+v, %v, want a refusal with what stands there", theirs.Draft, err)
	}
	if got := p.writes(ana, "two", read.Edition()); got.Draft.By != petr {
		t.Errorf("the same text again was written by %v", got.Draft.By)
	}
	if _, err := p.Publish(t.Context(), ana, "main", read.Edition(), 0, ""); !errors.Is(err, ErrDraftMoved) {
		t.Errorf("publishing what was not read: %v", err)
	}
	if err := p.DropDraft(t.Context(), "main", read.Edition()); !errors.Is(err, ErrDraftMoved) {
		t.Errorf("dropping what was not read: %v", err)
	}
	if err := p.DropDraft(t.Context(), "main", theirs.Edition()); err != nil || p.work().Draft != nil {
		t.Errorf("dropping it: %v, and there is %+v", err, p.work().Draft)
	}
	if _, err := p.SaveDraft(t.Context(), ana, "main", "three", theirs.Edition()); !errors.Is(err, ErrDraftMoved) {
		t.Errorf("saving into one that was dropped: %v", err)
	}
}

func TestDraftDoesNotReplaceAVersionThatItsPublisherNeverSaw(t *testing.T) {
	p := newPlot(t)
	p.queue("Orders")
	w := p.writes(ana, tree+"# a\n", "")
	if _, err := p.SaveTree(t.Context(), petr, "main", tree); err != nil {
		t.Fatal(err)
	}
	_, err := p.Publish(t.Context(), ana, "main", w.Edition(), 0, "")
	if !errors.Is(err, ErrLiveMoved) || appliance.AsRefusal(err).Args["number"] != 1 {
		t.Errorf("got %v", err)
	}
	if w = p.work(); !w.Outrun() || w.Live.Text != tree {
		t.Errorf("the draft is not outrun, or what takes calls is another: %+v", w)
	}
	if _, err := p.Publish(t.Context(), ana, "main", w.Edition(), 1, ""); err != nil || p.work().Live.Number != 2 {
		t.Errorf("with its eyes open: %v, %+v", err, p.work())
	}
}

func TestTextThatTakesCallsNeedsNoDraft(t *testing.T) {
	p := newPlot(t)
	p.queue("Orders")
	if _, err := p.SaveTree(t.Context(), ana, "main", tree); err != nil {
		t.Fatal(err)
	}
	if w := p.writes(ana, tree, ""); w.Draft != nil {
		t.Error("the live text became a draft")
	}
	w := p.writes(ana, tree+"#\n", "")
	if w = p.writes(ana, tree, w.Edition()); w.Draft != nil || p.work().Draft != nil {
		t.Error("a draft that was brought back to the live text stays")
	}
	if found, err := p.Publish(t.Context(), ana, "main", "", 1, ""); found != nil || err != nil || p.work().Live.Number != 1 {
		t.Errorf("publishing nothing: %v, %v", found, err)
	}
}

func TestOlderVersionIsPublishedAnew(t *testing.T) {
	p := newPlot(t)
	q := p.queue("Orders")
	for _, text := range []string{tree, tree + "# 2\n", "nodes: {end: {hangup: }}\n"} {
		if _, err := p.SaveTree(t.Context(), ana, "main", text); err != nil {
			t.Fatal(err)
		}
	}
	draft := p.writes(ana, "unfinished", "")
	if _, err := p.RollBack(t.Context(), petr, "main", 1); err != nil {
		t.Fatal(err)
	}
	w := p.work()
	if w.Live.Text != tree || w.Live.Number != 4 || w.Live.Again != 1 || w.Live.By != petr || w.Edition() != draft.Edition() {
		t.Errorf("rolled back to %+v", w)
	}
	if _, err := p.RollBack(t.Context(), petr, "main", 3); err != nil {
		t.Fatal(err)
	}
	q.Name = "Ordres"
	if _, err := p.SaveQueue(t.Context(), 0, q); err != nil {
		t.Fatal(err)
	}
	if found, err := p.RollBack(t.Context(), petr, "main", 2); !errors.Is(err, ErrTree) || !found.Bad() || p.work().Live.Number != 5 {
		t.Errorf("a version whose queue is gone: %v, %v", found, err)
	}
	if _, err := p.RollBack(t.Context(), petr, "main", 9); !errors.Is(err, appliance.ErrNotFound) {
		t.Errorf("a version that never was: %v", err)
	}
}

func TestVersionsKeepTheirNumbersWhenOldOnesAreForgotten(t *testing.T) {
	p := newPlot(t)
	p.queue("Orders")
	for range historyKept/2 + 2 {
		for _, text := range []string{tree, tree + "#\n"} {
			if _, err := p.SaveTree(t.Context(), ana, "main", text); err != nil {
				t.Fatal(err)
			}
		}
	}
	all, err := p.Versions(t.Context(), "main")
	if err != nil || len(all) != historyKept || all[0].Number != historyKept+4 || all[historyKept-1].Number != 5 || !all[0].At.After(all[1].At) {
		t.Errorf("%d versions, %+v to %+v, %v", len(all), all[0], all[len(all)-1], err)
	}
}

func TestNoteOfAVersionIsOneShortLine(t *testing.T) {
	p := newPlot(t)
	w := p.writes(ana, tree, "")
	for _, note := range []string{"a\nb", strings.Repeat("x", noteLimit+1)} {
		if _, err := p.Publish(t.Context(), ana, "main", w.Edition(), 0, note); !errors.Is(err, ErrNote) {
			t.Errorf("%.10q: %v", note, err)
		}
	}
	for _, name := range []string{"a/b", ""} {
		if _, err := p.SaveDraft(t.Context(), ana, name, "x", ""); appliance.AsRefusal(err) == nil {
			t.Errorf("a draft named %q: %v", name, err)
		}
	}
	if _, err := p.SaveDraft(t.Context(), ana, "main", strings.Repeat("x", draftLimit+1), ""); !errors.Is(err, ErrDraftSize) {
		t.Errorf("too much text: %v", err)
	}
	if all, err := p.Works(t.Context()); err != nil || len(all) != 1 || all["main"].Draft.At != noon.Truncate(time.Microsecond) {
		t.Errorf("there is %v, %v", all, err)
	}
}
