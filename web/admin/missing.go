package admin

import (
	"context"
	"slices"

	"cordboard/appliance"
	"cordboard/appliance/sqlite"
)

// step is something without which nobody is answered, and where to do it.
type step struct {
	name, path string
	done       bool
}

// missing lists what a new site needs, in the order in which it is done, until
// all of it is there.
func (p *Pages) missing(ctx context.Context) (steps []step, err error) {
	err = p.Store.Read(ctx, func(v *sqlite.View) error {
		steps, err = missing(v)
		return err
	})
	if err != nil {
		return nil, err
	}
	steps = append(steps, step{"trunk", "/admin/trunk", len(p.Trunks.Config().Trunks) > 0})
	if !slices.ContainsFunc(steps, func(s step) bool { return !s.done }) {
		return nil, nil
	}
	return steps, nil
}

func missing(v *sqlite.View) ([]step, error) {
	groups, err := v.Groups()
	if err != nil {
		return nil, err
	}
	operators, err := v.Operators()
	if err != nil {
		return nil, err
	}
	queues, err := v.Queues()
	if err != nil {
		return nil, err
	}
	entries, err := v.EntryPoints()
	serves := func(o appliance.Operator) bool { return !o.Disabled && len(o.Groups) > 0 }
	served := func(q appliance.Queue) bool { return len(q.Groups) > 0 }
	return []step{
		{"group", "/admin/groups/new", len(groups) > 0},
		{"operator", "/admin/operators/new", slices.ContainsFunc(operators, serves)},
		{"queue", "/admin/queues/new", slices.ContainsFunc(queues, served)},
		{"entry", "/admin/entry-points/new", len(entries) > 0},
	}, err
}
