package call

import "strings"

// place is where a caller is in a tree.
type place struct{ tree, node string }

// stand tells others where the caller is: in no node any more once an operator
// has him, or nobody; and never in one whom an operator called.
func (a *actor) stand() {
	if a.Phase == talking || a.Phase == over || a.tree == nil || a.tree.At() == "" {
		a.place.Store(nil)
		return
	}
	a.place.Store(&place{a.entry.Phone.Tree, a.tree.At()})
}

// Callers counts who is in each node of a tree now, by the node's name. A call
// that began before the tree was changed is counted where it is in its own.
func (cs *Calls) Callers(tree string) map[string]int {
	cs.mu.Lock()
	defer cs.mu.Unlock()
	all := map[string]int{}
	for _, a := range cs.calls {
		if p := a.place.Load(); p != nil && p.tree == tree {
			node, _, _ := strings.Cut(p.node, "/") // in another tree that this one leads through
			all[node]++
		}
	}
	return all
}
