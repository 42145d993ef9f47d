package site

import (
	"context"
	"fmt"
	"strings"

	"cordboard/appliance"
	"cordboard/appliance/sqlite"
	"cordboard/ivr"
	"cordboard/ivr/check"
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
	all, err := trees(v)
	if err != nil {
		return nil, err
	}
	text, set := all[of.name]
	if !set {
		return nil, appliance.ErrNotFound
	}
	tree, err := ivr.Parse(of.name, []byte(text))
	if err != nil {
		return nil, err
	}
	tree, _ = tree.Join(of.name, all.tree)
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

// Report is what is to be said of a tree's text.
type Report struct {
	Findings ivr.Findings // those of failing tests among them
	Tests    sim.Results  // of a text that can be read
	Texts    []check.Text // what callers are told in words that are not recorded yet
}

// CheckTree says what is wrong with a text and what came of its tests, without
// saving it.
func (s *Site) CheckTree(ctx context.Context, name, text string) (Report, error) {
	report, _, err := s.examine(ctx, name, text)
	if err != nil {
		return Report{}, fmt.Errorf("check tree %q: %w", name, err)
	}
	return report, nil
}

// examine checks a tree against the site at a version, which it gives, and
// then the trees that lead through it.
func (s *Site) examine(ctx context.Context, name, text string) (report Report, at string, err error) {
	var now estate
	err = s.store.Read(ctx, func(v *sqlite.View) error {
		now, err = s.estate(v)
		return err
	})
	if err != nil {
		return report, "", err
	}
	report = look(name, text, now.under(name))
	if !report.Findings.Bad() {
		report.Findings = append(report.Findings, breaks(name, text, now)...)
	}
	return report, now.at, nil
}

// look checks a tree's text and runs its tests. While something else is wrong
// with it what fails there is no finding: it would be said twice. It reads no
// store.
func look(name, text string, on ground) (r Report) {
	tree, found := check.Written(name, []byte(text), on.wood.tree, on.World)
	on.meant(found)
	if r.Findings = found; tree == nil {
		return r
	}
	r.Tests, r.Texts = on.Trial.Run(tree), texts(tree, on.World)
	if !r.Findings.Ways().Bad() {
		r.Findings = append(r.Findings, r.Tests.Findings()...)
		r.Findings.Sort()
	}
	return r
}

func trees(v *sqlite.View) (wood, error) {
	stored, err := v.Settings(treePrefix)
	all := make(wood, len(stored))
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
