package site

import (
	"slices"
	"testing"

	"cordboard/appliance"
)

func TestStepsAreDoneByWhatAnswersAndNotByWhatIsThereForNothing(t *testing.T) {
	missing := func(f Furnishing) []Step {
		return slices.DeleteFunc(Steps(), f.Has)
	}
	whole := Furnishing{
		Groups:    []appliance.Group{{ID: 1}},
		Operators: []appliance.Operator{{Rights: appliance.Serve(), Groups: []appliance.GroupID{1}}},
		Queues:    []appliance.Queue{{Groups: []appliance.GroupID{1}}},
		Entries:   []appliance.EntryPoint{{}},
		Trunks:    1,
	}
	with := func(edit func(*Furnishing)) Furnishing {
		f := whole
		edit(&f)
		return f
	}
	for rule, c := range map[string]struct {
		site Furnishing
		want []Step
	}{
		"a new box":               {Furnishing{}, Steps()},
		"all is there":            {whole, nil},
		"an operator in no group": {with(func(f *Furnishing) { f.Operators = []appliance.Operator{{}} }), []Step{StepOperator}},
		"an operator who is off": {with(func(f *Furnishing) {
			f.Operators = []appliance.Operator{{Disabled: true, Rights: appliance.Serve(), Groups: []appliance.GroupID{1}}}
		}), []Step{StepOperator}},
		"a queue that nobody serves": {with(func(f *Furnishing) { f.Queues = []appliance.Queue{{}} }), []Step{StepQueue}},
		"no trunk":                   {with(func(f *Furnishing) { f.Trunks = 0 }), []Step{StepTrunk}},
	} {
		if got := missing(c.site); !slices.Equal(got, c.want) {
			t.Errorf("%s: missing are %q, want %q", rule, got, c.want)
		}
	}
}
