package main

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"cordboard/appliance"
	"cordboard/appliance/hours"
	"cordboard/ivr"
	walk "cordboard/ivr/run"
	"cordboard/ivr/sim"
)

type ivrRunCommand struct {
	File     string            `arg:"" help:"The tree, a YAML file." type:"path"`
	Keys     string            `help:"What the caller presses, as 1,2; _ lets one chance pass." placeholder:"KEYS"`
	Language string            `help:"The called number's language (cs, pl, en); a tree that names its own speaks that." default:"cs" enum:"cs,pl,en"`
	At       string            `help:"When the call comes, as \"Sat 10:00\" or \"2026-12-24 10:00\"; needs hours.json beside the tree." xor:"hours" placeholder:"TIME"`
	Closed   bool              `help:"The caller comes out of hours; without it and --at all is open." xor:"hours"`
	Caller   string            `help:"The number that the caller calls from." placeholder:"NUMBER"`
	Called   string            `help:"The number that he calls." placeholder:"NUMBER"`
	Known    bool              `help:"The caller is a known contact."`
	Waiting  int               `help:"How many wait in each queue." placeholder:"COUNT"`
	Answers  map[string]string `help:"What comes of what a node asks for, as jana=busy; without it, it goes well." placeholder:"NODE=OUTCOME"`
	Nobody   bool              `help:"Nobody is signed in to answer."`
	Hasty    bool              `help:"The caller presses each key a second after something begins to sound, without hearing it out."`
	Prompts  string            `help:"The folder of the prompts, for their lengths; by default prompts beside the tree." type:"path" placeholder:"FOLDER"`
}

// Help shows how it is used.
func (ivrRunCommand) Help() string {
	return `What prompts say in words stands in prompts.tsv beside the tree: the file, the voice and the words, with tabs between.

Examples:

    cordboard ivr run main.yaml --keys 3,1
    cordboard ivr run main.yaml --keys _,9,1 --nobody
    cordboard ivr run main.yaml --at "Sat 10:00"
    cordboard ivr run main.yaml --keys 2 --answers "jana=busy;outside=nobody"
`
}

// Run walks the caller.
func (c *ivrRunCommand) Run(stdout io.Writer) error { return ivrRun(*c, stdout) }

// ivrRun prints a caller's way through a tree.
func ivrRun(c ivrRunCommand, stdout io.Writer) error {
	scene, err := c.scene()
	if err != nil {
		return err
	}
	tree, _, err := readTree(c.File, stdout)
	if err != nil {
		return err
	}
	if err := c.shut(tree, &scene, time.Now()); err != nil {
		return err
	}
	words, err := besideWords(c.File)
	if err != nil {
		return err
	}
	return sim.Run(tree, scene).Write(stdout, words)
}

// scene is what the caller does and meets, but for the time of day.
func (c *ivrRunCommand) scene() (sim.Scene, error) {
	keys, err := sim.ParseKeys(c.Keys)
	if err != nil {
		return sim.Scene{}, fmt.Errorf("--keys: %w", err)
	}
	scene := sim.Scene{
		Keys: keys, Hasty: c.Hasty, Language: appliance.Language(c.Language),
		Call:    walk.Call{Caller: c.Caller, Called: c.Called, Known: c.Known, Now: time.Now()},
		Nobody:  func(string) bool { return c.Nobody },
		Waiting: func(string) int { return c.Waiting },
		Answers: func(node string) walk.Outcome { return walk.Outcome(c.Answers[node]) },
	}
	for node, outcome := range c.Answers {
		if !slices.Contains(ivr.Outcomes, outcome) {
			return sim.Scene{}, fmt.Errorf("--answers: %s=%s: write one of %s", node, outcome, strings.Join(ivr.Outcomes, ", "))
		}
	}
	dir, err := promptFolder(c.Prompts, c.File)
	if err != nil {
		return sim.Scene{}, err
	}
	if dir != nil {
		scene.Length = func(l appliance.Language, name string) time.Duration { return promptLength(dir, l, name) }
	}
	return scene, nil
}

var errNoHours = errors.New("--at needs the opening hours: write them into hours.json beside the tree")

// shut settles which opening hours are closed. Hours that the tree names and
// nobody wrote are refused, so that no answer is made up.
func (c *ivrRunCommand) shut(tree *ivr.Tree, scene *sim.Scene, now time.Time) error {
	scene.Closed = func(string) bool { return c.Closed }
	if c.At == "" {
		return nil
	}
	at, err := hours.ParseWall(c.At, hours.DateOf(now))
	if err != nil {
		return fmt.Errorf("--at: %w", err)
	}
	scene.Call.Now = at.In(time.UTC)
	calendars, err := besideCalendars(c.File)
	if err != nil {
		return err
	}
	if calendars == nil {
		return errNoHours
	}
	open := map[string]bool{}
	for _, calendar := range calendars {
		open[calendar.Name] = calendar.OpenAt(at)
	}
	for _, n := range tree.Nodes {
		for _, name := range asksHours(n.Act) {
			if _, known := open[name]; !known {
				return fmt.Errorf("--at: the opening hours “%s” are not in hours.json", name)
			}
		}
	}
	scene.Closed = func(name string) bool { return !open[name] }
	return nil
}

// asksHours are the opening hours that a node asks for.
func asksHours(a ivr.Act) []string {
	switch a := a.(type) {
	case ivr.Hours:
		return []string{a.Hours}
	case ivr.If:
		return a.If.Asks().Hours
	}
	return nil
}
