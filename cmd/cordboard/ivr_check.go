package main

import (
	"fmt"
	"io"
	"strings"

	"cordboard/appliance"
	"cordboard/appliance/hours"
	"cordboard/ivr/check"
	"cordboard/ivr/sim"
)

type ivrCheckCommand struct {
	File      string   `arg:"" help:"The tree, a YAML file." type:"path"`
	Prompts   string   `help:"The folder of the prompts; by default prompts beside the tree, if it is there." type:"path" placeholder:"FOLDER"`
	Queues    []string `help:"The queues that exist, as Orders,Returns." placeholder:"NAMES"`
	Operators []string `help:"The sign-in names that exist, as jana,petr." placeholder:"NAMES"`
	Hours     []string `help:"The opening hours that exist; by default those of hours.json beside the tree, if it is there." placeholder:"NAMES"`
}

// Help shows how it is used.
func (ivrCheckCommand) Help() string {
	return `Each finding shows its line, and what to do. A tree without errors is then held to its own tests. The command fails when there is an error; warnings alone are no failure.

Examples:

    cordboard ivr check main.yaml
    cordboard ivr check main.yaml --queues Orders,Returns --prompts /srv/prompts
`
}

// Run checks the tree.
func (c *ivrCheckCommand) Run(stdout io.Writer) error { return ivrCheck(*c, stdout) }

// ivrCheck prints what is wrong with a tree. The error says that it must not
// take calls.
func ivrCheck(c ivrCheckCommand, stdout io.Writer) error {
	calendars, err := besideCalendars(c.File)
	if err != nil {
		return err
	}
	world, unknown, err := c.world(calendars)
	if err != nil {
		return err
	}
	text, name, lines, err := treeText(c.File)
	if err != nil {
		return err
	}
	tree, findings := check.Written(name, text, besideTree(c.File), world)
	left := 0
	if !findings.Bad() {
		results := sim.Trial{Calendars: calendars}.Run(tree)
		left = results.Left()
		findings = append(findings, results.Findings()...)
		findings.Sort()
		if left > 0 {
			unknown = append(unknown, "tests that come at a time (no hours.json beside the tree)")
		}
	}
	bad := lines.list(stdout, findings)
	if len(findings) == 0 {
		if _, err := fmt.Fprintf(stdout, "%s: nothing is wrong with the tree “%s” (%s).\n",
			lines.file, tree.Name, size(len(tree.Nodes), len(tree.Tests)-left)); err != nil {
			return err
		}
	}
	if len(unknown) > 0 {
		if _, err := fmt.Fprintf(stdout, "Not checked: %s.\n", strings.Join(unknown, "; ")); err != nil {
			return err
		}
	}
	return bad
}

// world is what the command line and the files beside the tree say that
// exists, and in words what they do not say.
func (c *ivrCheckCommand) world(calendars []hours.Calendar) (w check.World, unknown []string, err error) {
	w = check.World{Queues: c.Queues, Hours: c.Hours, Operators: c.Operators}
	switch dir, err := promptFolder(c.Prompts, c.File); {
	case err != nil:
		return w, nil, err
	case dir == nil:
		unknown = append(unknown, "prompts (no folder prompts beside the tree; name one with --prompts)")
	default:
		w.Prompts = func(l appliance.Language, name string) bool { return promptFile(dir, l, name) != "" }
	}
	if w.Queues == nil {
		unknown = append(unknown, "names of queues (--queues)")
	}
	if w.Hours == nil {
		for _, calendar := range calendars {
			w.Hours = append(w.Hours, calendar.Name)
		}
	}
	if w.Hours == nil {
		unknown = append(unknown, "names of opening hours (--hours)")
	}
	return w, unknown, nil
}

// size tells how many nodes a tree has, and how many tests it passed.
func size(nodes, tests int) string {
	text := fmt.Sprintf("%d nodes", nodes)
	switch tests {
	case 0:
		return text
	case 1:
		return text + ", its test passes"
	default:
		return fmt.Sprintf("%s, its %d tests pass", text, tests)
	}
}
