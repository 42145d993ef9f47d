package trunk

import (
	"slices"
	"strconv"
	"strings"
	"testing"
)

// configOf makes a configuration of names with the number of calls of each:
// "a 1, b 2".
func configOf(text string) Config {
	c := Config{Calls: 100}
	for one := range strings.SplitSeq(text, ", ") {
		if name, calls, found := strings.Cut(one, " "); found {
			n, _ := strconv.Atoi(calls)
			c.Trunks = append(c.Trunks, Trunk{Name: name, Calls: n})
		}
	}
	return c
}

func textOf(c Config) string {
	var all []string
	for _, t := range c.Trunks {
		all = append(all, t.Name+" "+strconv.Itoa(t.Calls))
	}
	return strings.Join(all, ", ")
}

// stepsOf are the steps from each configuration to the next.
func stepsOf(texts ...string) (all []Step) {
	for i := range texts[1:] {
		all = append(all, Step{configOf(texts[i]), configOf(texts[i+1])})
	}
	return all
}

func TestRevisionsAreTheTrunksThatAStepLeftOtherwise(t *testing.T) {
	for _, c := range []struct {
		before, after string
		want          []string
	}{
		{"a 1, b 2", "a 1, b 2", nil},
		{"a 1, b 2", "a 1, b 3", []string{"b 2 → b 3"}},
		{"a 1", "a 1, b 2", []string{"→ b 2"}},
		{"a 1, b 2", "b 2", []string{"a 1 →"}},
		{"a 1, b 2", "a 1, c 2", []string{"b 2 → c 2"}},
		{"a 1, b 2", "b 2, a 1", nil},
		{"", "a 1, b 2", []string{"→ a 1", "→ b 2"}},
		{"a 1, b 2", "c 3", []string{"a 1 →", "b 2 →", "→ c 3"}},
	} {
		var got []string
		for _, r := range stepsOf(c.before, c.after)[0].Revisions() {
			said := "→"
			if r.Before != nil {
				said = textOf(Config{Trunks: []Trunk{*r.Before}}) + " " + said
			}
			if r.After != nil {
				said += " " + textOf(Config{Trunks: []Trunk{*r.After}})
			}
			got = append(got, said)
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%q to %q: got %q, want %q", c.before, c.after, got, c.want)
		}
	}
}

func TestStepIsUndoneAloneAndUnderWhateverNameItsTrunkHasNow(t *testing.T) {
	for _, c := range []struct {
		name   string
		steps  []Step // the first is undone
		want   string
		undone bool
	}{
		{"what came later of another trunk stays", stepsOf("a 1, b 2", "a 5, b 2", "a 5, b 7"), "a 1, b 7", true},
		{"renamed later", stepsOf("a 1, b 2", "a 5, b 2", "c 5, b 2"), "a 1, b 2", true},
		{"renamed itself", stepsOf("a 1, b 2", "c 1, b 2"), "a 1, b 2", true},
		{"removed comes again in its place", stepsOf("a 1, b 2, c 3", "a 1, c 3", "a 1, c 4"), "a 1, b 2, c 4", true},
		{"removed later comes again", stepsOf("a 1", "a 5", ""), "a 1", true},
		{"made is left", stepsOf("a 1", "a 1, b 2"), "a 1, b 2", false},
	} {
		now := c.steps[len(c.steps)-1].After
		got, undone := c.steps[0].Undo(now, c.steps[1:])
		if textOf(got) != c.want || undone != c.undone {
			t.Errorf("%s: got %q, %t, want %q, %t", c.name, textOf(got), undone, c.want, c.undone)
		}
	}
}

func TestCapsAndCallsOfTheBoxAreUndoneToo(t *testing.T) {
	was := configOf("a 1")
	is := was.clone()
	is.Caps, is.Calls = &Caps{Hour: 1}, 7
	got, undone := Step{was, is}.Undo(is, nil)
	if !undone || got.Bounds() != UsualCaps || got.Calls != 100 {
		t.Errorf("got %+v, %t, want what it was", got, undone)
	}
}
