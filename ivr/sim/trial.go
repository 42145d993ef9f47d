package sim

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"cordboard/appliance"
	"cordboard/appliance/hours"
	"cordboard/ivr"
	"cordboard/ivr/run"
)

// Trial is what a tree's own tests stand on.
type Trial struct {
	// Calendars are the opening hours. Where they are nil nobody knows them,
	// and a test that comes at a time is not run.
	Calendars []hours.Calendar
	// Language is that of the number called, for tests that name none.
	Language appliance.Language
	// People can be reached by name.
	People []run.Person
}

// Result is what came of one test.
type Result struct {
	ivr.Test
	// Reached is the queue, the operator or the node where the caller ended;
	// empty: the test was not run.
	Reached string
	// Findings say why it fails; warnings are no failure.
	Findings ivr.Findings
}

// Passed tells whether it was run and did not fail.
func (r Result) Passed() bool { return r.Reached != "" && !r.Findings.Bad() }

// Run runs the tests of a tree, in the order of the file.
func (t Trial) Run(tree *ivr.Tree) (all Results) {
	for _, test := range tree.Tests {
		r := Result{Test: test}
		if test.At == "" || t.Calendars != nil {
			v := verdict{tree: tree, test: test}
			if scene, err := t.Scene(test); err != nil {
				v.note("at", "test-at", "text", test.At)
			} else {
				story := Run(tree, scene)
				v.judge(story)
				r.Reached = story.End.reached()
			}
			r.Findings = v.findings
		}
		all = append(all, r)
	}
	return all
}

// Results are those of all tests of a tree.
type Results []Result

// Findings are what is found in all of them.
func (all Results) Findings() (found ivr.Findings) {
	for _, r := range all {
		found = append(found, r.Findings...)
	}
	return found
}

// Left counts those that were not run for want of calendars.
func (all Results) Left() (n int) {
	for _, r := range all {
		if r.Reached == "" && len(r.Findings) == 0 {
			n++
		}
	}
	return n
}

// ordinary is the Monday of a week in which no country has a holiday that the
// box knows, so that "Mon 10:00" means the same in every test.
var ordinary = hours.Date{Year: 2026, Month: time.June, Day: 15}

// Scene is what a test says of the caller and the box. The error is that of its
// time.
func (t Trial) Scene(test ivr.Test) (Scene, error) {
	scene := Scene{
		Keys: test.Keys, People: t.People,
		Language: appliance.Language(cmp.Or(test.Language, string(t.Language), string(appliance.English))),
		Call:     run.Call{Caller: test.Caller, Called: test.Called, Known: test.Known, Now: noon},
		Closed:   func(hours string) bool { return slices.Contains(test.Closed, hours) },
		Nobody:   func(queue string) bool { return slices.Contains(test.Nobody, queue) },
		Waiting: func(queue string) int {
			i := slices.IndexFunc(test.Waiting, func(c ivr.Count) bool { return c.Name == queue })
			if i < 0 {
				return 0
			}
			return test.Waiting[i].Count
		},
		Answers: func(node string) run.Outcome { return run.Outcome(value(test.Answers, node)) },
	}
	if test.At == "" {
		return scene, nil
	}
	at, err := hours.ParseWall(test.At, ordinary)
	if err != nil {
		return scene, fmt.Errorf("read the time of a test: %w", err)
	}
	scene.Call.Now = at.In(time.UTC)
	scene.Closed = func(name string) bool {
		i := slices.IndexFunc(t.Calendars, func(c hours.Calendar) bool { return c.Name == name })
		return slices.Contains(test.Closed, name) || i >= 0 && !t.Calendars[i].OpenAt(at)
	}
	return scene, nil
}

// noon is when a call comes that comes at no time: on a Monday.
var noon = time.Date(ordinary.Year, ordinary.Month, ordinary.Day, 12, 0, 0, 0, time.UTC)

// value is what stands behind a name, or nothing.
func value(all []ivr.Parameter, name string) string {
	for _, p := range all {
		if p.Name == name {
			return p.Value
		}
	}
	return ""
}

// verdict is what is found in one test.
type verdict struct {
	tree     *ivr.Tree
	test     ivr.Test
	findings ivr.Findings
}

func (v *verdict) note(key, code string, args ...string) {
	f := ivr.Finding{Place: v.tree.TestPlace(v.test.Name, key), Code: code, InTests: true, Args: map[string]string{"test": v.test.Name}}
	for i := 0; i+1 < len(args); i += 2 {
		f.Args[args[i]] = args[i+1]
	}
	v.findings = append(v.findings, f)
}

func (v *verdict) judge(s Story) {
	if got := s.End.reached(); v.test.Reaches != "" && v.test.Reaches != got && v.test.Reaches != s.End.Node {
		v.note("reaches", "test-reaches", "got", got, "want", v.test.Reaches)
	}
	v.hears(s.heard())
	for _, p := range v.test.Sets {
		if got := s.Parameters[p.Name]; got != p.Value {
			v.note("parameter "+p.Name, "test-sets", "name", p.Name, "got", got, "want", p.Value)
		}
	}
	if s.Left != "" {
		v.note("keys", "test-left", "keys", strings.Join(strings.Split(s.Left, ""), ","))
		v.findings[len(v.findings)-1].Severity = ivr.Warning
	}
}

// reached is whom or what the caller came to.
func (e End) reached() string { return cmp.Or(e.Operator, e.Queue, e.Node) }

// hears finds the first sound that is wanted and does not come after those
// before it.
func (v *verdict) hears(heard []string) {
	rest := heard
	for _, want := range v.test.Hears {
		i := slices.Index(rest, want)
		if i < 0 {
			v.note("hears", "test-hears", "want", want, "got", cmp.Or(strings.Join(heard, ", "), "–"))
			return
		}
		rest = rest[i+1:]
	}
}

// heard are the prompts and texts that sounded, in their order.
func (s Story) heard() (all []string) {
	for _, m := range s.Moments {
		switch e := m.What.(type) {
		case run.Play:
			all = append(all, e.Prompts...)
		case run.Say:
			all = append(all, e.Text)
		}
	}
	return all
}
