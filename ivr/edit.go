package ivr

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"strings"
)

// Why a text is not edited for its author.
var (
	// ErrOutline says that the text cannot be told apart into nodes, or is
	// written in a way in which no node of it can be changed alone.
	ErrOutline = errors.New("the text has no outline to edit")
	ErrNoNode  = errors.New("there is no such node")
	ErrName    = errors.New("that cannot be a node's name, or is one already")
)

// PutNode writes a node anew, or adds it behind the others. Lines that say the
// same as before stay as they are, and so do comments and all other nodes.
func PutNode(text []byte, node Sketch) ([]byte, error) {
	o, s, err := laidOut(text)
	if err != nil {
		return nil, err
	}
	was, known := o.find(node.Name)
	switch {
	case !known && !isNodeName(node.Name):
		return nil, ErrName
	case !known:
		s.add(o, node)
	case s.inBlock(was):
		s.change(was, node)
	default:
		s.replace(was, node)
	}
	return s.held(o, func(all []Sketch) []Sketch {
		if known {
			all[slices.IndexFunc(all, func(n Sketch) bool { return n.Name == node.Name })] = node
			return all
		}
		return append(all, node)
	})
}

// RenameNode gives a node another name, everywhere where the tree calls it.
func RenameNode(text []byte, old, name string) ([]byte, error) {
	o, s, err := laidOut(text)
	if err != nil {
		return nil, err
	}
	was, known := o.find(old)
	if _, taken := o.find(name); taken || !isNodeName(name) {
		return nil, ErrName
	}
	if !known {
		return nil, ErrNoNode
	}
	if !s.swap(append(o.calls(old), was.at), old, name) {
		return nil, ErrOutline
	}
	return s.held(o, func(all []Sketch) []Sketch {
		for i := range all {
			all[i] = all[i].leading(old, name)
			if all[i].Name == old {
				all[i].Name = name
			}
		}
		return all
	})
}

// DropNode takes a node out, with the comment right above it. Ways that led to
// it lead to another one; where that is empty they stay, and lead nowhere.
func DropNode(text []byte, name, instead string) ([]byte, error) {
	o, s, err := laidOut(text)
	if err != nil {
		return nil, err
	}
	was, known := o.find(name)
	if !known {
		return nil, ErrNoNode
	}
	if instead != "" && !s.swap(o.calls(name), name, instead) || !s.ownLine(was.at) {
		return nil, ErrOutline
	}
	s.cut(was)
	return s.held(o, func(all []Sketch) []Sketch {
		all = slices.DeleteFunc(all, func(n Sketch) bool { return n.Name == name })
		if instead != "" {
			for i := range all {
				all[i] = all[i].leading(name, instead)
			}
		}
		return all
	})
}

// laidOut reads a text for an edit: its nodes, and its lines, which must be
// those that the places of the nodes count.
func laidOut(text []byte) (outline, *sheet, error) {
	text = bytes.ReplaceAll(text, []byte("\r\n"), []byte("\n"))
	o, ok := outlined(text)
	s := split(text)
	for _, n := range o.nodes {
		last := n.at.Line
		if len(n.lines) > 0 {
			last = n.lines[len(n.lines)-1].at.Line
		}
		ok = ok && last <= len(s.lines)
	}
	if !ok || bytes.ContainsRune(text, '\r') {
		return o, nil, ErrOutline
	}
	return o, s, nil
}

// Callers are the nodes that a way leads from to a node, and whether the tree
// begins there.
func Callers(text []byte, name string) (from []string, start bool) {
	o, _ := outlined(text)
	for _, n := range o.nodes {
		if len(n.calls(name)) > 0 && n.Name != name {
			from = append(from, n.Name)
		}
	}
	return from, len(o.nodes) > 0 && o.beginning() == name
}

// Beginning is the node where callers begin; empty where there is none.
func Beginning(text []byte) string {
	o, _ := outlined(text)
	return o.beginning()
}

func (o outline) beginning() string {
	if s, ok := scalar(o.start); ok && o.start != nil {
		return s
	}
	if len(o.nodes) == 0 {
		return ""
	}
	return o.nodes[0].Name
}

// calls are the places where the tree calls a node by its name.
func (o outline) calls(name string) (all []Place) {
	if o.start != nil {
		if s, ok := scalar(o.start); ok && s == name {
			all = append(all, place(o.start))
		}
	}
	for _, n := range o.nodes {
		all = append(all, n.calls(name)...)
	}
	return append(all, o.answers(name)...)
}

// answers are the places in tests where a node is called: what it answers, and
// where a caller ends who comes to no queue or operator of that name.
func (o outline) answers(name string) (all []Place) {
	elsewhere := slices.ContainsFunc(o.nodes, func(n written) bool {
		return n.At("queue").Text() == name || n.At("operator").Text() == name
	})
	for _, test := range pairsOf(o.tests) {
		for _, l := range pairsOf(&test) {
			switch s, _ := scalar(l.value); {
			case l.key == "reaches" && s == name && !elsewhere:
				all = append(all, place(l.value))
			case l.key == "answers":
				for _, answer := range pairsOf(&l) {
					if answer.key == name {
						all = append(all, answer.at)
					}
				}
			}
		}
	}
	return all
}

// pairsOf are the lines below a line, if there are any.
func pairsOf(l *line) []line {
	if l == nil || l.value == nil || !mapping(l.value) {
		return nil
	}
	if ls := (&reader{tree: &Tree{}}).lines(l.value, l.key); ls != nil {
		return ls.all
	}
	return nil
}

// calls are the places of the ways to a node.
func (n written) calls(name string) (all []Place) {
	for _, l := range n.lines {
		switch way, then := n.Leads(l.key); {
		case then && mapping(l.value):
			for _, below := range pairsOf(&l) {
				if s, ok := scalar(below.value); below.key == "then" && ok && s == name {
					all = append(all, place(below.value))
				}
			}
		case way || then:
			if s, ok := scalar(l.value); ok && s == name {
				all = append(all, place(l.value))
			}
		}
	}
	return all
}

// Leads tells whether a way stands behind a key of the node, and whether
// behind "then" below it, too.
func (n Sketch) Leads(key string) (way, then bool) {
	switch shapeOf(n.Kind(), key) {
	case ShapeWay:
		return true, false
	case ShapeMiss:
		return false, true
	}
	return false, TakesKeys(n.Kind()) && len(key) == 1 && strings.Contains(Keys, key)
}

// leading is the node with ways to one leading to another.
func (n Sketch) leading(from, to string) Sketch {
	n.Entries = slices.Clone(n.Entries)
	for i, e := range n.Entries {
		switch way, then := n.Leads(e.Key); {
		case then && len(e.Value.Lines) > 0:
			below := slices.Clone(e.Value.Lines)
			for j := range below {
				if below[j].Key == "then" && below[j].Value.Text() == from {
					below[j].Value = Word(to)
				}
			}
			n.Entries[i].Value.Lines = below
		case (way || then) && e.Value.Text() == from:
			n.Entries[i].Value = Word(to)
		}
	}
	return n
}

// held gives the text if it says what it ought to: what the outline said
// before, as it was changed. The edits here are of lines, and YAML has more
// ways to write than they know.
func (s *sheet) held(before outline, change func([]Sketch) []Sketch) ([]byte, error) {
	var want []Sketch
	for _, n := range before.nodes {
		want = append(want, n.Sketch)
	}
	want = change(want)
	text := s.text()
	got, ok := Outline(text)
	same := ok && slices.EqualFunc(got, want, func(a, b Sketch) bool {
		return a.Name == b.Name && len(a.Entries) == len(b.Entries) && !slices.ContainsFunc(b.Entries, func(e Entry) bool {
			return !a.At(e.Key).equal(e.Value)
		})
	})
	if !same {
		return nil, fmt.Errorf("%w: the edit would change more than it should", ErrOutline)
	}
	return text, nil
}

// BeginAt lets callers begin at a node.
func BeginAt(text []byte, name string) ([]byte, error) {
	o, s, err := laidOut(text)
	if err != nil {
		return nil, err
	}
	if _, known := o.find(name); !known {
		return nil, ErrNoNode
	}
	if o.start == nil {
		s.lines = slices.Insert(s.lines, o.list.at.Line-1, "start: "+quote(name))
	} else if old, written := scalar(o.start); !written || !s.swap([]Place{place(o.start)}, old, name) {
		return nil, ErrOutline
	}
	return s.held(o, func(all []Sketch) []Sketch { return all })
}

// EntryAt tells which key of which node stands in a line; empty where none
// does.
func EntryAt(text []byte, number int) (node, key string) {
	o, _ := outlined(text)
	if o.behind > 0 && number >= o.behind {
		return "", ""
	}
	for _, n := range o.nodes {
		if n.at.Line > number {
			break
		}
		node, key = n.Name, ""
		for _, l := range n.lines {
			if l.at.Line <= number {
				key = l.key
			}
		}
	}
	return node, key
}
