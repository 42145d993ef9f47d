package sim_test

import (
	"encoding/json"
	"flag"
	"os"
	"strings"
	"testing"

	"cordboard/appliance/hours"
	"cordboard/ivr/ivrtest"
	"cordboard/ivr/run"
	"cordboard/ivr/sim"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/tools/txtar"
	"pgregory.net/rapid"
)

var update = flag.Bool("update", false, "rewrite what testdata expects")

// weekdays is a calendar that is open on weekdays but for one exception.
func weekdays(t *testing.T) []hours.Calendar {
	t.Helper()
	var all []hours.Calendar
	if err := json.Unmarshal([]byte(calendar), &all); err != nil {
		t.Fatal(err)
	}
	return all
}

// TestTreesAreHeldToTheirTests holds what is said of the tests in the trees of
// testdata: after each tree, its findings.
func TestTreesAreHeldToTheirTests(t *testing.T) {
	const file = "testdata/trials.txtar"
	archive, err := txtar.ParseFile(file)
	if err != nil {
		t.Fatal(err)
	}
	trial := sim.Trial{Calendars: weekdays(t), People: []run.Person{{Operator: "jana", Name: "Jana Nováková"}}}
	for i := 0; i+1 < len(archive.Files); i += 2 {
		text, want := archive.Files[i], &archive.Files[i+1]
		t.Run(text.Name, func(t *testing.T) {
			results := trial.Run(tree(t, string(text.Data)))
			found := results.Findings()
			if left := results.Left(); left != 0 {
				t.Errorf("%d were not run", left)
			}
			var got strings.Builder
			for _, f := range found {
				got.WriteString(f.Severity.String() + " " + f.String() + "\n")
			}
			if got.Len() == 0 {
				got.WriteString("all pass\n")
			}
			if *update {
				want.Data = []byte(got.String())
			} else if d := cmp.Diff(string(want.Data), got.String()); d != "" {
				t.Errorf("(-want +got):\n%s", d)
			}
		})
	}
	if *update {
		if err := os.WriteFile(file, txtar.Format(archive), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

func TestTestsAtATimeAreNotRunWithoutOpeningHours(t *testing.T) {
	text := "nodes:\n  a:\n    hangup:\ntests:\n  x:\n    at: Mon 10:00\n    reaches: nowhere\n"
	if all := (sim.Trial{}).Run(tree(t, text)); len(all.Findings()) != 0 || all.Left() != 1 || all[0].Passed() {
		t.Errorf("got %v, want one left", all)
	}
	if all := (sim.Trial{Calendars: []hours.Calendar{}}).Run(tree(t, text)); len(all.Findings()) != 1 || all.Left() != 0 || all[0].Passed() || all[0].Reached != "a" {
		t.Errorf("with hours: got %v, want one that fails", all)
	}
}

func TestTestsOfAnyTreeEnd(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		results := sim.Trial{Calendars: []hours.Calendar{}}.Run(ivrtest.Trees().Draw(t, "tree"))
		for _, f := range results.Findings() {
			if f.Text() == "" || strings.Contains(f.Text(), "{") {
				t.Fatalf("an unfilled sentence: %+v", f)
			}
		}
	})
}

const calendar = `[{
	"name": "Shop", "zone": "Europe/Prague", "holidays": "CZ",
	"week": [{"days": ["mon", "tue", "wed", "thu", "fri"], "from": "08:00", "to": "16:00"}]
}]`
