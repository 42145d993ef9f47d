package trunk

import "testing"

func TestNumberIsBarredWhereNoTrunkLetsItGo(t *testing.T) {
	c := Config{Trunks: []Trunk{
		{Name: "spare", Out: &Out{Rules: []Rule{"+43"}}},
		{Name: "main", Out: &Out{Rules: []Rule{"+420", "-+42090", "ext"}, Plan: Plan{Outside: "0", Home: true}}},
	}}
	for dialled, want := range map[string]Passage{
		"+420 900 123 456": {Trunk: "main", Rule: "-+42090"},
		"031":              {Trunk: "main", Astray: true},
		"+48 22 123 45 67": {},
		"Jana":             {},
	} {
		if got, barred := c.Bars(dialled, "CZ"); got != want || !barred {
			t.Errorf("%s: got %+v, %v, want %+v", dialled, got, barred, want)
		}
	}
	for _, dialled := range []string{"+420 541 230 800", "+43 1 2345678", "31", "112"} {
		if _, barred := c.Bars(dialled, "CZ"); barred {
			t.Errorf("%s is barred", dialled)
		}
	}
	if _, barred := (Config{}).Bars("31", "CZ"); !barred {
		t.Error("a number goes without a trunk")
	}
}
