package ivr_test

import (
	"strings"
	"testing"

	"cordboard/ivr"
	"cordboard/ivr/ivrtest"

	"pgregory.net/rapid"
)

// wood reads trees by their names.
func wood(t *testing.T, texts map[string]string) func(string) *ivr.Tree {
	t.Helper()
	all := map[string]*ivr.Tree{}
	for name, text := range texts {
		tree, err := ivr.Parse(name, []byte(text))
		if err != nil {
			t.Fatal(err)
		}
		all[name] = tree
	}
	return func(name string) *ivr.Tree { return all[name] }
}

func TestTreesAreJoinedWhereOneLeadsThroughAnother(t *testing.T) {
	find := wood(t, map[string]string{
		"main": "nodes:\n  a: {tree: hello, then: b}\n  b: {tree: hello, then: c}\n  c: {hangup: }\n",
		"hello": "language: pl\nstart: y\nnodes:\n  x: {return: }\n  y: {menu: m, 1: x, 2: z, nothing: x}\n" +
			"  z: {tree: deep, then: x}\n",
		"deep": "nodes:\n  q: {queue: Orders, nobody: r}\n  r: {return: }\n",
	})
	joined, found := find("main").Join("main", find)
	if len(found) > 0 || len(joined.Nodes) != 3+2*3+2*2 {
		t.Fatalf("%d nodes, found %v", len(joined.Nodes), found)
	}
	for node, want := range map[string]string{
		"a": "tree a/y", "a/y": "1 a/x, 2 a/z, nothing a/x", "a/x": "return b", "a/z": "tree a/z/q",
		"a/z/q": "nobody a/z/r", "a/z/r": "return a/x", "b": "tree b/y", "b/x": "return c",
	} {
		n := joined.Find(node)
		if n == nil {
			t.Errorf("there is no %s", node)
			continue
		}
		var ways []string
		for _, w := range n.Act.Ways() {
			ways = append(ways, w.Name+" "+w.To)
		}
		if got := strings.Join(ways, ", "); got != want {
			t.Errorf("%s leads %q, want %q", node, got, want)
		}
	}
	if n := joined.Find("a"); n.Language != "pl" || n.Joined() || !joined.Find("a/x").Joined() {
		t.Errorf("got %+v, want the language of the tree that it leads into", n)
	}
	if at := joined.Place("b/z/q", "queue"); at != (ivr.Place{Line: 3, Column: 13}) {
		t.Errorf("a node of another tree stands at %v, want where this one leads into it", at)
	}
	if find("main").Nodes[0].Act.(ivr.Subtree).Start != "" {
		t.Error("the tree itself was changed")
	}
}

func TestTreesThatNeverEndAreFound(t *testing.T) {
	find := wood(t, map[string]string{
		"self":  "nodes:\n  a: {tree: self, then: a}\n",
		"one":   "nodes:\n  a: {tree: two, then: b}\n  b: {return: }\n",
		"two":   "nodes:\n  a: {tree: three, then: b}\n  b: {return: }\n",
		"three": "nodes:\n  a: {tree: one, then: b}\n  b: {return: }\n",
		"lost":  "nodes:\n  a: {tree: nothing, then: a}\n",
	})
	for name, want := range map[string]string{
		"self": "Line 2, column 13: This tree leads through itself and never ends: self → self.",
		"one":  "Line 2, column 13: This tree leads through itself and never ends: one → two → three → one.",
		"lost": "Line 2, column 13: The tree “nothing” does not exist.",
	} {
		if _, found := find(name).Join(name, find); len(found) != 1 || !strings.HasPrefix(found[0].String(), want) {
			t.Errorf("%s: found %v, want %s", name, found, want)
		}
	}
}

// TestJoinedTreesStayWithinBounds puts each of eleven trees twice into the next:
// two thousand in the end.
func TestJoinedTreesStayWithinBounds(t *testing.T) {
	texts := map[string]string{"0": "nodes:\n  a: {return: }\n"}
	for i := range 11 {
		inner, outer := string(rune('0'+i)), string(rune('1'+i))
		texts[outer] = "nodes:\n  a: {tree: \"" + inner + "\", then: b}\n  b: {tree: \"" + inner + "\", then: c}\n  c: {return: }\n"
	}
	find := wood(t, texts)
	joined, found := find(";").Join(";", find)
	if len(joined.Nodes) > 1000 || len(found) == 0 || found[0].Code != "too-many" {
		t.Errorf("%d nodes, found %v", len(joined.Nodes), found)
	}
}

// TestJoinedTreesLeadSomewhere holds that whatever a joined tree leads to
// exists, or did not before either.
func TestJoinedTreesLeadSomewhere(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		tree := ivrtest.Joined().Draw(t, "tree")
		for _, n := range tree.Nodes {
			for _, w := range n.Act.Ways() {
				if w.To != "" && tree.Find(w.To) == nil {
					t.Fatalf("%s leads to %s, which does not exist", n.Name, w.To)
				}
			}
		}
	})
}
