package check

import "cordboard/ivr"

// deadEnds finds ways that are missing: who takes one hears nothing more.
func deadEnds(v *view) {
	for n := range v.reached {
		for _, w := range ways(n) {
			if w.To == "" && !v.Misread(n.Name, w.Name) && !v.Misread(n.Name, "") {
				v.note(n, v.Place(n.Name, ""), ivr.Error, "dead-end",
					"kind", n.Act.Kind(), "node", n.Name, "way", w.Name)
			}
		}
	}
}
