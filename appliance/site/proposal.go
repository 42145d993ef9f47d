package site

import (
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"cordboard/appliance"
)

// What rules that propose a chat are refused for.
var (
	ErrProposals    = appliance.Refuse(appliance.Invalid, "refusal.proposals") // limit
	ErrProposalName = appliance.Refuse(appliance.Invalid, "refusal.proposal-name")
	ErrProposalPage = appliance.Refuse(appliance.Invalid, "refusal.proposal-page") // limit
	ErrOneLine      = appliance.Refuse(appliance.Invalid, "refusal.one-line")      // limit
	ErrProposalWhen = appliance.Refuse(appliance.Invalid, "refusal.proposal-when")
	ErrNotOffered   = appliance.Refuse(appliance.Invalid, "refusal.not-offered")
)

// The bounds of the rules of an entry point: each visitor's browser fetches them all.
const (
	MostProposals   = 10
	longestPattern  = 200 // characters
	longestProposal = 160 // characters
)

// ProposalField names a field of the rule in place i.
func ProposalField(i int, name string) string { return fmt.Sprintf("rule-%d-%s", i, name) }

func proposalsFlaws(flaws appliance.Flaws, all []appliance.Proposal) {
	names := map[string]bool{appliance.ProposedByPage: true}
	for i, p := range all {
		at := func(name string, wrong bool, why *appliance.Refusal) { flaws.Add(ProposalField(i, name), wrong, why) }
		at("name", i >= MostProposals, ErrProposals.With("limit", MostProposals))
		at("name", checkName(p.Name) != nil, appliance.ErrName.With("limit", nameLimit))
		at("name", names[p.Name], ErrProposalName)
		names[p.Name] = true
		at("after", p.After < 0 || p.After > time.Hour || p.After%time.Second != 0, ErrNotOffered)
		at("page", !pattern(p.Page), ErrProposalPage.With("limit", longestPattern))
		at("pages", p.Pages < 0 || p.Pages > 100, ErrNotOffered)
		at("scroll", p.Scroll < 0 || p.Scroll > 100, ErrNotOffered)
		at("often", !p.Often.Known(), ErrNotOffered)
		at("after", !p.Conditional(), ErrProposalWhen)
		for l, text := range p.Texts {
			at("text-"+string(l), !l.Known() || utf8.RuneCountInString(text) > longestProposal || strings.ContainsAny(text, "\r\n"), ErrOneLine.With("limit", longestProposal))
		}
	}
}

// pattern tells whether s can be what a page's path begins with.
func pattern(s string) bool {
	return s == "" || utf8.RuneCountInString(s) <= longestPattern && (s[0] == '/' || s[0] == '*') && !strings.ContainsAny(s, " \t\r\n?#")
}
