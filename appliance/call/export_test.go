package call

import (
	"context"
	"slices"

	"cordboard/appliance"
	"cordboard/appliance/sip"
)

// CatchUp does what follows a feed that was cut.
func (cs *Calls) CatchUp(ctx context.Context) { cs.catchUp(ctx) }

// Plan plans a try of a call that is owed, Due tells whether it is still to be made.
func (cs *Calls) Plan(c appliance.ConversationID) int           { return cs.plan(c) }
func (cs *Calls) Due(c appliance.ConversationID, plan int) bool { return cs.due(c, plan) }

// Planned tells whether a try is planned.
func (cs *Calls) Planned(c appliance.ConversationID) bool {
	cs.mu.Lock()
	defer cs.mu.Unlock()
	return cs.planned[c] != 0
}

// Lines are the telephones of a call that were connected to it, in that order.
func (cs *Calls) Lines(c appliance.ConversationID) []*sip.Call {
	a := cs.find(c)
	cs.mu.Lock()
	defer cs.mu.Unlock()
	return slices.Clone(a.owned)
}
