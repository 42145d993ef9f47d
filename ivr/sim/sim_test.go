package sim_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"cordboard/appliance"
	"cordboard/ivr"
	"cordboard/ivr/ivrtest"
	"cordboard/ivr/run"
	"cordboard/ivr/sim"

	"pgregory.net/rapid"
)

const shop = `
nodes:
  hours:
    hours: Shop
    open: greeting
    closed: bye
  greeting:
    play: hello
    then: welcome
  welcome:
    menu: welcome
    1: orders
    2: bye
    9: welcome
    nothing: polish
    retries: 1
    timeout: 4s
  polish:
    language: pl
    play: chosen
    then: reception
  orders:
    queue: Orders
    nobody: reception
  reception:
    queue: Reception
  bye:
    hangup:
`

func tree(t *testing.T, text string) *ivr.Tree {
	t.Helper()
	tree, err := ivr.Parse("test", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return tree
}

func TestCallersEndWhereTheirKeysLead(t *testing.T) {
	all := func(string) bool { return true }
	orders := func(queue string) bool { return queue == "Orders" }
	for name, c := range map[string]struct {
		scene sim.Scene
		want  sim.End
	}{
		"one": {
			sim.Scene{Keys: "1"},
			sim.End{At: 7 * time.Second, How: sim.Waits, Node: "orders", Queue: "Orders", Language: "cs"},
		},
		"bye":    {sim.Scene{Keys: "2"}, sim.End{At: 7 * time.Second, How: sim.HungUp, Node: "bye", Language: "cs"}},
		"closed": {sim.Scene{Closed: all}, sim.End{How: sim.HungUp, Node: "bye", Language: "cs"}},
		"nothing": {
			sim.Scene{},
			sim.End{At: 20 * time.Second, How: sim.Waits, Node: "reception", Queue: "Reception", Language: "pl"},
		},
		"nothing and then one": {
			sim.Scene{Keys: "_1"},
			sim.End{At: 14 * time.Second, How: sim.Waits, Node: "orders", Queue: "Orders", Language: "cs"},
		},
		"hasty": {
			sim.Scene{Keys: "1", Hasty: true},
			sim.End{At: 3 * time.Second, How: sim.Waits, Node: "orders", Queue: "Orders", Language: "cs"},
		},
		"hasty but the prompts are short": {
			sim.Scene{Keys: "1", Hasty: true, Length: func(appliance.Language, string) time.Duration { return time.Second }},
			sim.End{At: 3 * time.Second, How: sim.Waits, Node: "orders", Queue: "Orders", Language: "cs"},
		},
		"nobody in orders": {
			sim.Scene{Keys: "1", Nobody: orders},
			sim.End{At: 7 * time.Second, How: sim.Waits, Node: "reception", Queue: "Reception", Language: "cs"},
		},
		"nobody at all": {
			sim.Scene{Keys: "1", Nobody: all},
			sim.End{At: 10 * time.Second, How: sim.HungUp, Node: "reception", Language: "cs"},
		},
		"long prompts": {
			sim.Scene{Keys: "1", Length: func(appliance.Language, string) time.Duration { return time.Minute }},
			sim.End{At: 2*time.Minute + time.Second, How: sim.Waits, Node: "orders", Queue: "Orders", Language: "cs"},
		},
		"round": {
			sim.Scene{Keys: strings.Repeat("9", 2000)},
			sim.End{How: sim.GoesRound, Node: "welcome", Language: "cs"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			c.scene.Language = appliance.Czech
			got := sim.Run(tree(t, shop), c.scene).End
			if c.want.How == sim.GoesRound {
				got.At = 0
			}
			if got != c.want {
				t.Errorf("got  %+v\nwant %+v", got, c.want)
			}
		})
	}
}

func TestEveryTreeComesToAnEnd(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		nobody := rapid.Bool().Draw(t, "nobody")
		story := sim.Run(ivrtest.Joined().Draw(t, "tree"), sim.Scene{
			Keys:   rapid.StringOfN(rapid.RuneFrom([]rune("0123456789*#_")), 0, 20, -1).Draw(t, "keys"),
			Hasty:  rapid.Bool().Draw(t, "hasty"),
			Nobody: func(string) bool { return nobody },
		})
		hung := slices.ContainsFunc(story.Moments, func(m sim.Moment) bool { _, ok := m.What.(run.Hangup); return ok })
		if hung != (story.End.How == sim.HungUp) || (story.End.How == sim.Waits) != (story.End.Queue != "") {
			t.Fatalf("hung up %v, end %+v", hung, story.End)
		}
		if !slices.IsSortedFunc(story.Moments, func(a, b sim.Moment) int { return int(a.At - b.At) }) {
			t.Fatal("time runs backwards")
		}
		if err := story.Write(new(strings.Builder), nil); err != nil {
			t.Fatal(err)
		}
	})
}

func TestKeysAreReadAsPeopleWriteThem(t *testing.T) {
	for text, want := range map[string]string{"": "", "1,2": "12", "1, 2": "12", "12_*#": "12_*#"} {
		if got, err := sim.ParseKeys(text); err != nil || got != want {
			t.Errorf("%q: got %q, %v", text, got, err)
		}
	}
	if _, err := sim.ParseKeys("1;2"); err == nil {
		t.Error("a semicolon is no key")
	}
}
