package main

import (
	"context"

	"cordboard/appliance/call"
	"cordboard/appliance/sip"
	"cordboard/appliance/site"
	"cordboard/appliance/studio"
	"cordboard/appliance/trunk"
	"cordboard/ivr/prompt"
)

// exchange hands each call to whom its called number leads: the studio, where
// prompts are recorded, or the calls.
type exchange struct {
	calls  *call.Calls
	studio *studio.Studio
	site   *site.Site
	trunks *trunk.Trunks
}

// Invite has one of them carry the call.
func (x exchange) Invite(ctx context.Context, line *sip.Call) {
	if x.leadsToStudio(ctx, line) {
		x.studio.Invite(ctx, line)
		return
	}
	x.calls.Invite(ctx, line)
}

// leadsToStudio tells whether the studio is the first that the called number
// leads to, in any of the ways in which the trunk may mean it. A call that takes
// another's place is that one's.
func (x exchange) leadsToStudio(ctx context.Context, line *sip.Call) bool {
	own := x.site.Studio(ctx)
	if own == "" || line.Replaces() != nil {
		return false
	}
	for _, number := range x.trunks.Called(line.Called(), line.Source().Addr()) {
		if number == own {
			return true
		}
		if _, err := x.trunks.Route(ctx, number); err == nil {
			return false
		}
	}
	return false
}

// studioSite keeps what is recorded among the site's prompts.
type studioSite struct{ *site.Site }

func (s studioSite) KeepRecording(ctx context.Context, o studio.Order, made prompt.Prompt) error {
	return s.KeepPrompt(ctx, o.By, site.Prompt{Language: o.Language, Name: o.Name, Origin: site.Recorded, Words: o.Words}, made)
}
