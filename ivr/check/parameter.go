package check

import (
	"maps"
	"slices"

	"cordboard/ivr"
)

// unsetParameters warns of conditions that ask for a parameter which no node
// sets: it is always empty.
func unsetParameters(v *view) {
	set := map[string]bool{}
	for n := range v.reached {
		for _, name := range sets(n.Act) {
			set[name] = true
		}
	}
	for n := range v.reached {
		a, ok := n.Act.(ivr.If)
		if !ok {
			continue
		}
		for _, name := range a.If.Asks().Parameters {
			if !set[name] {
				v.note(n, v.Place(n.Name, "if"), ivr.Warning, "parameter-unset", "node", n.Name, "name", name).
					Like = ivr.Like(name, slices.Sorted(maps.Keys(set)))
			}
		}
	}
}

// sets are the parameters that a node sets.
func sets(a ivr.Act) (names []string) {
	switch a := a.(type) {
	case ivr.Collect:
		names = append(names, a.Collect)
	case ivr.Set:
		for _, p := range a.Set {
			names = append(names, p.Name)
		}
	}
	return names
}
