package acd

import (
	"slices"

	"cordboard/appliance"
)

// passOn has those wait in another queue whom nobody is asked to take here: who
// has waited too long, and those who came last where too many wait. They keep
// their waiting time. Where the other queue has nobody either, they stay.
func (r *round) passOn() {
	stay := make(map[appliance.QueueID]int)
	for _, w := range r.waiting {
		over := r.queues[w.queue].Overflow
		if w.only != 0 || over.To == 0 || r.offered[w.id] {
			continue
		}
		late := w.queued.Add(over.After)
		tooLate := over.After > 0 && !r.now.Before(late)
		tooMany := over.Above > 0 && stay[w.queue] >= over.Above
		if (tooLate || tooMany) && r.mans(over.To, w) {
			r.decide(PassOn{w.id, w.queue, over.To})
			continue
		}
		stay[w.queue]++
		if over.After > 0 && !tooLate {
			r.wake(late)
		}
	}
}

// mans tells whether somebody would be there for w in a queue.
func (r *round) mans(id appliance.QueueID, w *waiting) bool {
	q := r.queues[id]
	return slices.ContainsFunc(r.operators, func(o *operator) bool {
		return o.Mans(q, w.kind, r.standing(o)) && o.Attends(w.entry)
	})
}
