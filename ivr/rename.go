package ivr

import "slices"

// LeadsThrough tells whether a text leads through a tree, also where the text may
// be full of mistakes.
func LeadsThrough(text []byte, tree string) bool {
	o, _ := outlined(text)
	return slices.ContainsFunc(o.nodes, func(n written) bool { return n.through(tree) })
}

// RenameTree gives a tree that a text leads through another name, and leaves all
// else as it is.
func RenameTree(text []byte, old, name string) ([]byte, error) {
	o, s, err := laidOut(text)
	if err != nil {
		return nil, err
	}
	var at []Place
	for _, n := range o.nodes {
		if i := slices.IndexFunc(n.lines, func(l line) bool { return l.key == subtreeKey }); n.through(old) {
			at = append(at, place(n.lines[i].value))
		}
	}
	if !s.swap(at, old, name) {
		return nil, ErrOutline
	}
	return s.held(o, func(all []Sketch) []Sketch {
		for i, n := range all {
			if !n.through(old) {
				continue
			}
			all[i].Entries = slices.Clone(n.Entries)
			for j, e := range n.Entries {
				if e.Key == subtreeKey {
					all[i].Entries[j].Value = Word(name)
				}
			}
		}
		return all
	})
}

// subtreeKey is the key behind which a node names the tree that it leads through.
const subtreeKey = "tree"

func (n Sketch) through(tree string) bool {
	return n.Kind() == subtreeKey && n.At(subtreeKey).Text() == tree
}
