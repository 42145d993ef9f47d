package site

import (
	"maps"
	"slices"

	"cordboard/appliance"
	"cordboard/appliance/hours"
	"cordboard/appliance/sqlite"
	"cordboard/ivr"
	"cordboard/ivr/check"
	"cordboard/ivr/run"
	"cordboard/ivr/sim"
)

// estate is all that trees are checked against and tried on, as it was at a
// version of the site. It reads no store.
type estate struct {
	at      string
	world   check.World
	trial   sim.Trial
	wood    wood
	entries []appliance.EntryPoint
	renames Renames
}

// ground is what one tree is checked and tried on.
type ground struct {
	check.World
	sim.Trial
	wood    wood
	renames Renames
}

// meant has the findings of trees that there are not name the one that was
// probably meant: by what it is called now, or how it is written.
func (g ground) meant(found ivr.Findings) {
	for i, f := range found {
		if f.Code != "tree-unknown" {
			continue
		}
		written := f.Args["name"]
		if now := g.renames.Latest(written); now != written && g.wood.tree(now) != nil {
			found[i].Like = now
		} else {
			found[i].Like = ivr.Like(written, slices.Sorted(maps.Keys(g.wood)))
		}
	}
}

// under is the ground of a tree: its callers speak the languages of the
// numbers that lead to it.
func (e estate) under(tree string) ground {
	g := ground{World: e.world, Trial: e.trial, wood: e.wood, renames: e.renames}
	for _, entry := range e.entries {
		if entry.Phone.Tree == tree && !slices.Contains(g.Languages, entry.Language) {
			g.Languages = append(g.Languages, entry.Language)
		}
	}
	if len(g.Languages) > 0 {
		g.Language = g.Languages[0]
	}
	return g
}

// bad tells whether a tree would fail callers.
func (e estate) bad(tree string) bool {
	return look(tree, e.wood[tree], e.under(tree)).Findings.Bad()
}

func (s *Site) estate(v *sqlite.View) (e estate, err error) {
	if e.at, _, err = v.Setting(versionKey); err != nil {
		return e, err
	}
	if e.wood, err = trees(v); err != nil {
		return e, err
	}
	if e.renames, err = renames(v); err != nil {
		return e, err
	}
	if e.entries, err = v.EntryPoints(); err != nil {
		return e, err
	}
	if e.world.Prompts, err = s.has(v); err != nil {
		return e, err
	}
	if err := e.numbers(v, s); err != nil {
		return e, err
	}
	e.world.Mute = s.sounds != nil && !s.voice.There()
	if err := e.queues(v); err != nil {
		return e, err
	}
	if err := e.people(v); err != nil {
		return e, err
	}
	return e, e.hours(v)
}

// numbers are those outside.
func (e *estate) numbers(v *sqlite.View, s *Site) error {
	if s.barred == nil {
		return nil
	}
	country, err := s.Region(v)
	if err != nil {
		return err
	}
	barred, err := s.barred(v)
	e.world.Barred = func(number string) check.Barrier { return barred(number, country) }
	return err
}

func (e *estate) queues(v *sqlite.View) error {
	queues, err := v.Queues()
	e.world.Queues, e.world.Music = []string{}, music(queues)
	for _, q := range queues {
		e.world.Queues = append(e.world.Queues, q.Name)
	}
	return err
}

func (e *estate) people(v *sqlite.View) error {
	operators, err := v.Operators()
	e.world.Operators = []string{}
	for _, o := range operators {
		e.world.Operators = append(e.world.Operators, o.Login)
		if o.Reachable() {
			e.trial.People = append(e.trial.People, run.Person{Operator: o.Login, Name: o.Name})
		}
	}
	return err
}

func (e *estate) hours(v *sqlite.View) error {
	all, err := CalendarsOf(v)
	e.world.Hours = []string{}
	for _, c := range all {
		e.world.Hours = append(e.world.Hours, c.Name)
	}
	if e.trial.Calendars = all; all == nil {
		e.trial.Calendars = []hours.Calendar{} // there are none, and that is known
	}
	return err
}
