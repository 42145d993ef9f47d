package admin

import (
	"context"

	"cordboard/appliance/site"
	"cordboard/appliance/sqlite"
)

// step is something without which nobody is answered, and where to do it.
type step struct {
	name, path string
	done       bool
}

// doneAt is the page of each step.
var doneAt = map[site.Step]string{
	site.StepGroup:    "/admin/groups/new",
	site.StepOperator: "/admin/operators/new",
	site.StepQueue:    "/admin/queues/new",
	site.StepEntry:    "/admin/entry-points/new",
	site.StepTrunk:    "/admin/trunk",
}

// missing lists what a new site needs, in the order in which it is done, until
// all of it is there.
func (p *Pages) missing(ctx context.Context) ([]step, error) {
	has := site.Furnishing{Trunks: len(p.Trunks.Config().Trunks)}
	err := p.Store.Read(ctx, func(v *sqlite.View) error { return furnishing(v, &has) })
	if err != nil {
		return nil, err
	}
	var steps []step
	ready := true
	for _, s := range site.Steps() {
		done := has.Has(s)
		ready = ready && done
		steps = append(steps, step{string(s), doneAt[s], done})
	}
	if ready {
		return nil, nil
	}
	return steps, nil
}

func furnishing(v *sqlite.View, f *site.Furnishing) (err error) {
	if f.Groups, err = v.Groups(); err != nil {
		return err
	}
	if f.Operators, err = v.Operators(); err != nil {
		return err
	}
	if f.Queues, err = v.Queues(); err != nil {
		return err
	}
	f.Entries, err = v.EntryPoints()
	return err
}
