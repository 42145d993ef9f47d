package acd

import (
	"cmp"
	"slices"
	"time"
)

// inTurn are those that wait, in the order in which it is their turn: the highest
// priority first, and of equal ones the longest wait.
func (s *State) inTurn(now time.Time) []*waiting {
	type ranked struct {
		*waiting
		priority int
	}
	turns := make([]ranked, len(s.waiting))
	for i, w := range s.waiting {
		turns[i] = ranked{w, s.queues[w.queue].PriorityOf(w.priority, now.Sub(w.queued))}
	}
	slices.SortStableFunc(turns, func(a, b ranked) int { return cmp.Compare(b.priority, a.priority) })
	all := make([]*waiting, len(turns))
	for i, t := range turns {
		all[i] = t.waiting
	}
	return all
}
