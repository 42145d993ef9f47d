package run_test

import (
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"cordboard/ivr"

	"golang.org/x/tools/txtar"
)

// TestEveryWayOutOfEveryKindOfNodeHasAStory leads each way of each story's
// tree elsewhere, one after the other: where a story then hears of it, it takes
// that way.
func TestEveryWayOutOfEveryKindOfNodeHasAStory(t *testing.T) {
	files, err := filepath.Glob("testdata/*.txtar")
	if err != nil {
		t.Fatal(err)
	}
	taken := map[string]bool{}
	for _, file := range files {
		archive, err := txtar.ParseFile(file)
		if err != nil {
			t.Fatal(err)
		}
		tree := archive.Files[0].Data
		nodes, ok := ivr.Outline(tree)
		if !ok {
			t.Fatalf("%s: no outline", file)
		}
		for _, n := range nodes {
			for i, e := range n.Entries {
				way := wayOf(n, e.Key)
				if way == "" || taken[way] {
					continue
				}
				led := trees(archive)
				led["tree"] = astray(t, tree, n, i)
				taken[way] = slices.ContainsFunc(archive.Files[1:], func(f txtar.File) bool {
					return !strings.HasSuffix(f.Name, ".yaml") && strings.Contains(tell(t, led, string(f.Data)), astrayPrompt)
				})
			}
		}
	}
	for _, kind := range ivr.Kinds() {
		for _, way := range waysOf(kind) {
			if !taken[way] {
				t.Errorf("no story takes the way %q", way)
			}
		}
	}
	if taken["menu 9"] || !taken["menu key"] {
		t.Error("the test sees ways that are not, or none of those that are")
	}
}

const astrayPrompt = "led-astray"

// astray is the tree with one way leading elsewhere.
func astray(t *testing.T, tree []byte, n ivr.Sketch, i int) string {
	t.Helper()
	n.Entries = slices.Clone(n.Entries)
	const node = "astray"
	if below := slices.Clone(n.Entries[i].Value.Lines); len(below) > 0 {
		below = slices.DeleteFunc(below, func(e ivr.Entry) bool { return e.Key == "then" })
		n.Entries[i].Value = ivr.Value{Lines: append(below, ivr.Entry{Key: "then", Value: ivr.Word(node)})}
	} else {
		n.Entries[i].Value = ivr.Word(node)
	}
	led, err := ivr.PutNode(tree, n)
	if err != nil {
		t.Fatal(err)
	}
	led, err = ivr.PutNode(led, ivr.Sketch{Name: node, Entries: []ivr.Entry{{Key: "hangup", Value: ivr.Word(astrayPrompt)}}})
	if err != nil {
		t.Fatal(err)
	}
	return string(led)
}

// wayOf names the way behind a key of a node; empty: there is none.
func wayOf(n ivr.Sketch, key string) string {
	way, then := n.Leads(key)
	switch named := slices.ContainsFunc(ivr.Fields(n.Kind()), func(f ivr.Field) bool { return f.Key == key }); {
	case !way && !then:
		return ""
	case !named:
		return n.Kind() + " key"
	}
	return n.Kind() + " " + key
}

// waysOf are all ways that a kind of node can have.
func waysOf(kind string) (all []string) {
	for _, f := range ivr.Fields(kind) {
		if f.Shape == ivr.ShapeWay || f.Shape == ivr.ShapeMiss {
			all = append(all, kind+" "+f.Key)
		}
	}
	if ivr.TakesKeys(kind) {
		all = append(all, kind+" key")
	}
	return all
}
