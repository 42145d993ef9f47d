package check

import (
	"maps"
	"slices"

	"cordboard/appliance"
	"cordboard/ivr"
)

// languages is a set. The empty language stands for one that is not known
// here: that of the called number.
type languages map[appliance.Language]bool

// Languages tells in which languages callers can be spoken to at each node that
// they reach; those that nobody knows here are left out.
func Languages(t *ivr.Tree, w World) map[string][]appliance.Language {
	at := map[string][]appliance.Language{}
	for node, in := range survey(t, w).spoken {
		at[node] = in.sorted()
	}
	return at
}

// speak finds the nodes that callers reach, and in which languages they can
// be spoken to there.
func (v *view) speak() {
	type arrival struct {
		node     string
		language appliance.Language
	}
	var todo []arrival
	for _, start := range append(v.Meant(""), v.Start) {
		for _, l := range v.first() {
			todo = append(todo, arrival{start, l})
		}
	}
	for len(todo) > 0 {
		a := todo[len(todo)-1]
		todo = todo[:len(todo)-1]
		n := v.nodes[a.node]
		if n == nil {
			continue
		}
		if l := heard(n.Language); l != "" {
			a.language = l
		}
		if v.spoken[n.Name][a.language] {
			continue
		}
		if v.spoken[n.Name] == nil {
			v.spoken[n.Name] = languages{}
		}
		v.spoken[n.Name][a.language] = true
		for _, w := range ways(n) {
			todo = append(todo, arrival{w.To, a.language})
		}
		for _, to := range v.Meant(n.Name) {
			todo = append(todo, arrival{to, a.language})
		}
	}
}

// first lists the languages in which callers arrive.
func (v *view) first() []appliance.Language {
	switch l := heard(v.Language); {
	case l != "":
		return []appliance.Language{l}
	case len(v.world.Languages) > 0:
		return v.world.Languages
	default:
		return []appliance.Language{""}
	}
}

// sorted lists the languages that are known.
func (l languages) sorted() []appliance.Language {
	return slices.DeleteFunc(slices.Sorted(maps.Keys(l)), func(l appliance.Language) bool { return l == "" })
}

func ways(n *ivr.Node) []ivr.Way {
	if n.Act == nil {
		return nil
	}
	return n.Act.Ways()
}
