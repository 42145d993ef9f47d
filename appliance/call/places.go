package call

import (
	"strings"
	"time"
)

// place is where a caller is in a tree that bore this name when he called.
type place struct {
	tree, node string
	since      time.Time
}

// stand tells others where the caller is: in no node any more once an operator
// has him, or nobody; and never in one whom an operator called.
func (a *actor) stand() {
	if a.Phase == talking || a.Phase == over || a.tree == nil || a.tree.At() == "" {
		a.seen.place.Store(nil)
		return
	}
	a.seen.place.Store(&place{a.entry.Phone.Tree, a.tree.At(), a.conversation.Began})
}

// Callers counts who is in each node of a tree now, by the node's name; is tells
// it by the name that a tree bore at a time. A call that began before the tree
// was changed is counted where it is in its own.
func (cs *Calls) Callers(is func(tree string, at time.Time) bool) map[string]int {
	all := map[string]int{}
	for _, p := range cs.places() {
		if is(p.tree, p.since) {
			node, _, _ := strings.Cut(p.node, "/") // in another tree that this one leads through
			all[node]++
		}
	}
	return all
}

// places are where all callers are who are in a tree.
func (cs *Calls) places() (all []place) {
	cs.mu.Lock()
	defer cs.mu.Unlock()
	for _, a := range cs.calls {
		if p := a.seen.place.Load(); p != nil {
			all = append(all, *p)
		}
	}
	return all
}
