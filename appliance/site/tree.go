package site

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"cordboard/appliance"
	"cordboard/appliance/hours"
	"cordboard/appliance/sqlite"
	"cordboard/ivr"
	"cordboard/ivr/check"
	"cordboard/ivr/run"
	"cordboard/ivr/sim"
)

// treePrefix begins the keys under which the texts of trees are stored.
const treePrefix = "tree."

// ErrTree refuses a tree that would fail callers. The error holds the
// ivr.Findings too; count is how many of them are errors.
var ErrTree = appliance.Refuse(appliance.Invalid, "refusal.tree")

// treeOf is what tells the trees of entry points apart: its name, or else the
// queue that one without a tree leads into, and the hours that it stands behind.
type treeOf struct {
	name  string
	queue appliance.QueueID
	hours string
}

// Tree is the tree that an entry point's callers walk, or the one that leads
// straight into its queue; its opening hours stand before either. A call keeps
// the one that it began with.
func (s *Site) Tree(ctx context.Context, e appliance.EntryPoint) (*ivr.Tree, error) {
	of := treeOf{name: e.Phone.Tree, hours: e.Hours}
	if of.name == "" {
		of.queue = e.Queue
	}
	tree, err := s.trees.Of(ctx, s.store, of, of.read)
	if err != nil {
		return nil, fmt.Errorf("read tree of entry point %s: %w", e.ID, err)
	}
	return tree, nil
}

func (of treeOf) read(v *sqlite.View) (*ivr.Tree, error) {
	tree, err := of.written(v)
	if err != nil {
		return nil, err
	}
	queues, err := v.Queues()
	if err != nil {
		return nil, err
	}
	return tree.Sounding(music(queues)).Within(of.hours), nil
}

// written is the tree as its author wrote it.
func (of treeOf) written(v *sqlite.View) (*ivr.Tree, error) {
	if of.name == "" {
		queue, err := v.Queue(of.queue)
		return ivr.Direct(queue.Name, ""), err
	}
	text, set, err := v.Setting(treePrefix + of.name)
	switch {
	case err != nil:
		return nil, err
	case !set:
		return nil, appliance.ErrNotFound
	}
	tree, err := ivr.Parse(of.name, []byte(text))
	if err != nil {
		return nil, err
	}
	tree, _ = tree.Join(of.name, stored{v}.tree)
	return tree, nil
}

// music is what callers hear in each queue, by its name.
func music(queues []appliance.Queue) map[string]string {
	all := make(map[string]string, len(queues))
	for _, q := range queues {
		all[q.Name] = q.Music
	}
	return all
}

// Trees reads the texts of all trees by name.
func (s *Site) Trees(ctx context.Context) (all map[string]string, err error) {
	err = s.store.Read(ctx, func(v *sqlite.View) error {
		all, err = trees(v)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("read trees: %w", err)
	}
	return all, nil
}

// CheckTree says what is wrong with a text, without saving it.
func (s *Site) CheckTree(ctx context.Context, name, text string) (ivr.Findings, error) {
	found, _, err := s.examine(ctx, name, text)
	if err != nil {
		return nil, fmt.Errorf("check tree %q: %w", name, err)
	}
	return found, nil
}

// SaveTree adds a tree or replaces the one of that name, unless an error is
// found in it. Warnings are no hindrance; they are returned. It is checked
// before anything is written, since others wait for a write; when the site
// changed meanwhile, it is checked again.
func (s *Site) SaveTree(ctx context.Context, by appliance.OperatorID, name, text string) (found ivr.Findings, err error) {
	if err := checkPlainName(name); err != nil {
		return nil, err
	}
	for {
		var at string
		if found, at, err = s.examine(ctx, name, text); err != nil {
			break
		}
		if found.Bad() {
			err = fmt.Errorf("%w: %w", ErrTree.With("count", errorsIn(found)), found)
			break
		}
		if err = s.putTree(ctx, by, name, text, at); !errors.Is(err, errMoved) {
			break
		}
	}
	if err != nil {
		return found, fmt.Errorf("save tree %q: %w", name, err)
	}
	return found, nil
}

// errMoved says that the site is not the one any more that was read.
var errMoved = errors.New("the site changed meanwhile")

// examine checks a tree against the site at a version, which it gives, and
// then the trees that lead through it.
func (s *Site) examine(ctx context.Context, name, text string) (found ivr.Findings, at string, err error) {
	var on ground
	var users []user
	err = s.store.Read(ctx, func(v *sqlite.View) error {
		if at, _, err = v.Setting(versionKey); err != nil {
			return err
		}
		if on, err = s.ground(v, name); err != nil {
			return err
		}
		users, err = s.users(v, name, on.wood)
		return err
	})
	if err != nil {
		return nil, at, err
	}
	found, err = look(name, text, on)
	if err == nil && !found.Bad() {
		found = append(found, breaks(name, text, users)...)
	}
	return found, at, err
}

// putTree stores a tree that was checked against the site at a version.
func (s *Site) putTree(ctx context.Context, by appliance.OperatorID, name, text, at string) error {
	return s.store.Write(ctx, func(tx *sqlite.Tx) error {
		if now, _, err := tx.Setting(versionKey); err != nil || now != at {
			return cmp.Or(err, errMoved)
		}
		old, set, err := tx.Setting(treePrefix + name)
		if err != nil || set && old == text {
			return err
		}
		if err := tx.SetSetting(treePrefix+name, text); err != nil {
			return err
		}
		var before any
		if set {
			before = old
		}
		return s.changed(tx, by, treeKept+name, before, text)
	})
}

// find checks a tree against what the box has.
func (s *Site) find(v *sqlite.View, name, text string) (ivr.Findings, error) {
	on, err := s.ground(v, name)
	if err != nil {
		return nil, err
	}
	return look(name, text, on)
}

// ground is what a tree is checked and tried on: what the box has.
type ground struct {
	check.World
	sim.Trial
	wood wood
}

// look checks a tree's text and, if nothing is wrong with it, runs its tests.
// It reads no store.
func look(name, text string, on ground) (ivr.Findings, error) {
	tree, err := ivr.Parse(name, []byte(text))
	if found, ok := errors.AsType[ivr.Findings](err); ok {
		return found, nil
	}
	if err != nil {
		return nil, err
	}
	tree, found := tree.Join(name, on.wood.tree)
	if !found.Bad() {
		found = check.Check(tree, on.World)
	}
	if found.Bad() {
		return found, nil
	}
	failed, _ := on.Trial.Run(tree)
	found = append(found, failed...)
	found.Sort()
	return found, nil
}

func (s *Site) ground(v *sqlite.View, tree string) (g ground, err error) {
	g.World = check.World{Prompts: s.prompts, Queues: []string{}, Hours: []string{}, Operators: []string{}}
	queues, err := v.Queues()
	if err != nil {
		return g, err
	}
	for _, q := range queues {
		g.Queues = append(g.Queues, q.Name)
	}
	g.Music = music(queues)
	operators, err := v.Operators()
	if err != nil {
		return g, err
	}
	for _, o := range operators {
		g.Operators = append(g.Operators, o.Login)
		g.People = append(g.People, run.Person{Operator: o.Login, Name: o.Name})
	}
	if g.wood, err = trees(v); err != nil {
		return g, err
	}
	if g.Calendars, err = calendars(v); err != nil {
		return g, err
	}
	for _, c := range g.Calendars {
		g.Hours = append(g.Hours, c.Name)
	}
	if g.Calendars == nil {
		g.Calendars = []hours.Calendar{} // there are none, and that is known
	}
	entries, err := v.EntryPoints()
	for _, e := range entries {
		if e.Phone.Tree == tree && !slices.Contains(g.Languages, e.Language) {
			g.Languages = append(g.Languages, e.Language)
		}
	}
	if len(g.Languages) > 0 {
		g.Language = g.Languages[0]
	}
	return g, err
}

// broken are the trees that have errors, by name.
func (s *Site) broken(v *sqlite.View) ([]string, error) {
	all, err := trees(v)
	if err != nil {
		return nil, err
	}
	var bad []string
	for _, name := range slices.Sorted(maps.Keys(all)) {
		found, err := s.find(v, name, all[name])
		if err != nil {
			return nil, err
		}
		if found.Bad() {
			bad = append(bad, name)
		}
	}
	return bad, nil
}

func trees(v *sqlite.View) (map[string]string, error) {
	stored, err := v.Settings(treePrefix)
	all := make(map[string]string, len(stored))
	for key, text := range stored {
		all[strings.TrimPrefix(key, treePrefix)] = text
	}
	return all, err
}

func errorsIn(found ivr.Findings) (n int) {
	for _, f := range found {
		if f.Severity == ivr.Error {
			n++
		}
	}
	return n
}
