package sim_test

import (
	"slices"
	"testing"

	"cordboard/appliance"
	"cordboard/ivr/ivrtest"
	"cordboard/ivr/run"
	"cordboard/ivr/sim"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

const house = `
nodes:
  who: {lookup: caller, found: menu, several: choose, unknown: new}
  new: {menu: new, 1: menu, nothing: bye}
  choose: {menu: choose, 1: menu, nothing: bye}
  menu: {menu: menu, 1: orders, 2: jana, 3: outside, 4: message, 5: callback, 6: invited, nothing: bye}
  orders: {queue: Orders, for: 5m, late: message, most: 10, full: second, nobody: outside, after: mark, 2: callback}
  second: {queue: Second, most: 10, full: message}
  mark: {survey: mark, ask: mark, then: bye, nothing: bye}
  jana: {operator: jana, busy: second, nobody: message}
  outside: {dial: "+420222333444", nobody: message, busy: second, failed: bye, then: mark}
  message: {voicemail: message, to: Orders, then: thanks, nothing: menu}
  callback: {callback: Orders, then: thanks, failed: menu}
  invited: {invitation: digits, nobody: message, busy: second, nothing: bye}
  thanks: {hangup: thanks}
  bye: {hangup: bye}
`

// TestWhatBefallsACallerLeadsOnItsWay holds where each turn leads, and what may
// come there.
func TestWhatBefallsACallerLeadsOnItsWay(t *testing.T) {
	number := []sim.Fate{sim.Answered, sim.Busy, sim.NoAnswer, sim.Declined, sim.Unreachable, sim.HangsUp}
	for turns, want := range map[string]struct {
		node string
		how  sim.Ending
		open sim.Open
	}{
		"":                          {"who", sim.Undecided, sim.Open{For: sim.ForContact, Fates: []sim.Fate{sim.Found, sim.Several, sim.Unknown, sim.HangsUp}}},
		"unknown":                   {"new", sim.Undecided, keys},
		"several":                   {"choose", sim.Undecided, keys},
		"found,1":                   {"orders", sim.Undecided, queue},
		"found,1,answered":          {"orders", sim.Undecided, sim.Open{For: sim.ForRelease, Fates: []sim.Fate{sim.Released, sim.HangsUp}}},
		"found,1,answered,released": {"mark", sim.Undecided, keys},
		"found,1,answered,hangs-up": {"orders", sim.Gone, sim.Open{}},
		"found,1,full":              {"second", sim.Undecided, sim.Open{For: sim.ForQueue, Fates: []sim.Fate{sim.Answered, sim.Full, sim.Unmanned, sim.HangsUp}}},
		"found,1,full,answered":     {"second", sim.Taken, sim.Open{}},
		"found,1,full,full":         {"message", sim.Undecided, message},
		"found,1,late":              {"message", sim.Undecided, message},
		"found,1,unmanned":          {"outside", sim.Undecided, sim.Open{For: sim.ForNumber, Fates: number}},
		"found,1,2":                 {"callback", sim.Undecided, sim.Open{For: sim.ForCallback, Fates: []sim.Fate{sim.Kept, sim.Failed, sim.HangsUp}}},
		"found,5,kept":              {"thanks", sim.HungUp, sim.Open{}},
		"found,5,failed":            {"menu", sim.Undecided, keys},
		"found,2,busy":              {"second", sim.Undecided, sim.Open{For: sim.ForQueue, Fates: []sim.Fate{sim.Answered, sim.Full, sim.Unmanned, sim.HangsUp}}},
		"found,2,no-answer":         {"message", sim.Undecided, message},
		"found,2,answered":          {"jana", sim.Taken, sim.Open{}},
		"found,3":                   {"outside", sim.Undecided, sim.Open{For: sim.ForNumber, Fates: number}},
		"found,3,answered":          {"outside", sim.Undecided, sim.Open{For: sim.ForRelease, Fates: []sim.Fate{sim.Released, sim.HangsUp}}},
		"found,3,answered,released": {"mark", sim.Undecided, keys},
		"found,3,busy":              {"second", sim.Undecided, sim.Open{For: sim.ForQueue, Fates: []sim.Fate{sim.Answered, sim.Full, sim.Unmanned, sim.HangsUp}}},
		"found,3,declined":          {"message", sim.Undecided, message},
		"found,3,unreachable":       {"bye", sim.HungUp, sim.Open{}},
		"found,4,empty":             {"menu", sim.Undecided, keys},
		"found,4,kept":              {"thanks", sim.HungUp, sim.Open{}},
		"found,4,hangs-up":          {"message", sim.Gone, sim.Open{}},
		"found,6,123456":            {"invited", sim.Undecided, sim.Open{For: sim.ForInviter, Fates: []sim.Fate{sim.Answered, sim.Busy, sim.NoAnswer, sim.Unknown, sim.HangsUp}}},
		"found,6,123456,unknown":    {"invited", sim.Undecided, keys},
		"found,6,123456,busy":       {"second", sim.Undecided, sim.Open{For: sim.ForQueue, Fates: []sim.Fate{sim.Answered, sim.Full, sim.Unmanned, sim.HangsUp}}},
		"busy,found,kept,_":         {"menu", sim.Undecided, keys}, // what does not fit is passed over
	} {
		all, err := sim.ParseTurns(turns)
		if err != nil {
			t.Fatal(err)
		}
		got := sim.Run(tree(t, house), sim.Scene{Language: appliance.Czech, Turns: all, Call: run.Call{Caller: "+420777123456"}})
		if got.End.Node != want.node || got.End.How != want.how {
			t.Errorf("%q: got %s at %q, want %s at %q", turns, got.End.How, got.End.Node, want.how, want.node)
		}
		if d := cmp.Diff(want.open, got.Open); d != "" {
			t.Errorf("%q: (-want +got)\n%s", turns, d)
		}
	}
}

var (
	keys    = sim.Open{For: sim.ForKey, Keys: "0123456789*#ABCD_", Fates: []sim.Fate{sim.HangsUp}}
	queue   = sim.Open{For: sim.ForQueue, Keys: "2", Fates: []sim.Fate{sim.Answered, sim.Late, sim.Full, sim.Unmanned, sim.HangsUp}}
	message = sim.Open{For: sim.ForMessage, Fates: []sim.Fate{sim.Kept, sim.Empty, sim.Failed, sim.HangsUp}}
)

func TestNumberThatNoTrunkLetsGoIsNotReached(t *testing.T) {
	scene := sim.Scene{
		Turns: []sim.Turn{{Fate: sim.Found}, {Key: '3'}}, Call: run.Call{Caller: "+420777123456"},
		Barred: func(number string) bool { return number == "+420222333444" },
	}
	got := sim.Run(tree(t, house), scene)
	barred := func(m sim.Moment) bool { return m.What == sim.Befell{For: sim.ForNumber, Fate: sim.Barred} }
	if got.End.Node != "bye" || !slices.ContainsFunc(got.Moments, barred) {
		t.Errorf("got %+v, want the way “failed”, and why", got.End)
	}
}

// TestEverythingThatMayBefallACallerDoes goes each way that a story leaves open.
func TestEverythingThatMayBefallACallerDoes(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		scene := sim.Scene{Turns: []sim.Turn{}, Call: run.Call{Caller: "+420777123456"}}
		tree := ivrtest.Joined().Draw(t, "tree")
		for range 6 {
			story := sim.Run(tree, scene)
			if story.End.How != sim.Undecided {
				return
			}
			for _, f := range story.Open.Fates {
				if f == sim.Full {
					continue // full queues that lead to one another end in one that is not
				}
				next := sim.Run(tree, with(scene, sim.Turn{Fate: f}))
				if !slices.ContainsFunc(next.Moments, func(m sim.Moment) bool { return m.What == sim.Befell{For: story.Open.For, Fate: f} }) {
					t.Fatalf("%q after %q is passed over", f, sim.WriteTurns(scene.Turns))
				}
			}
			var ways []sim.Turn
			for _, f := range story.Open.Fates {
				ways = append(ways, sim.Turn{Fate: f})
			}
			for _, key := range []byte(story.Open.Keys) {
				ways = append(ways, sim.Turn{Key: key})
			}
			scene = with(scene, rapid.SampledFrom(ways).Draw(t, "turn"))
		}
	})
}

func with(s sim.Scene, next sim.Turn) sim.Scene {
	s.Turns = append(slices.Clone(s.Turns), next)
	return s
}

func TestTurnsAreReadAsTheyAreWritten(t *testing.T) {
	for text, want := range map[string]string{"": "", "12": "1,2", "1, busy,2_": "1,busy,2,_", "hangs-up": "hangs-up"} {
		turns, err := sim.ParseTurns(text)
		if got := sim.WriteTurns(turns); err != nil || got != want {
			t.Errorf("%q: got %q, %v", text, got, err)
		}
	}
	for _, text := range []string{"1,lost", "barred", "1;2"} {
		if _, err := sim.ParseTurns(text); err == nil {
			t.Errorf("%q is taken", text)
		}
	}
}
