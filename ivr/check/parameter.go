package check

import (
	"maps"
	"slices"

	"cordboard/ivr"
)

// unsetParameters warns of nodes that ask for a parameter which no node sets:
// it is always empty.
func unsetParameters(v *view) {
	set := map[string]bool{}
	for n := range v.reached {
		for _, name := range sets(n.Act) {
			set[name] = true
		}
	}
	for n := range v.reached {
		key, names := asks(n.Act)
		for _, name := range names {
			if !set[name] {
				v.note(n, v.Place(n.Name, key), ivr.Warning, "parameter-unset", "node", n.Name, "name", name).
					Like = ivr.Like(name, slices.Sorted(maps.Keys(set)))
			}
		}
	}
}

// asks are the parameters that a node asks for, and where.
func asks(a ivr.Act) (key string, names []string) {
	switch a := a.(type) {
	case ivr.If:
		return "if", a.If.Asks().Parameters
	case ivr.Lookup:
		if a.Lookup != ivr.LookupCaller {
			return "lookup", []string{a.Lookup}
		}
	case ivr.Callback:
		if a.Number != "" {
			return "number", []string{a.Number}
		}
	}
	return "", nil
}

// sets are the parameters that a node sets.
func sets(a ivr.Act) (names []string) {
	switch a := a.(type) {
	case ivr.Collect:
		names = append(names, a.Collect)
	case ivr.Survey:
		names = append(names, a.Survey)
	case ivr.Set:
		for _, p := range a.Set {
			names = append(names, p.Name)
		}
	}
	return names
}
