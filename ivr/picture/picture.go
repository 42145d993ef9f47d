// Package picture lays a tree out to be drawn: where each node stands, and
// what leads from where to where. Callers come in at the left; what a node
// leads to stands to its right, the ways in the order of the file from above;
// nodes that nothing leads to stand beneath all others.
//
// It is pure and knows no kind of node: it asks each for its ways.
package picture

import (
	"slices"
	"strings"

	"cordboard/ivr"
)

// The measures of a drawing, in units of its own.
const (
	Width  = 132 // of a node
	Height = 44
	column = Width + 66
	row    = Height + 26
	margin = 24
)

// Picture is a drawing of a tree.
type Picture struct {
	Width, Height int
	Nodes         []Node
	Ways          []Way
}

// Node is a node and the upper left corner of where it stands.
type Node struct {
	ivr.Node
	X, Y int
	// Lost says that nothing leads to it.
	Lost bool
}

// Way leads from one node to another; Names are its keys in the file, several
// if several lead the same way.
type Way struct {
	From, To *Node
	Names    []string
	// Back says that it leads to the left, or back to where it comes from.
	Back bool
	nth  int // of the ways back of its node, from 0
}

// Label is what stands at the way.
func (w Way) Label() string { return strings.Join(w.Names, " ") }

// Of lays a tree out.
func Of(t *ivr.Tree) Picture {
	d := &drawing{tree: t, depth: depths(t), at: make([]int, len(t.Nodes)), placed: make([]bool, len(t.Nodes))}
	if start := d.index(t.Start); start >= 0 {
		d.place(start)
	}
	p := Picture{Nodes: make([]Node, len(t.Nodes))}
	for i, n := range t.Nodes {
		p.Nodes[i] = Node{Node: n}
		if d.depth[i] < 0 { // in a row of its own, so that none covers another
			d.at[i] = 2 * d.rows
			d.rows++
			p.Nodes[i].Lost = true
		}
		p.Nodes[i].X = margin + max(0, d.depth[i])*column
		p.Nodes[i].Y = margin + d.at[i]*row/2
		p.Width = max(p.Width, p.Nodes[i].X+Width+margin+row/2)
		p.Height = max(p.Height, p.Nodes[i].Y+Height+margin+row/2)
	}
	for i := range p.Nodes {
		p.Ways = append(p.Ways, d.ways(p.Nodes, i)...)
	}
	return p
}

// drawing is a picture in the making.
type drawing struct {
	tree   *ivr.Tree
	depth  []int // of each node, -1 for one that nothing leads to
	at     []int // its row, in halves of a row
	placed []bool
	rows   int // taken
}

func (d *drawing) index(name string) int {
	return slices.IndexFunc(d.tree.Nodes, func(n ivr.Node) bool { return n.Name == name })
}

// depths counts for each node the steps from the start, by the shortest way.
func depths(t *ivr.Tree) []int {
	d := drawing{tree: t}
	depth := make([]int, len(t.Nodes))
	for i := range depth {
		depth[i] = -1
	}
	next := d.index(t.Start)
	if next < 0 {
		return depth
	}
	depth[next] = 0
	for line := []int{next}; len(line) > 0; line = line[1:] {
		for _, w := range t.Nodes[line[0]].Act.Ways() {
			if to := d.index(w.To); to >= 0 && depth[to] < 0 {
				depth[to] = depth[line[0]] + 1
				line = append(line, to)
			}
		}
	}
	return depth
}

// place gives a node its row: between the first and the last of those that
// hang on it, or a row of its own if none does.
func (d *drawing) place(i int) {
	d.placed[i] = true
	first, last := -1, -1
	for _, w := range d.tree.Nodes[i].Act.Ways() {
		to := d.index(w.To)
		if to < 0 || d.placed[to] || d.depth[to] != d.depth[i]+1 {
			continue
		}
		d.place(to)
		if last = d.at[to]; first < 0 {
			first = last
		}
	}
	if first < 0 {
		first, last = 2*d.rows, 2*d.rows
		d.rows++
	}
	d.at[i] = (first + last) / 2
}

// ways are those of one node, each target once.
func (d *drawing) ways(nodes []Node, i int) (all []Way) {
	back := 0
	for _, w := range nodes[i].Act.Ways() {
		to := d.index(w.To)
		if to < 0 {
			continue
		}
		known := slices.IndexFunc(all, func(k Way) bool { return k.To == &nodes[to] })
		if known < 0 {
			way := Way{From: &nodes[i], To: &nodes[to], Names: []string{w.Name}, Back: nodes[to].X <= nodes[i].X, nth: back}
			if way.Back {
				back++
			}
			all = append(all, way)
			continue
		}
		all[known].Names = append(all[known].Names, w.Name)
	}
	return all
}
