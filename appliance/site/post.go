package site

import (
	"slices"

	"cordboard/appliance"
	"cordboard/appliance/sqlite"
)

// Ways are to which queues each entry point leads, by itself or through its tree.
type Ways map[appliance.EntryPointID][]appliance.Queue

// WaysOf reads those of all entry points.
func WaysOf(v *sqlite.View) (Ways, error) {
	entries, err := v.EntryPoints()
	if err != nil {
		return nil, err
	}
	ways := make(Ways, len(entries))
	for _, e := range entries {
		if ways[e.ID], err = queuesOf(v, e); err != nil {
			return nil, err
		}
	}
	return ways, nil
}

// Post is an entry point as it stands now.
type Post struct {
	EntryPoint appliance.EntryPoint
	State      State
	// Serve are those who could be there for it, There those of them who are.
	Serve, There []appliance.OperatorID
}

// Post is how an entry point that leads to some queues stands.
func (r Roster) Post(e appliance.EntryPoint, queues []appliance.Queue, hoursOpen bool) Post {
	p := Post{EntryPoint: e, State: r.state(e, queues, hoursOpen)}
	for _, o := range r.operators {
		if o.Takes(e.Channel.Kind()) && slices.ContainsFunc(queues, func(q appliance.Queue) bool { return q.ServedBy(o) }) {
			p.Serve = append(p.Serve, o.ID)
		}
		if r.mans(o, e, queues) {
			p.There = append(p.There, o.ID)
		}
	}
	return p
}
