package trunk

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestPassageIsHowANumberIsDialledOrTheRuleThatDeniesIt(t *testing.T) {
	c := Config{Trunks: []Trunk{
		{Name: "inward"},
		{Name: "main", Out: &Out{Rules: []Rule{"+420", "-+42090", "ext"}, Plan: Plan{Outside: "0", International: "00", Home: true}}},
		{Name: "spare", Out: &Out{Rules: []Rule{"+"}, Plan: Plan{International: "00"}}},
	}}
	for dialled, want := range map[string][]Passage{
		"+420 541 230 800": {{Trunk: "main", Number: "0541230800"}, {Trunk: "spare", Number: "00420541230800"}},
		"+420 900 123 456": {{Trunk: "main", Rule: "-+42090"}, {Trunk: "spare", Number: "00420900123456"}},
		"+48 22 123 45 67": {{Trunk: "main"}, {Trunk: "spare", Number: "0048221234567"}},
		"31":               {{Trunk: "main", Number: "31"}, {Trunk: "spare"}},
		"031":              {{Trunk: "main", Astray: true}, {Trunk: "spare"}},
		"112":              {{Trunk: "main", Number: "112"}, {Trunk: "spare", Number: "112"}},
	} {
		got, ok := c.Passages(dialled, "CZ")
		if d := cmp.Diff(want, got); d != "" || !ok {
			t.Errorf("%s: (-want +got)\n%s", dialled, d)
		}
	}
	if _, ok := c.Passages("Jana", "CZ"); ok {
		t.Error("a name is taken for a number")
	}
}
