package site

import (
	"slices"

	"cordboard/appliance"
)

// Step is something without which nobody is answered.
type Step string

// The steps, in the order in which a new site is set up.
const (
	StepGroup    Step = "group"
	StepOperator Step = "operator"
	StepQueue    Step = "queue"
	StepEntry    Step = "entry"
	StepTrunk    Step = "trunk"
)

// Steps are all of them, in their order.
func Steps() []Step { return []Step{StepGroup, StepOperator, StepQueue, StepEntry, StepTrunk} }

// Furnishing is what a site has.
type Furnishing struct {
	Groups    []appliance.Group
	Operators []appliance.Operator
	Queues    []appliance.Queue
	Entries   []appliance.EntryPoint
	Trunks    int
}

// Has tells whether a step is done.
func (f Furnishing) Has(s Step) bool {
	switch s {
	case StepGroup:
		return len(f.Groups) > 0
	case StepOperator:
		return slices.ContainsFunc(f.Operators, func(o appliance.Operator) bool { return o.Answers() && len(o.Groups) > 0 })
	case StepQueue:
		return slices.ContainsFunc(f.Queues, func(q appliance.Queue) bool { return len(q.Groups) > 0 })
	case StepEntry:
		return len(f.Entries) > 0
	case StepTrunk:
		return f.Trunks > 0
	}
	return false
}
