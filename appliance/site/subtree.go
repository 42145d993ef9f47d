package site

import (
	"maps"
	"slices"

	"cordboard/ivr"
)

// wood are the texts of all trees, by name.
type wood map[string]string

// tree reads one of them; nil if there is none, or if it cannot be read.
func (w wood) tree(name string) *ivr.Tree {
	text, known := w[name]
	if !known {
		return nil
	}
	tree, err := ivr.Parse(name, []byte(text))
	if err != nil {
		return nil
	}
	return tree
}

// with is the wood with another text in one place.
func (w wood) with(name, text string) wood {
	w = maps.Clone(w)
	w[name] = text
	return w
}

// through tells whether a tree leads through another. seen are those that were
// looked at on the way.
func (w wood) through(from, to string, seen []string) bool {
	tree := w.tree(from)
	if tree == nil || slices.Contains(seen, from) {
		return false
	}
	return slices.ContainsFunc(tree.Through(), func(next string) bool {
		return next == to || w.through(next, to, append(seen, from))
	})
}

// breaks finds the trees that are good now and would not be with a new text of
// one that they lead through, themselves or by way of others.
func breaks(name, text string, now estate) (found ivr.Findings) {
	then := now
	then.wood = now.wood.with(name, text)
	for _, other := range slices.Sorted(maps.Keys(now.wood)) {
		if other == name || !now.wood.through(other, name, nil) {
			continue
		}
		if !now.bad(other) && then.bad(other) {
			found = append(found, ivr.Finding{
				Place: ivr.Place{Line: 1, Column: 1}, Code: "tree-breaks", Args: map[string]string{"tree": other},
			})
		}
	}
	return found
}
