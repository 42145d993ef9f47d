package site

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"cordboard/appliance"
	"cordboard/appliance/sqlite"
	"cordboard/ivr"
	"cordboard/ivr/run"
)

func TestTreeIsCheckedOutsideTheWrite(t *testing.T) {
	p := newPlot(t)
	q := p.queue("Orders")
	asked := 0
	p.prompts = func(appliance.Language, string) bool {
		if asked++; asked == 1 {
			q.Name = "Returns" // a Write inside of a Write would panic
			if _, err := p.Site.SaveQueue(t.Context(), 0, q); err != nil {
				t.Error(err)
			}
		}
		return true
	}
	text := "language: cs\n" + strings.Replace(tree, "{queue: Orders}", "{queue: Orders, music: m}", 1)
	found, err := p.SaveTree(t.Context(), 0, "main", text)
	if !errors.Is(err, ErrTree) || !found.Bad() || asked < 2 {
		t.Errorf("asked %d times: %v, %v, want the tree refused for the queue that is gone", asked, found, err)
	}
}

func TestEditIsCheckedOutsideTheWrite(t *testing.T) {
	p := newPlot(t)
	q, other := p.queue("Orders"), p.queue("Returns")
	p.prompts = func(appliance.Language, string) bool { return true }
	text := "language: cs\n" + strings.Replace(tree, "{queue: Orders}", "{queue: Orders, music: m}", 1)
	if _, err := p.SaveTree(t.Context(), 0, "main", text); err != nil {
		t.Fatal(err)
	}
	moved := false
	p.prompts = func(appliance.Language, string) bool {
		if !moved { // a Write inside of a Write would panic
			moved = true
			if _, err := p.SaveReason(t.Context(), 0, appliance.Reason{Name: map[appliance.Language]string{"cs": "Hobla"}}); err != nil {
				t.Error(err)
			}
		}
		return true
	}
	other.Target = time.Minute
	saved, err := p.SaveQueue(t.Context(), 0, other)
	if err != nil || !moved {
		t.Fatalf("saved beside another change: %v, checked %v", err, moved)
	}
	if got, err := p.QueueByID(t.Context(), other.ID); err != nil || got.Target != saved.Target {
		t.Errorf("kept %+v, %v, want %+v", got, err, saved)
	}
	q.Name = "Hobla"
	if _, err := p.SaveQueue(t.Context(), 0, q); !errors.Is(err, ErrTreeNeeds) {
		t.Errorf("a name that the tree needs: got %v", err)
	}
	if got, err := p.QueueByID(t.Context(), q.ID); err != nil || got.Name != "Orders" {
		t.Errorf("after a refusal the queue is %+v, %v", got, err)
	}
}

func TestTreeThatDoesNotCheckDoesNotReplaceOneThatWorks(t *testing.T) {
	p := newPlot(t)
	q := p.queue("Orders")
	if found, err := p.SaveTree(t.Context(), 0, "main", tree); err != nil {
		t.Fatal(err, found)
	}
	e, err := p.SaveEntryPoint(t.Context(), 0, appliance.EntryPoint{
		Channel: appliance.Phone, Name: "Main", Language: appliance.Czech, Queue: q.ID,
		Phone: appliance.PhoneEntry{Number: "100", Tree: "main"},
	})
	if err != nil {
		t.Fatal(err)
	}
	p.changes()
	for rule, text := range map[string]string{
		"cannot be read":  "nodes: [",
		"unknown queue":   strings.ReplaceAll(tree, "Orders", "Ordres"),
		"nothing in it":   "",
		"an unknown node": tree + "  next: {fly: away}\n",
	} {
		found, err := p.SaveTree(t.Context(), 0, "main", text)
		refusal := appliance.AsRefusal(err)
		if !errors.Is(err, ErrTree) || !found.Bad() || refusal.Args["count"].(int) < 1 {
			t.Errorf("%s: %v, %v", rule, found, err)
		}
		if _, ok := errors.AsType[ivr.Findings](err); !ok {
			t.Errorf("%s: the error does not hold its findings", rule)
		}
	}
	if p.changes() != 0 {
		t.Error("a refused tree was told")
	}
	got, err := p.Tree(t.Context(), e)
	if err != nil || got.Name != "Main" {
		t.Errorf("the entry point's tree is %+v, %v", got, err)
	}
	if again, err := p.Tree(t.Context(), e); err != nil || again != got {
		t.Errorf("the same text was parsed twice, %v", err)
	}
}

func TestTreeWhoseTestsFailIsNotPublished(t *testing.T) {
	p := newPlot(t)
	p.queue("Orders")
	const tests = "tests:\n  at night:\n    nobody: Orders\n    reaches: "
	found, err := p.SaveTree(t.Context(), 0, "main", tree+tests+"Orders\n")
	if !errors.Is(err, ErrTree) || len(found) != 1 || found[0].Args["test"] != "at night" || found[0].Line != 7 {
		t.Errorf("got %v: %v, want the test that fails, with its line", err, found)
	}
	if all, err := p.Trees(t.Context()); err != nil || len(all) != 0 {
		t.Errorf("there is %v, %v, want no tree", all, err)
	}
	if found, err := p.SaveTree(t.Context(), 0, "main", tree+tests+"begin\n"); err != nil {
		t.Errorf("with a test that passes: %v: %v", err, found)
	}
}

func TestTreesLeadThroughOneAnotherAndAreHeldToOneAnother(t *testing.T) {
	p := newPlot(t)
	p.queue("Orders")
	const main = "nodes:\n  hello: {tree: opening, then: wait}\n  wait: {queue: Orders}\ntests:\n  all: {hears: [good-day, music], reaches: Orders}\n"
	const opening = "nodes:\n  say: {play: good-day, then: back}\n  back: {return: }\n"
	codes := func(name, text string) (all []string) {
		found, err := p.SaveTree(t.Context(), 0, name, text)
		if err != nil && !errors.Is(err, ErrTree) {
			t.Fatal(err)
		}
		for _, f := range found {
			all = append(all, f.Code)
		}
		return all
	}
	for i, c := range []struct {
		name, text string
		want       []string
	}{
		{"main", main, []string{"tree-unknown"}},
		{"opening", opening, nil},
		{"main", main, nil},
		{"main", strings.ReplaceAll(main, "opening", "main"), []string{"tree-round"}},
		{"opening", "nodes:\n  a: {tree: main, then: b}\n  b: {return: }\n", []string{"tree-round"}},
		{"opening", "nodes:\n  say: {hangup: }\n", []string{"tree-breaks"}},
	} {
		if got := codes(c.name, c.text); !slices.Equal(got, c.want) {
			t.Errorf("%d, %s: found %v, want %v", i, c.name, got, c.want)
		}
	}
	got, err := p.Tree(t.Context(), appliance.EntryPoint{Phone: appliance.PhoneEntry{Tree: "main"}})
	if err != nil || got.Find("hello/say") == nil {
		t.Errorf("a call walks %+v, %v, want both trees in one", got, err)
	}
}

func TestCallThatBeganWithATreeKeepsItWhenAnotherIsPublished(t *testing.T) {
	p := newPlot(t)
	p.queue("Orders")
	e := appliance.EntryPoint{Phone: appliance.PhoneEntry{Tree: "main"}}
	publish := func(node string) *ivr.Tree {
		if found, err := p.SaveTree(t.Context(), 0, "main", "nodes:\n  "+node+":\n    queue: Orders\n"); err != nil {
			t.Fatal(err, found)
		}
		got, err := p.Tree(t.Context(), e)
		if err != nil {
			t.Fatal(err)
		}
		return got
	}
	first := publish("first")
	began := run.New(first, appliance.Czech)
	second := publish("second")
	began.Next(nil, run.Began{})
	if began.At() != "first" || second.Start != "second" {
		t.Errorf("the call is at %q, new ones begin at %q", began.At(), second.Start)
	}
}

func TestQueueThatATreeNeedsKeepsItsName(t *testing.T) {
	p := newPlot(t)
	q := p.queue("Orders")
	if _, err := p.SaveTree(t.Context(), 0, "main", tree); err != nil {
		t.Fatal(err)
	}
	q.Name = "Sales"
	if _, err := p.SaveQueue(t.Context(), 0, q); !errors.Is(err, ErrTreeNeeds) {
		t.Errorf("got %v, want %v", err, ErrTreeNeeds)
	}
	if _, err := p.Queue(t.Context(), "Orders"); err != nil {
		t.Errorf("the queue is gone: %v", err)
	}
	other := p.queue("Returns")
	other.Name = "Complaints"
	if _, err := p.SaveQueue(t.Context(), 0, other); err != nil {
		t.Errorf("one that no tree needs: %v", err)
	}
}

func TestNumberWithoutATreeLeadsStraightIntoItsQueue(t *testing.T) {
	p := newPlot(t)
	q := p.queue("Reception")
	got, err := p.Tree(t.Context(), appliance.EntryPoint{Queue: q.ID})
	if err != nil || len(got.Nodes) != 1 || got.Nodes[0].Act.(ivr.Queue).Queue != "Reception" {
		t.Errorf("got %+v, %v", got, err)
	}
}

// A tree's tests meet the people that its callers do.
func TestTestsOfATreeReachByNameWhoTakesCalls(t *testing.T) {
	p := newPlot(t)
	err := p.store.Write(t.Context(), func(tx *sqlite.Tx) error {
		for _, o := range []appliance.Operator{
			{Login: "jana", Name: "Jana Nováková", Calls: 1},
			{Login: "petr", Name: "Petr Dvořák", Chats: 3},
			{Login: "olga", Name: "Olga Malá", Calls: 1, Disabled: true},
		} {
			if _, err := tx.AddOperator(o); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	const names = `nodes:
  names: {directory: good-day, nobody: gone, nothing: gone}
  gone: {hangup: good-day}
tests:
  takes calls: {keys: 526, reaches: jana}
  takes chats alone: {keys: 738, reaches: gone}
  is disabled: {keys: 654, reaches: gone}
`
	if found, err := p.SaveTree(t.Context(), 0, "names", names); err != nil {
		t.Errorf("%v: %v", err, found)
	}
}
