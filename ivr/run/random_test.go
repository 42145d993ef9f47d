package run_test

import (
	"testing"

	"cordboard/appliance"
	"cordboard/ivr"
	"cordboard/ivr/ivrtest"
	"cordboard/ivr/run"

	"pgregory.net/rapid"
)

// TestNobodyIsLeftAlone walks random callers through random trees, most of
// them bad ones: after every event the call is over, or something is pending
// that goes on by itself. A queue's music is such a thing: from there an
// operator, or the word that nobody is there, takes over.
func TestNobodyIsLeftAlone(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := call(t, ivrtest.Joined().Draw(t, "tree"), appliance.Czech)
		c.world = shut{"Orders": rapid.Bool().Draw(t, "closed")}
		effects := c.next(run.Began{})
		for range rapid.IntRange(0, 40).Draw(t, "events") {
			c.inhabited(effects)
			effects = c.next(c.random(t))
		}
		c.inhabited(effects)
	})
}

// inhabited fails when the caller is in silence for ever, or when the session
// is not over though it ended, or ended without saying so.
func (c *caller) inhabited(effects []run.Effect) {
	c.t.Helper()
	if c.ended != c.session.Over() {
		c.t.Fatalf("ended %v, over %v", c.ended, c.session.Over())
	}
	if !c.ended && !c.session.Talking() && c.playing == 0 && c.waiting == 0 {
		c.t.Fatalf("at %q after %#v nothing is pending", c.session.At(), effects)
	}
	for i, e := range effects {
		if _, hangup := e.(run.Hangup); hangup && i != len(effects)-1 {
			c.t.Fatalf("%#v goes on after hanging up", effects)
		}
	}
	if limit := 4 * (len(c.tree.Nodes) + 1) * 33; len(effects) > limit {
		c.t.Fatalf("%d effects of one event", len(effects))
	}
}

// random draws an event that can come now, or a late one.
func (c *caller) random(t *rapid.T) run.Event {
	switch rapid.IntRange(0, 17).Draw(t, "event") {
	case 0, 1, 2, 3:
		return run.Pressed{Key: rapid.SampledFrom([]byte(ivr.Keys+"x")).Draw(t, "key")}
	case 4, 5, 6:
		if c.looped {
			return run.NobodyThere{}
		}
		return run.Played{Play: c.playing}
	case 7, 8:
		return run.TimedOut{Wait: c.waiting}
	case 9:
		return run.Played{Play: rapid.IntRange(-1, 20).Draw(t, "late")}
	case 10:
		return run.TimedOut{Wait: rapid.IntRange(-1, 20).Draw(t, "late")}
	case 11:
		return run.NobodyThere{}
	case 12, 13, 14:
		return run.Answer{Ask: c.asking, Outcome: rapid.SampledFrom(outcomes).Draw(t, "outcome")}
	case 15:
		return run.Through{Ask: c.asking}
	case 16:
		return rapid.SampledFrom([]run.Event{run.Released{}, run.Answer{}, run.Answer{Ask: 1, Outcome: run.Done}, run.Through{}}).Draw(t, "stray")
	default:
		return rapid.SampledFrom([]run.Event{run.HungUp{}, run.Taken{}, run.Began{}}).Draw(t, "end")
	}
}

var outcomes = []run.Outcome{
	run.Found, run.Several, run.Unknown, run.Busy, run.Nobody, run.Kept, run.Empty, run.Done, run.Failed, "nonsense",
}

// TestAfterTheEndNothingHappens holds that an ended session stays silent.
func TestAfterTheEndNothingHappens(t *testing.T) {
	for _, end := range []run.Event{run.Taken{}, run.HungUp{}} {
		c := call(t, parse(t, "nodes:\n  a:\n    menu: hello\n    1: a\n    nothing: a\n"), appliance.Czech)
		if got := c.next(run.Began{}); len(got) != 1 {
			t.Fatalf("before the end: %#v", got)
		}
		if got := c.next(end); got != nil {
			t.Errorf("%#v: got %#v", end, got)
		}
		for _, e := range []run.Event{
			run.Began{},
			run.Pressed{Key: '1'},
			run.Played{Play: 1},
			run.TimedOut{Wait: 1},
			run.NobodyThere{},
			run.Taken{},
			run.HungUp{},
		} {
			if got := c.next(e); got != nil {
				t.Errorf("after %#v, %#v: got %#v", end, e, got)
			}
		}
	}
}

// TestQueuesWithoutAnybodyEndInGoodbye holds that empty queues that lead to
// one another do not pass a caller round for ever.
func TestQueuesWithoutAnybodyEndInGoodbye(t *testing.T) {
	c := call(t, parse(t, "nodes:\n  a:\n    queue: A\n    nobody: b\n  b:\n    queue: B\n    nobody: a\n"), appliance.Czech)
	c.next(run.Began{})
	for range 3 {
		if c.next(run.NobodyThere{}); !c.looped {
			return
		}
	}
	t.Errorf("still at %q", c.session.At())
}
