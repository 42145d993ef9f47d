package run_test

import (
	"testing"
	"time"

	"cordboard/appliance"
	"cordboard/ivr"
	"cordboard/ivr/run"

	"github.com/google/go-cmp/cmp"
)

// shut is a world in which the hours named are closed, the queues named full,
// and the call comes from Prague at noon on a Monday.
type shut map[string]bool

func (s shut) Open(hours string) bool { return !s[hours] }

func (s shut) Queue(name string) ivr.QueueFacts {
	if s[name] {
		return ivr.QueueFacts{Waiting: 9}
	}
	return ivr.QueueFacts{Manned: true}
}

func (shut) People() []run.Person {
	return []run.Person{{Operator: "jana", Name: "Jana Nováková"}, {Operator: "petr", Name: "Petr Novák"}, {Operator: "lukasz", Name: "Łukasz Żak"}}
}

func (s shut) Call() run.Call {
	if s["hidden"] {
		return run.Call{Called: "100"}
	}
	return run.Call{Caller: "+420222333444", Called: "100", Known: s["known"], Now: time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)}
}

// fataler is what testing.T and rapid.T share.
type fataler interface {
	Helper()
	Fatalf(format string, args ...any)
}

// caller drives a session that is saved and reloaded between any two steps,
// and beside it one that never is: both must do the same.
type caller struct {
	t       fataler
	tree    *ivr.Tree
	world   shut
	session *run.Session
	twin    *run.Session

	playing, waiting int // what is pending
	asking           int // the newest
	looped           bool
	ended            bool // Hangup came, or the caller or an operator ended it
}

func call(t fataler, tree *ivr.Tree, language appliance.Language) *caller {
	return &caller{
		t: t, tree: tree, world: shut{},
		session: run.New(tree, language), twin: run.New(tree, language),
	}
}

func (c *caller) next(e run.Event) []run.Effect {
	c.t.Helper()
	c.reload()
	got, want := c.session.Next(c.world, e), c.twin.Next(c.world, e)
	if d := cmp.Diff(want, got); d != "" {
		c.t.Fatalf("after %#v the reloaded session differs (-kept +reloaded):\n%s", e, d)
	}
	c.pend(e, got)
	return got
}

func (c *caller) reload() {
	c.t.Helper()
	bytes := c.session.Save()
	s, err := run.Load(c.tree, bytes)
	if err != nil {
		c.t.Fatalf("load %s: %v", bytes, err)
	}
	c.session = s
}

// pend keeps track of what is played and waited for, as a driver does.
func (c *caller) pend(e run.Event, effects []run.Effect) {
	switch e := e.(type) {
	case run.Played:
		if e.Play == c.playing && !c.looped {
			c.playing = 0
		}
	case run.TimedOut:
		if e.Wait == c.waiting {
			c.waiting = 0
		}
	case run.Through:
		if c.session.Talking() {
			c.waiting = 0
		}
	case run.Taken:
		c.ended = c.ended || !c.session.Talking()
	case run.HungUp:
		c.ended = true
	}
	for _, effect := range effects {
		if number, asked := run.Asked(effect); asked {
			c.asking = number
		}
		switch f := effect.(type) {
		case run.Play:
			c.playing, c.looped, c.waiting = f.Number, f.Loop, 0
		case run.Say:
			c.playing, c.looped, c.waiting = f.Number, false, 0
		case run.Silence:
			c.playing = 0
		case run.Wait:
			c.waiting = f.Number
		case run.Hangup:
			c.ended = true
		}
	}
}

func parse(t *testing.T, text string) *ivr.Tree {
	t.Helper()
	tree, err := ivr.Parse("test", []byte(text))
	if err != nil {
		t.Fatalf("parse:\n%v", err)
	}
	return tree
}
