package main

import (
	"testing"

	"cordboard/appliance/trunk"
	"cordboard/ivr/check"
)

func TestNumberThatNoTrunkLetsGoSaysWhatKeepsIt(t *testing.T) {
	main := trunk.Config{Trunks: []trunk.Trunk{{Name: "main", Out: &trunk.Out{Rules: []trunk.Rule{"+420", "-+42090"}}}}}
	for number, want := range map[string]check.Barrier{
		"+420541230800": {},
		"+420900123456": {Why: check.Denied, Trunk: "main", Rule: "-+42090"},
		"+48221234567":  {Why: check.Unallowed},
	} {
		if got := barrier(main, number, "CZ"); got != want {
			t.Errorf("%s: got %+v, want %+v", number, got, want)
		}
	}
	said := map[check.Why]bool{}
	for _, why := range trunk.Whys {
		said[whys[why]] = true
	}
	if len(said) != len(trunk.Whys) || said[""] {
		t.Errorf("of %v the check says %v", trunk.Whys, said)
	}
}
