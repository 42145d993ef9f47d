package check

import (
	"maps"
	"slices"
	"strings"

	"cordboard/ivr"
)

// unsetParameters finds nodes that read a parameter which nothing has set by
// then: on no way to them an error, since it is always empty there; on some ways
// only a warning that names one of them.
func unsetParameters(v *view) {
	all := v.setting()
	for n := range v.reached {
		for _, r := range reads(n.Act) {
			v.unset(n, r, all)
		}
	}
}

// reading is that a node reads a parameter. A question whether it is set is
// asked on purpose where it may not be.
type reading struct {
	key, name string
	asked     bool
}

func reads(a ivr.Act) (all []reading) {
	switch a := a.(type) {
	case ivr.If:
		for _, name := range a.If.Asks().Parameters {
			all = append(all, reading{"if", name, true})
		}
	case ivr.Lookup:
		if a.Lookup != ivr.LookupCaller && a.Lookup != "" {
			all = append(all, reading{key: "lookup", name: a.Lookup})
		}
	case ivr.Callback:
		if a.Number != "" {
			all = append(all, reading{key: "number", name: a.Number})
		}
	case ivr.Say:
		for _, name := range a.Values() {
			all = append(all, reading{key: "say", name: name})
		}
	}
	return all
}

// sets are the parameters that are set on one way out of a node.
func sets(a ivr.Act, way string) (names []string) {
	if way != "then" {
		return nil
	}
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

// setting tells of each parameter by which ways out of which nodes callers go on
// with it.
func (v *view) setting() map[string][]string {
	all := map[string][]string{}
	for n := range v.reached {
		for _, w := range ways(n) {
			for _, name := range sets(n.Act, w.Name) {
				all[name] = append(all[name], w.To)
			}
		}
	}
	return all
}

// unset notes what is wrong with one reading.
func (v *view) unset(n *ivr.Node, r reading, setting map[string][]string) {
	at := v.Place(n.Name, r.key)
	targets, ever := setting[r.name]
	switch {
	case v.Misread(n.Name, r.key) || v.lost():
	case !ever:
		v.note(n, at, v.always(), "parameter-unset", "node", n.Name, "name", r.name).
			Like = ivr.Like(r.name, slices.Sorted(maps.Keys(setting)))
	case v.way(targets, n.Name, "") == nil:
		v.note(n, at, v.always(), "parameter-early", "node", n.Name, "name", r.name)
	case !r.asked:
		if way := v.way(append(v.Meant(""), v.Start), n.Name, r.name); way != nil {
			v.note(n, at, ivr.Warning, "parameter-sometimes", "node", n.Name, "name", r.name, "way", strings.Join(way, " → "))
		}
	}
}

// always is how bad it is that a parameter is never set: a tree that others lead
// through may get it from them.
func (v *view) always() ivr.Severity {
	for n := range v.reached {
		if back, ok := n.Act.(ivr.Return); ok && back.Then == "" {
			return ivr.Warning
		}
	}
	return ivr.Error
}

// lost tells whether a node that could not be read may set parameters.
func (v *view) lost() bool {
	return slices.ContainsFunc(v.Nodes, func(n ivr.Node) bool {
		return v.Misread(n.Name, "set") || v.Misread(n.Name, "collect") || v.Misread(n.Name, "survey") || n.Act == nil
	})
}

// way is a shortest way from one of several nodes to another; nil if there is
// none. Where it names a parameter it is a way on which nothing sets that, and no
// condition asks for it.
func (v *view) way(from []string, to, without string) []string {
	before := map[string]stride{}
	for _, name := range from {
		before[name] = stride{}
	}
	for todo := slices.Clone(from); len(todo) > 0; todo = todo[1:] {
		n := v.nodes[todo[0]]
		if n == nil {
			continue
		}
		if n.Name == to {
			return back(before, to)
		}
		if without != "" && slices.ContainsFunc(reads(n.Act), func(r reading) bool { return r.asked && r.name == without }) {
			continue
		}
		for _, w := range v.nexts(n, without) {
			if _, seen := before[w.To]; !seen {
				before[w.To] = stride{n.Name, w.Name}
				todo = append(todo, w.To)
			}
		}
	}
	return nil
}

// stride is how a node is come to: from another, by one of its ways.
type stride struct{ from, way string }

// nexts are the ways out of a node, but for those that set a parameter.
func (v *view) nexts(n *ivr.Node, without string) (all []ivr.Way) {
	for _, w := range ways(n) {
		if without == "" || !slices.Contains(sets(n.Act, w.Name), without) {
			all = append(all, w)
		}
	}
	for _, to := range v.Meant(n.Name) {
		all = append(all, ivr.Way{Name: "then", To: to})
	}
	return all
}

// back writes a way from its end, and of a long one its beginning and its end.
func back(before map[string]stride, to string) (way []string) {
	for at := (stride{from: to}); at.from != ""; at = before[at.from] {
		switch at.way {
		case "", "then", "goto":
			way = append(way, at.from)
		default:
			way = append(way, at.from+" ("+at.way+")")
		}
	}
	slices.Reverse(way)
	if len(way) > wayShown {
		way = slices.Concat(way[:wayShown/2], []string{"…"}, way[len(way)-wayShown/2:])
	}
	return way
}

// wayShown is how many nodes of a way are named in a sentence.
const wayShown = 8
