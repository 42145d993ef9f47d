package appliance

import "time"

// Proposal is a rule by which a widget proposes a chat to a visitor who has not asked for
// one (F144). All of its conditions must hold; of several rules the first one that is due
// counts.
type Proposal struct {
	Name string
	// After is how long he has been on the page.
	After time.Duration
	// Page is what the page's path begins with; * stands for anything, empty fits each.
	Page string
	// Pages is how many he has seen in this visit, this one among them.
	Pages int
	// Scroll is how far down he has scrolled, in percent of the way.
	Scroll int
	// Returning says that he was on the site before this visit.
	Returning bool
	// Leaving says that the pointer has left the page at its top.
	Leaving bool
	// Open says that operators are free.
	Open bool
	// Panel opens the panel at once; otherwise a bubble shows a text.
	Panel bool
	// Texts are the bubble's; of a language without one it is ours.
	Texts map[Language]string
	Often Often
}

// Conditional tells whether there is a condition on the visitor at all.
func (p Proposal) Conditional() bool {
	return p.After > 0 || p.Page != "" || p.Pages > 0 || p.Scroll > 0 || p.Returning || p.Leaving
}

// Often says how often a rule proposes.
type Often string

// The choices.
const (
	OncePerVisit Often = "visit"
	OncePerDay   Often = "day"
	OncePerPage  Often = "always"
)

// Known tells whether there is such a choice.
func (o Often) Known() bool { return o == OncePerVisit || o == OncePerDay || o == OncePerPage }

// ProposedByPage stands in place of a rule's name where the page's own script proposed;
// no rule can be called so.
const ProposedByPage = "invite()"
