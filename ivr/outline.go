package ivr

import (
	"slices"

	"github.com/goccy/go-yaml/ast"
)

// Sketch is a node as its author wrote it, whether or not it means anything.
type Sketch struct {
	Name    string
	Entries []Entry
}

// Entry is a key and what stands behind it.
type Entry struct {
	Key   string
	Value Value
}

// Value is what stands behind a key: a word, a list of words, or lines of its
// own.
type Value struct {
	Words []string
	Lines []Entry
}

// Word is a value of one word; of none where that is empty.
func Word(text string) Value {
	if text == "" {
		return Value{}
	}
	return Value{Words: []string{text}}
}

// Text is the value where it is one word.
func (v Value) Text() string {
	if len(v.Words) != 1 {
		return ""
	}
	return v.Words[0]
}

// At is what stands behind a key of the value's lines.
func (v Value) At(key string) Value { return at(v.Lines, key) }

func (v Value) equal(other Value) bool {
	return slices.Equal(v.Words, other.Words) && slices.EqualFunc(v.Lines, other.Lines, Entry.equal)
}

func (e Entry) equal(other Entry) bool { return e.Key == other.Key && e.Value.equal(other.Value) }

// At is what stands behind a key of the node.
func (n Sketch) At(key string) Value { return at(n.Entries, key) }

func at(all []Entry, key string) Value {
	if i := slices.IndexFunc(all, func(e Entry) bool { return e.Key == key }); i >= 0 {
		return all[i].Value
	}
	return Value{}
}

// Kind is the word that says what the node does; empty if none does.
func (n Sketch) Kind() string {
	for _, e := range n.Entries {
		if slices.Contains(kinds, e.Key) {
			return e.Key
		}
	}
	if slices.ContainsFunc(n.Entries, func(e Entry) bool { return e.Key == "language" }) {
		return "language"
	}
	return ""
}

// Outline reads the nodes of a text that may be full of mistakes, in the order
// of the file. ok is false when not even their names can be told.
func Outline(text []byte) (all []Sketch, ok bool) {
	o, ok := outlined(text)
	for _, n := range o.nodes {
		all = append(all, n.Sketch)
	}
	return all, ok
}

// outline is a text's nodes with their places.
type outline struct {
	start ast.Node // the value of "start"
	nodes []written
	list  *line // "nodes"
	tests *line
	// behind is the line of the key that follows the nodes; 0: they are last.
	behind int
	top    Place
}

// written is a node with its places.
type written struct {
	Sketch
	at    Place
	lines []line
}

func outlined(text []byte) (o outline, ok bool) {
	r := &reader{tree: &Tree{}}
	body := r.document(text)
	if body == nil {
		return o, len(r.findings) == 1 && r.findings[0].Code == "empty"
	}
	top := r.lines(body, "tree")
	if top == nil {
		return o, false
	}
	o.top = top.at
	if start := top.take("start"); start != nil {
		o.start = start.value
	}
	o.tests, o.list = top.take("tests"), top.take("nodes")
	if o.list == nil || empty(o.list.value) {
		return o, true
	}
	if next := slices.IndexFunc(top.all, func(l line) bool { return l.at.Line > o.list.at.Line }); next >= 0 {
		o.behind = top.all[next].at.Line
	}
	all := r.lines(o.list.value, "nodes")
	if all == nil {
		return o, false
	}
	for _, l := range all.all {
		n := written{Sketch: Sketch{Name: l.key}, at: l.at}
		if !empty(l.value) {
			ls := r.lines(l.value, l.key)
			if ls == nil {
				return o, false
			}
			n.lines = ls.all
		}
		for _, below := range n.lines {
			n.Entries = append(n.Entries, Entry{below.key, valueOf(below.value)})
		}
		o.nodes = append(o.nodes, n)
	}
	// A key that stands twice and a reference cannot be told in an outline.
	return o, !slices.ContainsFunc(r.findings, func(f Finding) bool { return f.Code == "key-twice" || f.Code == "yaml-reference" })
}

// valueOf reads a value without judging it.
func valueOf(n ast.Node) (v Value) {
	switch n := n.(type) {
	case *ast.SequenceNode:
		for _, each := range n.Values {
			if s, ok := scalar(each); ok {
				v.Words = append(v.Words, s)
			}
		}
	case *ast.MappingNode, *ast.MappingValueNode:
		if ls := (&reader{tree: &Tree{}}).lines(n, ""); ls != nil {
			for _, l := range ls.all {
				v.Lines = append(v.Lines, Entry{l.key, valueOf(l.value)})
			}
		}
	default:
		if s, ok := scalar(n); ok {
			v.Words = []string{s}
		}
	}
	return v
}

func (o outline) find(name string) (written, bool) {
	i := slices.IndexFunc(o.nodes, func(n written) bool { return n.Name == name })
	if i < 0 {
		return written{}, false
	}
	return o.nodes[i], true
}
