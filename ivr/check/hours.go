package check

import "cordboard/ivr"

// unknownHours finds opening hours that the box does not have.
func unknownHours(v *view) {
	for n := range v.reached {
		if h, ok := n.Act.(ivr.Hours); ok {
			v.unknown(n, "hours", h.Hours, v.world.Hours)
		}
	}
}
