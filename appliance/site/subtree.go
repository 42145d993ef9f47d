package site

import (
	"maps"
	"slices"

	"cordboard/appliance/sqlite"
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

// stored are the trees in the store.
type stored struct{ *sqlite.View }

func (s stored) tree(name string) *ivr.Tree {
	text, set, err := s.Setting(treePrefix + name)
	if err != nil || !set {
		return nil
	}
	return wood{name: text}.tree(name)
}

// user is a tree that leads through another, with what it stands on.
type user struct {
	name string
	on   ground
}

// users are the trees that lead through one, themselves or by way of others.
func (s *Site) users(v *sqlite.View, name string, w wood) (all []user, err error) {
	for _, other := range slices.Sorted(maps.Keys(w)) {
		if other == name || !w.through(other, name, nil) {
			continue
		}
		on, err := s.ground(v, other)
		if err != nil {
			return nil, err
		}
		all = append(all, user{other, on})
	}
	return all, nil
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
// one that they lead through.
func breaks(name, text string, users []user) (found ivr.Findings) {
	for _, u := range users {
		now, err := look(u.name, u.on.wood[u.name], u.on)
		if err != nil || now.Findings.Bad() {
			continue
		}
		u.on.wood = u.on.wood.with(name, text)
		if then, err := look(u.name, u.on.wood[u.name], u.on); err != nil || then.Findings.Bad() {
			found = append(found, ivr.Finding{
				Place: ivr.Place{Line: 1, Column: 1}, Code: "tree-breaks", Args: map[string]string{"tree": u.name},
			})
		}
	}
	return found
}
