package check

import (
	"slices"

	"cordboard/ivr"
)

// unknownQueues finds queues that the box does not have.
func unknownQueues(v *view) {
	for n := range v.reached {
		if q, ok := n.Act.(ivr.Queue); ok {
			v.unknown(n, "queue", q.Queue, v.world.Queues)
		}
	}
}

// unknown notes a name that is not one of those; a nil list knows nothing.
func (v *view) unknown(n *ivr.Node, key, name string, known []string) {
	if known != nil && !slices.Contains(known, name) {
		v.note(n, v.Place(n.Name, key), ivr.Error, key+"-unknown", "name", name).
			Like = ivr.Like(name, known)
	}
}
