// Package picture lays a tree out to be drawn: where each node stands, and
// what leads from where to where. Callers come in at the left. What a node
// leads to stands to its right, as far as the longest way there is long, so
// that only what leads round in a circle leads back; the ways stand in the order
// of the file from above. Nodes that callers never reach stand beneath all
// others. No text covers another, or a node.
//
// It is pure and knows no kind of node: it asks each for its ways.
package picture

import (
	"math"
	"slices"
	"strings"

	"cordboard/ivr"
)

// The measures of a drawing, in units of its own.
const (
	Width  = 132 // of a node
	Height = 44
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
	// Lost says that callers never reach it.
	Lost bool
}

// Way leads from one node to another; Names are its keys in the file, several
// if several lead the same way, and Words what they are called.
type Way struct {
	From, To *Node
	Names    []string
	Words    []string
	// Back says that it leads to the left, or back to where it comes from.
	Back bool
	// Far says that nobody could follow its line: it ends at its text, which
	// names the node as well.
	Far bool
	// Line is the path of an SVG.
	Line string
	// Text is what is drawn at the way, and Room the place that it takes there.
	Text string
	Room Box
}

// Keys are the way's names as they stand in the file.
func (w Way) Keys() string { return strings.Join(w.Names, " ") }

// Label names the way in words.
func (w Way) Label() string { return strings.Join(w.Words, " · ") }

// Box is a part of a drawing, by its upper left corner.
type Box struct{ X, Y, Width, Height int }

// Of lays a tree out. word is what a way is called whose key in the file is given.
func Of(t *ivr.Tree, word func(way string) string) Picture {
	leads := leadsOf(t, word)
	var start, others []int
	for i, n := range t.Nodes {
		if n.Name == t.Start && start == nil {
			start = []int{i}
		}
		others = append(others, i)
	}
	reached := lay(leads, start, nil)
	lost := lay(leads, others, reached.at)
	height := lost.hang(reached.hang(margin))

	p := Picture{Nodes: make([]Node, len(t.Nodes))}
	places := columnsOf(reached, lost)
	for i, n := range t.Nodes {
		s, isLost := reached.at[i], false
		if s == nil {
			s, isLost = lost.at[i], true
		}
		p.Nodes[i] = Node{Node: n, X: places[s.column].left, Y: whole(s.y) - Height/2, Lost: isLost}
	}
	for _, c := range slices.Concat(reached.courses, lost.courses) {
		p.Ways = append(p.Ways, c.drawn(p.Nodes, places))
	}
	p.Width, p.Height = margin, whole(height)+margin
	for _, column := range places {
		p.Width = column.right + margin
	}
	return p
}

func whole(y float64) int { return int(math.Round(y)) }

// Names in a drawing have this much room, in letters.
const (
	nameLetters = 16
	farLetters  = 24 // where a way names its node as well
)

// Fit shortens a name to the room that a node has for it.
func Fit(name string) string { return fit(name, nameLetters) }

func fit(name string, room int) string {
	if letters := []rune(name); len(letters) > room {
		return string(slices.Concat(letters[:room-1], []rune("…")))
	}
	return name
}
