package widget

import (
	"slices"

	"cordboard/appliance"
)

// rule is an entry point's rule that proposes a chat, as the loader evaluates it.
type rule struct {
	Name      string                        `json:"name"`
	After     int                           `json:"after,omitempty"` // seconds
	Page      string                        `json:"page,omitempty"`
	Pages     int                           `json:"pages,omitempty"`
	Scroll    int                           `json:"scroll,omitempty"` // percent
	Returning bool                          `json:"returning,omitempty"`
	Leaving   bool                          `json:"leaving,omitempty"`
	Open      bool                          `json:"open,omitempty"`
	Panel     bool                          `json:"panel,omitempty"`
	Texts     map[appliance.Language]string `json:"texts,omitempty"`
	Often     appliance.Often               `json:"often"`
}

func rulesOf(e appliance.EntryPoint) (all []rule) {
	for _, p := range e.Widget.Proposals {
		all = append(all, rule{
			Name: p.Name, After: int(p.After.Seconds()), Page: p.Page, Pages: p.Pages, Scroll: p.Scroll,
			Returning: p.Returning, Leaving: p.Leaving, Open: p.Open, Panel: p.Panel, Texts: p.Texts, Often: p.Often,
		})
	}
	return all
}

// proposalOf is by what a chat was proposed, of what a browser says: a rule of the entry
// point, or the page's own script.
func proposalOf(e appliance.EntryPoint, said string) string {
	is := func(p appliance.Proposal) bool { return p.Name == said }
	if said == appliance.ProposedByPage || slices.ContainsFunc(e.Widget.Proposals, is) {
		return said
	}
	return ""
}
