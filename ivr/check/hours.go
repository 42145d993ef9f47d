package check

import "cordboard/ivr"

// unknownHours finds opening hours that the box does not have.
func unknownHours(v *view) {
	for n := range v.own {
		switch a := n.Act.(type) {
		case ivr.Hours:
			v.unknown(n, "hours", "hours", a.Hours, v.world.Hours)
		case ivr.If:
			for _, name := range a.If.Asks().Hours {
				v.unknown(n, "hours", "if", name, v.world.Hours)
			}
		}
	}
}
