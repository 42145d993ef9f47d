package site

import "cordboard/appliance"

// Unskilled tells whether a queue needs skills of which nobody who is signed in for
// it has enough.
func Unskilled(q appliance.Queue, operators []appliance.Operator, presences []appliance.Presence) bool {
	there := map[appliance.OperatorID]bool{}
	for _, p := range presences {
		there[p.Operator] = p.There()
	}
	for _, o := range operators {
		if there[o.ID] && q.Skilled(o) {
			return false
		}
	}
	return q.Needs.Highest() > 0
}
