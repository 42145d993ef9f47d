package admin

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"time"

	"cordboard/ivr"
	"cordboard/ivr/picture"
	"cordboard/web/i18n"
)

// pictureView is the drawing of a tree with who is where.
type pictureView struct {
	picture.Picture
	Path  string // where its changes come from; empty: it is of what is stored nowhere
	Total int    // callers in the tree
	Start string // the node where callers begin
	Old   bool   // it is of what takes calls, because the text cannot be read
	nodes map[string]nodeState
}

// nodeState is what is drawn of a node besides itself.
type nodeState struct {
	Callers int
	DeadEnd bool
	Bad     bool
}

// widestBeside is how wide a drawing may be to stand beside the text; a wider one
// has the width of the page.
const widestBeside = 1000

// draw makes the drawing of a text that can be read, with who is where now; one
// that cannot has none.
func (p *Pages) draw(ctx context.Context, name, text string, found ivr.Findings) (*pictureView, error) {
	tree, unread := ivr.Walk(name, []byte(text))
	if unread != nil {
		return nil, nil
	}
	callers, err := p.callers(ctx, name)
	if err != nil {
		return nil, err
	}
	v := &pictureView{Picture: picture.Of(tree, wordOf(ctx)), Start: tree.Start, nodes: map[string]nodeState{}}
	for _, f := range found {
		n := v.nodes[f.Node]
		n.DeadEnd = n.DeadEnd || f.Code == "dead-end"
		n.Bad = n.Bad || f.Severity == ivr.Error
		v.nodes[f.Node] = n
	}
	v.people(callers)
	return v, nil
}

// callers are those in a tree now, by node, also who called while it had another
// name.
func (p *Pages) callers(ctx context.Context, name string) (map[string]int, error) {
	if p.Calls == nil {
		return nil, nil
	}
	renames, err := p.Site.TreeRenames(ctx)
	if err != nil {
		return nil, err
	}
	return p.Calls.Callers(func(tree string, at time.Time) bool { return renames.Now(tree, at) == name }), nil
}

// people adds who is where. They walk the version that they began with, which
// may have nodes that the drawing has not.
func (v *pictureView) people(callers map[string]int) {
	for node, count := range callers {
		n := v.nodes[node]
		n.Callers = count
		v.nodes[node] = n
		v.Total += count
	}
}

// spoken tells a node in words, for who does not see the drawing.
func (v *pictureView) spoken(ctx context.Context, n picture.Node) string {
	parts := []string{i18n.Text(ctx, "picture.node", "node", n.Name, "kind", kindOf(ctx, n))}
	for _, w := range v.Ways {
		if w.From.Name == n.Name {
			parts = append(parts, i18n.Text(ctx, "picture.way", "way", wayWritten(w), "node", w.To.Name))
		}
	}
	state := v.nodes[n.Name]
	if state.DeadEnd {
		parts = append(parts, i18n.Text(ctx, "picture.dead-end"))
	}
	if n.Lost {
		parts = append(parts, i18n.Text(ctx, "picture.lost"))
	}
	if state.Callers > 0 {
		parts = append(parts, i18n.Text(ctx, "picture.callers", "count", state.Callers))
	}
	return strings.Join(parts, ". ")
}

// wordOf tells what a way is called in the reader's language: keys of the
// telephone are what they are.
func wordOf(ctx context.Context) func(way string) string {
	return func(way string) string {
		if key := "picture.way." + way; i18n.Has(key) {
			return i18n.Text(ctx, key)
		}
		return way
	}
}

// wayWritten is what a way is called, and how it stands in the file where that is
// something else.
func wayWritten(w picture.Way) string {
	if slices.Equal(w.Names, w.Words) {
		return w.Label()
	}
	return w.Label() + " (" + w.Keys() + ")"
}

// beneath is what stands under a node's name.
func (v *pictureView) beneath(ctx context.Context, n picture.Node) string {
	switch {
	case v.nodes[n.Name].DeadEnd:
		return i18n.Text(ctx, "picture.dead-end")
	case n.Lost:
		return i18n.Text(ctx, "picture.lost")
	}
	return kindOf(ctx, n)
}

func kindOf(ctx context.Context, n picture.Node) string {
	return i18n.Text(ctx, "node.kind."+n.Act.Kind())
}

func units(n int) string { return strconv.Itoa(n) }
