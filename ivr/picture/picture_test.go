package picture_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"cordboard/ivr"
	"cordboard/ivr/ivrtest"
	"cordboard/ivr/picture"
)

const shop = `
nodes:
  hours: {hours: Shop, open: welcome, closed: bye}
  welcome:
    menu: welcome
    1: orders
    2: returns
    9: welcome
    nothing: orders
  orders: {queue: Orders}
  returns: {queue: Returns, nobody: hours}
  bye: {hangup: }
  alone: {hangup: }
`

func TestTreeIsDrawnFromLeftToRight(t *testing.T) {
	tree, err := ivr.Parse("shop", []byte(shop))
	if err != nil {
		t.Fatal(err)
	}
	p := picture.Of(tree, same)
	at := func(name string) picture.Node {
		return p.Nodes[slices.IndexFunc(p.Nodes, func(n picture.Node) bool { return n.Name == name })]
	}
	if a, b, c := at("hours"), at("welcome"), at("orders"); a.X >= b.X || b.X >= c.X {
		t.Errorf("hours, welcome, orders stand at %d, %d, %d", a.X, b.X, c.X)
	}
	if a, b := at("orders"), at("returns"); a.X != b.X || a.Y >= b.Y {
		t.Errorf("orders %d,%d returns %d,%d: want them beneath each other in the order of the keys", a.X, a.Y, b.X, b.Y)
	}
	if n := at("alone"); !n.Lost || n.Y <= at("bye").Y || at("bye").Lost {
		t.Errorf("alone is %+v", n)
	}
	labels := map[string]string{}
	for _, w := range p.Ways {
		labels[w.From.Name+" to "+w.To.Name] = w.Label()
		if back := w.To.Name == "hours" || w.To.Name == w.From.Name; w.Back != back {
			t.Errorf("%s to %s leads back: %v", w.From.Name, w.To.Name, w.Back)
		}
	}
	for way, want := range map[string]string{"hours to welcome": "open", "welcome to orders": "1 · nothing", "welcome to welcome": "9", "returns to hours": "nobody"} {
		if labels[way] != want {
			t.Errorf("%s: %q, want %q", way, labels[way], want)
		}
	}
}

// demonstration is the shape of the demonstration's tree: languages that lead
// to one menu, queues that lead to one end, and a way back.
const demonstration = `
nodes:
  hours: {hours: Shop, open: welcome, closed: closed}
  welcome:
    menu: welcome
    1: czech
    2: polish
    3: english
    nothing: topics
    wrong: no-language
  no-language: {play: not-offered, then: welcome}
  czech: {play: chosen, then: topics}
  polish: {play: chosen, then: topics}
  english: {play: chosen, then: topics}
  topics:
    menu: topics
    1: orders
    2: returns
    0: reception
    nothing: reception
    wrong: reception
  orders: {queue: Orders, nobody: nobody}
  returns: {queue: Returns, nobody: nobody}
  reception: {queue: Reception, nobody: nobody}
  closed: {hangup: closed}
  nobody: {hangup: nobody}
`

func TestNodeStandsAsFarToTheRightAsItsLongestWayIsLong(t *testing.T) {
	tree, err := ivr.Parse("demonstration", []byte(demonstration))
	if err != nil {
		t.Fatal(err)
	}
	p := picture.Of(tree, same)
	columns := []string{"hours", "welcome closed", "no-language czech polish english", "topics", "orders returns reception", "nobody"}
	var before int
	for _, column := range columns {
		var x int
		for _, n := range p.Nodes {
			if !slices.Contains(strings.Fields(column), n.Name) {
				continue
			}
			if x == 0 {
				x = n.X
			}
			if n.X != x || n.X <= before {
				t.Errorf("%s stands at %d, want it with %q, right of %d", n.Name, n.X, column, before)
			}
		}
		before = x
	}
	for _, w := range p.Ways {
		if back := w.From.Name == "no-language"; w.Back != back || w.Far {
			t.Errorf("%s to %s leads back: %v, far: %v", w.From.Name, w.To.Name, w.Back, w.Far)
		}
	}
	covered(t, p)
}

func TestNoTextCoversAnotherOrANode(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		tree := ivrtest.Trees().Draw(t, "tree")
		p := picture.Of(tree, same)
		covered(t, p)
		var ways int
		for _, n := range tree.Nodes {
			to := map[string]bool{}
			for _, w := range n.Act.Ways() {
				to[w.To] = to[w.To] || slices.ContainsFunc(tree.Nodes, func(n ivr.Node) bool { return n.Name == w.To })
			}
			for _, there := range to {
				if there {
					ways++
				}
			}
		}
		if len(p.Ways) != ways {
			t.Fatalf("%d ways are drawn, want %d", len(p.Ways), ways)
		}
		for _, w := range p.Ways {
			if w.Label() == "" || w.Text == "" || w.Line == "" {
				t.Fatalf("way from %s to %s has no label or line", w.From.Name, w.To.Name)
			}
		}
	})
}

// TestOnlyCirclesLeadBack: a way that does not come back to where it begins
// leads to a later column.
func TestOnlyCirclesLeadBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := picture.Of(ivrtest.Trees().Draw(t, "tree"), same)
		for _, w := range p.Ways {
			forward := w.To.X > w.From.X
			if !w.Far && w.Back == forward {
				t.Fatalf("%s at %d to %s at %d leads back: %v", w.From.Name, w.From.X, w.To.Name, w.To.X, w.Back)
			}
			if !forward && w.From.Lost == w.To.Lost && !leads(p, w.To, w.From) {
				t.Fatalf("%s to %s leads back, and is in no circle", w.From.Name, w.To.Name)
			}
		}
	})
}

// leads tells whether there is a way from one node to another, however long.
func leads(p picture.Picture, from, to *picture.Node) bool {
	seen := map[*picture.Node]bool{from: true}
	for next := []*picture.Node{from}; len(next) > 0; next = next[1:] {
		if next[0] == to {
			return true
		}
		for _, w := range p.Ways {
			if w.From == next[0] && !seen[w.To] {
				seen[w.To] = true
				next = append(next, w.To)
			}
		}
	}
	return false
}

// covered fails where what is drawn covers something else, or stands outside.
func covered(t interface{ Fatalf(string, ...any) }, p picture.Picture) {
	type named struct {
		what string
		picture.Box
	}
	var boxes []named
	for _, n := range p.Nodes {
		boxes = append(boxes, named{n.Name, picture.Box{X: n.X, Y: n.Y, Width: picture.Width, Height: picture.Height}})
	}
	for _, w := range p.Ways {
		boxes = append(boxes, named{w.From.Name + " " + w.Text, w.Room})
	}
	for i, a := range boxes {
		if a.X < 0 || a.Y < 0 || a.X+a.Width > p.Width || a.Y+a.Height > p.Height {
			t.Fatalf("%s stands outside: %v in %d by %d", a.what, a.Box, p.Width, p.Height)
		}
		for _, b := range boxes[:i] {
			if a.X < b.X+b.Width && b.X < a.X+a.Width && a.Y < b.Y+b.Height && b.Y < a.Y+a.Height {
				t.Fatalf("%s at %v covers %s at %v", a.what, a.Box, b.what, b.Box)
			}
		}
	}
}

// TestWayThatNobodyCouldFollowNamesItsNode: of a long tree whose every step
// leads to the last and the first, the drawing stays small.
func TestWayThatNobodyCouldFollowNamesItsNode(t *testing.T) {
	const steps = 300
	var text strings.Builder
	text.WriteString("nodes:\n")
	for i := range steps {
		fmt.Fprintf(&text, "  n%d: {menu: ask, 1: n%d, 2: n%d, nothing: n0}\n", i, i+1, steps)
	}
	fmt.Fprintf(&text, "  n%d: {hangup: }\n", steps)
	tree, err := ivr.Parse("long", []byte(text.String()))
	if err != nil {
		t.Fatal(err)
	}
	p := picture.Of(tree, same)
	for _, w := range p.Ways {
		columns := (w.To.X - w.From.X) / picture.Width
		if far := columns > 20 || columns < -20; far && (!w.Far || !strings.HasSuffix(w.Text, " → "+w.To.Name)) {
			t.Fatalf("%s to %s is %+v", w.From.Name, w.To.Name, w)
		}
	}
	if p.Height > 2000 {
		t.Errorf("the drawing is %d high", p.Height)
	}
}

// same leaves ways by their names in the file.
func same(way string) string { return way }
