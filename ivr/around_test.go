package ivr_test

import (
	"testing"

	"cordboard/ivr"
)

func TestTreeWithinHoursHasAWayForWhoComesTooLate(t *testing.T) {
	written := ivr.Tree{Start: "closed", Nodes: []ivr.Node{{Name: "closed", Act: ivr.Queue{Queue: "Night"}}}}
	tree := written.Within("Shop")
	gate, ok := tree.Find(tree.Start).Act.(ivr.Hours)
	if !ok || gate.Hours != "Shop" || gate.Open != "closed" {
		t.Fatalf("it begins with %+v, want the hours and behind them the tree", tree.Find(tree.Start).Act)
	}
	if bye, ok := tree.Find(gate.Closed).Act.(ivr.Hangup); !ok || len(bye.Play) != 1 || bye.Play[0] != ivr.DefaultClosed {
		t.Errorf("closed leads to %+v, want goodbye", tree.Find(gate.Closed).Act)
	}
	if len(written.Nodes) != 1 || written.Start != "closed" {
		t.Error("the tree that was written is another one now")
	}
	if written.Within("") != &written {
		t.Error("without hours something stands before the tree")
	}
}

func TestQueueSoundsAsItsNodeOrElseAsItselfIsSet(t *testing.T) {
	written := ivr.Tree{Nodes: []ivr.Node{
		{Name: "a", Act: ivr.Queue{Queue: "Orders"}},
		{Name: "b", Act: ivr.Queue{Queue: "Orders", Music: "march"}},
		{Name: "c", Act: ivr.Queue{Queue: "Returns"}},
	}}
	tree := written.Sounding(map[string]string{"Orders": "waltz", "Returns": ""})
	for node, want := range map[string]string{"a": "waltz", "b": "march", "c": ivr.DefaultMusic} {
		if got := tree.Find(node).Act.(ivr.Queue).Sounds(); got != want {
			t.Errorf("%s sounds %q, want %q", node, got, want)
		}
	}
	if written.Find("a").Act.(ivr.Queue).Music != "" {
		t.Error("the tree that was written is another one now")
	}
}
