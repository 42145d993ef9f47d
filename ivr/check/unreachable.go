package check

import "cordboard/ivr"

// unreachable warns of nodes that no way leads to from the start.
func unreachable(v *view) {
	for i := range v.Nodes {
		if n := &v.Nodes[i]; !v.reaches(n) {
			v.note(n, v.Place(n.Name, ""), ivr.Warning, "unreachable", "node", n.Name)
		}
	}
}
