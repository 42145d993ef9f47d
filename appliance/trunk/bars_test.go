package trunk

import "testing"

func TestNumberIsBarredWhereNoTrunkLetsItGo(t *testing.T) {
	c := Config{Trunks: []Trunk{
		{Name: "inward"},
		{Name: "spare", Out: &Out{Rules: []Rule{"+43"}}},
		{Name: "main", Out: &Out{Rules: []Rule{"+420", "-+42090", "ext"}, Plan: Plan{Outside: "0", Home: true}}},
	}}
	for dialled, want := range map[string]Bar{
		"+420 541 230 800": {},
		"+43 1 2345678":    {},
		"31":               {},
		"112":              {},
		"+420 900 123 456": {Why: Denied, Trunk: "main", Rule: "-+42090"},
		"031":              {Why: Astray, Trunk: "main"},
		"+48 22 123 45 67": {Why: Unallowed},
		"Jana":             {Why: NoNumber},
	} {
		if got := c.Bars(dialled, "CZ"); got != want {
			t.Errorf("%s: got %+v, want %+v", dialled, got, want)
		}
	}
	c.Trunks = c.Trunks[:1]
	if got := c.Bars("+420 541 230 800", "CZ"); got != (Bar{Why: NoWayOut}) {
		t.Errorf("where no trunk takes calls out: got %+v", got)
	}
}
