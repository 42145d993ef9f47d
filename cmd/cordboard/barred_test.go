package main

import (
	"testing"

	"cordboard/appliance/trunk"
	"cordboard/ivr/check"
)

func TestNumberThatNoTrunkLetsGoSaysWhatKeepsIt(t *testing.T) {
	main := trunk.Trunk{Name: "main", Out: &trunk.Out{Rules: []trunk.Rule{"+420", "-+42090", "ext"}, Plan: trunk.Plan{Outside: "0", International: "00", Home: true}}}
	both := trunk.Config{Trunks: []trunk.Trunk{{Name: "inward"}, {Name: "spare", Out: &trunk.Out{Rules: []trunk.Rule{"+43"}}}, main}}
	for number, want := range map[string]check.Barrier{
		"+420541230800": {},
		"+43123456789":  {},
		"112":           {},
		"+420900123456": {Why: check.Denied, Trunk: "main", Rule: "-+42090"},
		"+48221234567":  {Why: check.Unallowed},
		"031":           {Why: check.Astray, Trunk: "main"},
		"123456789*":    {Why: check.NoNumber},
	} {
		if got := barrier(both, number, "CZ"); got != want {
			t.Errorf("%s: got %+v, want %+v", number, got, want)
		}
	}
	if got := barrier(trunk.Config{Trunks: both.Trunks[:1]}, "+420541230800", "CZ"); got.Why != check.NoWayOut {
		t.Errorf("where no trunk takes calls out: got %+v", got)
	}
}
