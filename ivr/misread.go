package ivr

import (
	"slices"

	"github.com/goccy/go-yaml/ast"
)

// stretch is where a key of a node begins, or a node whose part is empty. It ends
// where the next one begins.
type stretch struct {
	at Place
	spot
	value ast.Node
}

// Misread tells whether something was found wrong in reading a part of a node, so
// that what it seems to lack there is no finding of its own. The part that is
// empty is the node as a whole.
func (t *Tree) Misread(node, part string) bool { return t.misread[spot{node, part}] }

// Meant lists the nodes that a node probably leads to by what of it could not be
// read; of the empty node those that callers may begin in.
func (t *Tree) Meant(node string) []string { return t.meant[node] }

func (t *Tree) misreads(node, part string) {
	if t.misread == nil {
		t.misread = map[spot]bool{}
	}
	t.misread[spot{node, part}] = true
}

func (t *Tree) mean(node string, names ...string) {
	if t.meant == nil {
		t.meant = map[string][]string{}
	}
	t.meant[node] = append(t.meant[node], names...)
}

// settle keeps, of what was found in the nodes, which parts of the tree it
// concerns and which nodes are named there.
func (r *reader) settle(found Findings) {
	names := r.names()
	for _, cut := range r.salvage.cuts {
		if cut.name != "" && slices.Contains(names, cut.name) {
			r.tree.misreads(cut.name, "")
			r.tree.mean(cut.name, among(cut.words(), names)...)
		}
	}
	for _, f := range found {
		s := r.stretchOf(f.Place)
		if f.Code == "kind-twice" {
			s = r.stretchOf(r.tree.Place(s.node, ""))
		}
		named := among(allWords(s.value), names)
		r.tree.misreads(s.node, s.part)
		r.tree.misreads(s.node, f.Like)
		r.tree.mean(s.node, append(named, among([]string{f.Like}, names)...)...)
		if f.Code == "key-unknown" && len(named) > 0 {
			r.tree.misreads(s.node, "") // it may be any of the node's ways
		}
	}
}

// stretchOf finds the part of a node in which a place lies.
func (r *reader) stretchOf(at Place) (in stretch) {
	for _, s := range r.stretches {
		if !at.before(s.at) && !s.at.before(in.at) {
			in = s
		}
	}
	return in
}

func among(words, names []string) []string {
	return slices.DeleteFunc(words, func(w string) bool { return !slices.Contains(names, w) })
}

// allWords are the plain values in a value, however deep.
func allWords(n ast.Node) (all []string) {
	if n == nil {
		return nil
	}
	var collect func(Value)
	collect = func(v Value) {
		all = append(all, v.Words...)
		for _, e := range v.Lines {
			collect(e.Value)
		}
	}
	collect(valueOf(n))
	return all
}
