package site

import (
	"slices"

	"cordboard/appliance"
	"cordboard/appliance/sqlite"
	"cordboard/ivr"
)

// Ways are to which queues each entry point leads, by itself or through its tree.
type Ways map[appliance.EntryPointID][]appliance.Queue

// ReadWays are those of some entry points, of a site that has these queues. A tree that
// is not there, or cannot be read, leads nowhere.
func ReadWays(v *sqlite.View, entries []appliance.EntryPoint, queues []appliance.Queue) (Ways, error) {
	var texts wood
	if slices.ContainsFunc(entries, func(e appliance.EntryPoint) bool { return e.Phone.Tree != "" }) {
		var err error
		if texts, err = trees(v); err != nil {
			return nil, err
		}
	}
	ways, waits := make(Ways, len(entries)), map[string][]string{}
	for _, e := range entries {
		name := e.Phone.Tree
		if _, read := waits[name]; !read {
			waits[name] = texts.queues(name)
		}
		for _, q := range queues {
			if q.ID == e.Queue || slices.Contains(e.Widget.Topics, q.ID) || slices.Contains(waits[name], q.Name) {
				ways[e.ID] = append(ways[e.ID], q)
			}
		}
	}
	return ways, nil
}

// queues names those in which callers of a tree wait.
func (w wood) queues(name string) (all []string) {
	tree := w.tree(name)
	if tree == nil {
		return nil
	}
	tree, _ = tree.Join(name, w.tree)
	for _, n := range tree.Nodes {
		if waits, is := n.Act.(ivr.Queue); is {
			all = append(all, waits.Queue)
		}
	}
	return all
}

// ServedBy tells whether an operator could be there for an entry point.
func (w Ways) ServedBy(o appliance.Operator, e appliance.EntryPoint) bool {
	return o.Takes(e.Channel.Kind()) && slices.ContainsFunc(w[e.ID], func(q appliance.Queue) bool { return q.ServedBy(o) })
}

// Post is an entry point as it stands now.
type Post struct {
	State State
	There []appliance.OperatorID // who is there for it, in no order
}

// Post is how an entry point that leads to some queues stands.
func (r Roster) Post(e appliance.EntryPoint, queues []appliance.Queue, hoursOpen bool) Post {
	allAway := r.allAway
	if own := e.Widget.AllAway; own != appliance.AllAwayAsSite {
		allAway = State(own)
	}
	staff, there := r.staff(e, queues)
	return Post{StateOf(e, hoursOpen, staff, allAway), there}
}
