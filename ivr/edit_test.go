package ivr_test

import (
	"errors"
	"flag"
	"os"
	"slices"
	"strings"
	"testing"

	"cordboard/ivr"
	"cordboard/ivr/ivrtest"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/tools/txtar"
	"pgregory.net/rapid"
)

var updateEdits = flag.Bool("update-edits", false, "rewrite what testdata/edits/nodes.txtar expects")

// TestNodeIsEditedAndAllElseStays holds what becomes of texts: in the archive
// each text is followed by what was made of it.
func TestNodeIsEditedAndAllElseStays(t *testing.T) {
	const file = "testdata/edits/nodes.txtar"
	archive, err := txtar.ParseFile(file)
	if err != nil {
		t.Fatal(err)
	}
	edits := map[string]func([]byte) ([]byte, error){
		"one line changes": func(text []byte) ([]byte, error) {
			return ivr.PutNode(text, node("welcome", "menu", "hello", "1", "orders", "nothing", "reception"))
		},
		"lines are added and taken out": func(text []byte) ([]byte, error) {
			return ivr.PutNode(text, node("welcome", "menu", "welcome", "1", "orders", "2", "reception", "retries", "3"))
		},
		"one in brackets is written in lines": func(text []byte) ([]byte, error) {
			return ivr.PutNode(text, node("orders", "queue", "Orders", "after", "welcome"))
		},
		"one is added": func(text []byte) ([]byte, error) { return ivr.PutNode(text, node("bye", "hangup", "goodbye")) },
		"the first":    func(text []byte) ([]byte, error) { return ivr.PutNode(text, node("bye", "hangup", "goodbye")) },
		"everywhere":   func(text []byte) ([]byte, error) { return ivr.RenameNode(text, "reception", "front-desk") },
		"taken out":    func(text []byte) ([]byte, error) { return ivr.DropNode(text, "reception", "orders") },
	}
	for i := 0; i+1 < len(archive.Files); i += 2 {
		before, after := archive.Files[i], &archive.Files[i+1]
		t.Run(before.Name, func(t *testing.T) {
			got, err := edits[before.Name](before.Data)
			if err != nil {
				t.Fatal(err)
			}
			if *updateEdits {
				after.Data = got
			} else if d := cmp.Diff(string(after.Data), string(got)); d != "" {
				t.Errorf("(-want +got):\n%s", d)
			}
		})
	}
	if *updateEdits {
		if err := os.WriteFile(file, txtar.Format(archive), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

// node is a sketch of words; a list is written with commas.
func node(name string, words ...string) ivr.Sketch {
	n := ivr.Sketch{Name: name}
	for pair := range slices.Chunk(words, 2) {
		n.Entries = append(n.Entries, ivr.Entry{Key: pair[0], Value: ivr.Word(pair[1])})
	}
	return n
}

func TestTextThatCannotBeToldApartIsNotEdited(t *testing.T) {
	for text, want := range map[string]error{
		"nodes: [":                                     ivr.ErrOutline,
		"nodes: {a: {hangup: }}\n":                     ivr.ErrOutline,
		"nodes:\n  a: &x {hangup: }\n  b: *x\n":        ivr.ErrOutline,
		"nodes:\n  a:\n    hangup: x\n    hangup: y\n": ivr.ErrOutline,
	} {
		if _, err := ivr.PutNode([]byte(text), node("a", "hangup", "bye")); !errors.Is(err, want) {
			t.Errorf("%q: %v, want %v", text, err, want)
		}
	}
	const good = "nodes:\n  a:\n    hangup:\n  b:\n    hangup:\n"
	for _, err := range []error{
		second(ivr.RenameNode([]byte(good), "a", "b")), second(ivr.RenameNode([]byte(good), "a", "x y")),
		second(ivr.PutNode([]byte(good), node(""))),
	} {
		if !errors.Is(err, ivr.ErrName) {
			t.Errorf("got %v, want that the name is refused", err)
		}
	}
	if _, err := ivr.DropNode([]byte(good), "c", ""); !errors.Is(err, ivr.ErrNoNode) {
		t.Errorf("got %v", err)
	}
}

func second[T any](_ T, err error) error { return err }

// TestEditsChangeWhatTheyShould edits any tree as a form does, with comments
// between its lines: what was asked for is there, what was not is as before.
func TestEditsChangeWhatTheyShould(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		tree := ivrtest.Trees().Draw(t, "tree")
		text := string(ivr.Format(tree))
		comment := rapid.SampledFrom([]string{"", "  # between\n", "    # inside\n"}).Draw(t, "comment")
		text = strings.ReplaceAll(text, "\n  n1:", "\n"+comment+"  n1:")
		from := tree.Nodes[rapid.IntRange(0, len(tree.Nodes)-1).Draw(t, "node")].Name
		renamed, err := ivr.RenameNode([]byte(text), from, "other")
		if err != nil {
			t.Fatalf("rename %s: %v in\n%s", from, err, text)
		}
		back, err := ivr.RenameNode(renamed, "other", from)
		if err != nil || string(back) != text {
			t.Fatalf("renamed there and back, %v:\n%s", err, cmp.Diff(text, string(back)))
		}
		all, ok := ivr.Outline([]byte(text))
		if !ok {
			t.Fatalf("no outline of\n%s", text)
		}
		for _, n := range all {
			same, err := ivr.PutNode([]byte(text), n)
			if err != nil || string(same) != text {
				t.Fatalf("written as it was, %v:\n%s", err, cmp.Diff(text, string(same)))
			}
		}
		if _, err := ivr.PutNode([]byte(text), node(from, "play", "x", "then", from)); err != nil {
			t.Fatalf("replaced: %v in\n%s", err, text)
		}
		if _, err := ivr.DropNode([]byte(text), from, ""); err != nil && len(all) > 1 {
			t.Fatalf("dropped: %v in\n%s", err, text)
		}
	})
}

func TestCallersBeginWhereTheyAreToldTo(t *testing.T) {
	const nodes = "nodes:\n  a:\n    hangup:\n  b:\n    hangup:\n"
	for before, after := range map[string]string{
		nodes:                         "start: b\n" + nodes,
		"start: a # here\n" + nodes:   "start: b # here\n" + nodes,
		"tree: X\nstart: z\n" + nodes: "tree: X\nstart: b\n" + nodes,
	} {
		if got, err := ivr.BeginAt([]byte(before), "b"); err != nil || string(got) != after {
			t.Errorf("%q: got %q, %v, want %q", before, got, err, after)
		}
	}
	if from, start := ivr.Callers([]byte("nodes:\n  a: {goto: b}\n  b: {play: x, then: b}\n"), "b"); len(from) != 1 || from[0] != "a" || start {
		t.Errorf("b is called from %v, and begins: %v", from, start)
	}
	for line, want := range map[int]string{1: " ", 2: "a ", 3: "a hangup", 5: "b hangup"} {
		if node, key := ivr.EntryAt([]byte(nodes), line); node+" "+key != want {
			t.Errorf("line %d: %q, want %q", line, node+" "+key, want)
		}
	}
	behind := len(strings.Split(nodes, "\n"))
	if node, key := ivr.EntryAt([]byte(nodes+"tests:\n  - {name: x, keys: 1, reaches: b}\n"), behind+1); node+key != "" {
		t.Errorf("a test stands in node %q, key %q, want in none", node, key)
	}
}

// FuzzEdits edits what anybody may have typed: an edit is refused, or it is
// what was asked for and can be edited again.
func FuzzEdits(f *testing.F) {
	archive, err := txtar.ParseFile("testdata/edits/nodes.txtar")
	if err != nil {
		f.Fatal(err)
	}
	for _, file := range archive.Files {
		f.Add(string(file.Data), "welcome", "orders")
	}
	f.Add("nodes:\r  a:\r    hangup:\r", "a", "b")
	f.Add("nodes:\n  a: |\n   x\n  ? b\n  : {}\n", "a", "b")
	f.Add("nodes:\n- a\n", "", "\n")
	f.Fuzz(func(t *testing.T, text, one, other string) {
		for _, edit := range []func([]byte) ([]byte, error){
			func(text []byte) ([]byte, error) {
				return ivr.PutNode(text, node(one, "play", other, "then", "x"))
			},
			func(text []byte) ([]byte, error) { return ivr.RenameNode(text, one, other) },
			func(text []byte) ([]byte, error) { return ivr.DropNode(text, one, other) },
			func(text []byte) ([]byte, error) { return ivr.BeginAt(text, one) },
		} {
			edited, err := edit([]byte(text))
			if err != nil {
				continue
			}
			if _, ok := ivr.Outline(edited); !ok {
				t.Fatalf("%q became %q, which has no outline", text, edited)
			}
		}
	})
}
