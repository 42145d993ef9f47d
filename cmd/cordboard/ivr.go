package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"cordboard/appliance"
	"cordboard/appliance/media"
	"cordboard/ivr"
	"cordboard/ivr/check"
	"cordboard/ivr/sim"
)

// ivrCommands check and try trees without a box.
type ivrCommands struct {
	Check ivrCheckCommand `cmd:"" help:"Say what is wrong with a tree."`
	Run   ivrRunCommand   `cmd:"" help:"Walk a caller through a tree without a telephone."`
}

type ivrCheckCommand struct {
	File    string   `arg:"" help:"The tree, a YAML file." type:"path"`
	Prompts string   `help:"Where the prompts are; by default the folder prompts beside the file, if there is one." type:"path"`
	Queues  []string `help:"The queues that exist. Without it any does."`
	Hours   []string `help:"The opening hours that exist. Without it any do."`
}

type ivrRunCommand struct {
	File     string `arg:"" help:"The tree, a YAML file." type:"path"`
	Keys     string `help:"What the caller presses, as 1,2; _ lets one chance pass."`
	Language string `help:"The called number's language (cs, pl, en); a tree that names its own speaks that." default:"cs" enum:"cs,pl,en"`
	Closed   bool   `help:"The caller comes out of hours."`
	Nobody   bool   `help:"Nobody is signed in to answer."`
	Hasty    bool   `help:"The caller presses each key a second after something begins to sound, without hearing it out."`
	Prompts  string `help:"Where the prompts are, for their lengths; by default the folder prompts beside the file." type:"path"`
}

// Run checks the tree.
func (c *ivrCheckCommand) Run(stdout io.Writer) error { return ivrCheck(*c, stdout) }

// Run walks the caller.
func (c *ivrRunCommand) Run(stdout io.Writer) error { return ivrRun(*c, stdout) }

// ivrCheck prints what is wrong with a tree. The error says that it must not
// take calls.
func ivrCheck(c ivrCheckCommand, stdout io.Writer) error {
	tree, err := readTree(c.File, stdout)
	if err != nil {
		return err
	}
	world := check.World{Queues: c.Queues, Hours: c.Hours}
	dir := promptFolder(c.Prompts, c.File)
	if dir != nil {
		world.Prompts = func(l appliance.Language, name string) bool { return promptFile(dir, l, name) != "" }
	}
	findings := check.Check(tree, world)
	bad := list(stdout, c.File, findings)
	if dir == nil {
		if _, err := fmt.Fprintln(stdout, "note     The prompts were not checked: there is no folder “prompts” beside the file, and --prompts names none."); err != nil {
			return err
		}
	}
	if bad != nil || len(findings) > 0 {
		return bad
	}
	_, err = fmt.Fprintf(stdout, "%s: nothing is wrong with the tree “%s” (%d nodes).\n",
		filepath.Base(c.File), tree.Name, len(tree.Nodes))
	return err
}

// ivrRun prints a caller's way through a tree.
func ivrRun(c ivrRunCommand, stdout io.Writer) error {
	tree, err := readTree(c.File, stdout)
	if err != nil {
		return err
	}
	keys, err := sim.ParseKeys(c.Keys)
	if err != nil {
		return fmt.Errorf("--keys: %w", err)
	}
	scene := sim.Scene{
		Keys: keys, Hasty: c.Hasty, Language: appliance.Language(c.Language),
		Closed: func(string) bool { return c.Closed },
		Nobody: func(string) bool { return c.Nobody },
	}
	if dir := promptFolder(c.Prompts, c.File); dir != nil {
		scene.Length = func(l appliance.Language, name string) time.Duration { return promptLength(dir, l, name) }
	}
	return sim.Run(tree, scene).Write(stdout)
}

// readTree reads a tree and prints what it could not read.
func readTree(file string, stdout io.Writer) (*ivr.Tree, error) {
	text, err := os.ReadFile(file)
	if err != nil {
		return nil, fmt.Errorf("read the tree: %w", err)
	}
	tree, err := ivr.Parse(filepath.Base(file), text)
	if findings, ok := errors.AsType[ivr.Findings](err); ok {
		return nil, list(stdout, file, findings)
	}
	return tree, err
}

// list prints findings; the error counts those that are errors.
func list(stdout io.Writer, file string, findings ivr.Findings) error {
	bad := 0
	for _, f := range findings {
		if f.Severity == ivr.Error {
			bad++
		}
		if _, err := fmt.Fprintf(stdout, "%-8s %s\n", f.Severity, f); err != nil {
			return err
		}
	}
	switch bad {
	case 0:
		return nil
	case 1:
		return fmt.Errorf("%s has an error", filepath.Base(file))
	default:
		return fmt.Errorf("%s has %d errors", filepath.Base(file), bad)
	}
}

// promptFolder is the folder of prompts that was named, or the one beside the
// tree; nil if there is none.
func promptFolder(named, tree string) fs.FS {
	if named == "" {
		named = filepath.Join(filepath.Dir(tree), "prompts")
		if _, err := os.Stat(named); err != nil {
			return nil
		}
	}
	return os.DirFS(named)
}

// promptFile finds a prompt's recording, or gives "".
func promptFile(dir fs.FS, l appliance.Language, name string) string {
	for _, file := range ivr.PromptFiles(string(l), name) {
		if _, err := fs.Stat(dir, file); err == nil {
			return file
		}
	}
	return ""
}

// promptLength is how long a prompt sounds; a second if it cannot be played,
// as in a call.
func promptLength(dir fs.FS, l appliance.Language, name string) time.Duration {
	f, err := dir.Open(promptFile(dir, l, name))
	if err != nil {
		return time.Second
	}
	defer func() { _ = f.Close() }()
	clip, err := media.LoadClip(f)
	if err != nil {
		return time.Second
	}
	return clip.Length()
}
