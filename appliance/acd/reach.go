package acd

import (
	"time"

	"cordboard/appliance"
)

// Reach offers a call to the one operator whom the caller wants: it waits for
// him alone, and however the offer ends, no other is asked. It is ErrNotFree
// while he is with somebody else, and ErrNotSignedIn when he is not there to be
// asked.
func (s *State) Reach(c appliance.ConversationID, from appliance.EntryPointID, to appliance.OperatorID, within time.Duration, now time.Time) ([]Decision, error) {
	op := s.operator(to)
	switch {
	case op == nil || !op.there() || !op.Takes(appliance.KindCall) || !op.Attends(from):
		return nil, ErrNotSignedIn
	case op.presence.State == appliance.Away || op.presence.State == appliance.RONA:
		return nil, ErrNotSignedIn
	case op.presence.State != appliance.Available || op.room(appliance.KindCall) != nil || s.isAsked(to):
		return nil, ErrNotFree.With("operator", op.Name)
	}
	return []Decision{
		Want{Conversation: c, Operator: to},
		MakeOffer{Conversation: c, Operator: to, Until: now.Add(within)},
	}, nil
}
