package admin

import (
	"context"
	"slices"

	"cordboard/appliance"
	"cordboard/appliance/sqlite"
)

// step is something without which nobody is answered, and where to do it.
type step struct{ name, path string }

// missing lists what a new site still lacks, in the order in which it is done.
func (p *Pages) missing(ctx context.Context) (steps []step, err error) {
	err = p.Store.Read(ctx, func(v *sqlite.View) error {
		steps, err = missing(v)
		return err
	})
	if err != nil {
		return nil, err
	}
	if len(p.Trunks.Config().Trunks) == 0 {
		steps = append(steps, step{"trunk", "/admin/trunk"})
	}
	return steps, nil
}

func missing(v *sqlite.View) (steps []step, err error) {
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
	for _, s := range []struct {
		there bool
		step
	}{
		{len(groups) > 0, step{"group", "/admin/groups/new"}},
		{slices.ContainsFunc(operators, serves), step{"operator", "/admin/operators/new"}},
		{slices.ContainsFunc(queues, served), step{"queue", "/admin/queues/new"}},
		{len(entries) > 0, step{"entry", "/admin/entry-points/new"}},
	} {
		if !s.there {
			steps = append(steps, s.step)
		}
	}
	return steps, err
}
