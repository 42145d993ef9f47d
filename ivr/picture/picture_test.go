package picture_test

import (
	"slices"
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
	p := picture.Of(tree)
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
	for way, want := range map[string]string{"hours to welcome": "open", "welcome to orders": "1 nothing", "welcome to welcome": "9", "returns to hours": "nobody"} {
		if labels[way] != want {
			t.Errorf("%s: %q, want %q", way, labels[way], want)
		}
	}
}

func TestNoNodeCoversAnother(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := picture.Of(ivrtest.Trees().Draw(t, "tree"))
		for i, a := range p.Nodes {
			if a.X < 0 || a.Y < 0 || a.X+picture.Width > p.Width || a.Y+picture.Height > p.Height {
				t.Fatalf("%s stands outside: %d,%d in %d,%d", a.Name, a.X, a.Y, p.Width, p.Height)
			}
			for _, b := range p.Nodes[:i] {
				if a.X < b.X+picture.Width && b.X < a.X+picture.Width && a.Y < b.Y+picture.Height && b.Y < a.Y+picture.Height {
					t.Fatalf("%s at %d,%d covers %s at %d,%d", a.Name, a.X, a.Y, b.Name, b.X, b.Y)
				}
			}
		}
		for _, w := range p.Ways {
			if w.Label() == "" || w.Line() == "" {
				t.Fatalf("way from %s to %s has no label or line", w.From.Name, w.To.Name)
			}
		}
	})
}
