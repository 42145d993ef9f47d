package check

import (
	"slices"

	"cordboard/ivr"
)

// unknownQueues finds queues and operators that the box does not have.
func unknownQueues(v *view) {
	for n := range v.own {
		switch a := n.Act.(type) {
		case ivr.Queue:
			v.unknown(n, "queue", "queue", a.Queue, v.world.Queues)
		case ivr.Callback:
			v.unknown(n, "queue", "callback", a.Callback, v.world.Queues)
		case ivr.Voicemail:
			v.unknown(n, "queue", "to", a.To, v.world.Queues)
		case ivr.Operator:
			v.unknown(n, "operator", "operator", a.Operator, v.world.Operators)
		case ivr.If:
			for _, name := range a.If.Asks().Queues {
				v.unknown(n, "queue", "if", name, v.world.Queues)
			}
		}
	}
}

// unknown notes a name of a kind that is not one of those; a nil list knows
// nothing, and an empty name could not be read. key is where the name stands. In
// a node that nothing leads to it fails no caller yet.
func (v *view) unknown(n *ivr.Node, kind, key, name string, known []string) {
	if known == nil || name == "" || slices.Contains(known, name) {
		return
	}
	severity := ivr.Error
	if !v.reaches(n) {
		severity = ivr.Warning
	}
	v.note(n, v.Place(n.Name, key), severity, kind+"-unknown", "name", name).
		Like = ivr.Like(name, known)
}
