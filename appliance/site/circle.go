package site

import (
	"slices"
	"strings"

	"cordboard/appliance"
)

// circle is the way on which those who wait would come back to a queue, from it to
// itself, as queues pass on to one another; empty: they never do.
func circle(q appliance.Queue, all []appliance.Queue) string {
	way := []string{q.Name}
	for at := q; at.Overflow.To != 0 && len(way) <= len(all); {
		if at.Overflow.To == q.ID {
			return strings.Join(append(way, q.Name), " → ")
		}
		i := slices.IndexFunc(all, func(next appliance.Queue) bool { return next.ID == at.Overflow.To })
		if i < 0 {
			return ""
		}
		at = all[i]
		way = append(way, at.Name)
	}
	return ""
}
