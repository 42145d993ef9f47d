package ivr_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"cordboard/ivr"
)

// long is a tree of about 4,700 lines, with something that is not YAML in some
// of its nodes, and the lines of that.
func long(broken ...int) (text []byte, lines []int) {
	b := []byte("# a tree that says much\nnodes:\n")
	b = append(b, strings.Repeat("\n", 1500)...)
	for i := range 800 {
		way := "n0"
		if slices.Contains(broken, i) {
			way = "n0: n0"
			lines = append(lines, 1503+4*i+3)
		}
		b = fmt.Appendf(b, "  n%d:\n    menu: ask\n    nothing: n0\n    1: %s\n", i, way)
	}
	return b, lines
}

func TestEverythingThatIsNotYAMLIsFoundInALongTree(t *testing.T) {
	for _, broken := range [][]int{{5}, {798}, {1, 400, 799}, {0, 1, 2, 3, 300, 301, 500, 620, 621, 799}} {
		text, want := long(broken...)
		tree, found := ivr.Read("long", text)
		var got []int
		for _, f := range found {
			if f.Code == "yaml" {
				got = append(got, f.Line)
			}
		}
		if !slices.Equal(got, want) || tree == nil || len(tree.Nodes) != 800 {
			t.Errorf("found in lines %v, want %v; the tree is read: %v", got, want, tree != nil)
		}
	}
}

func BenchmarkLongTreeThatIsNotYAML(b *testing.B) {
	text, _ := long(1, 50, 100, 150, 200, 250, 300, 350, 400, 450, 500, 550, 600, 650, 700, 750, 799)
	for b.Loop() {
		ivr.Read("long", text)
	}
}
