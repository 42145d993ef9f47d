package call

import (
	"context"
	"slices"

	"cordboard/appliance"
)

// look reads the conversation again, in case facts were missed, and makes up for
// them.
func (a *actor) look(ctx context.Context) {
	c, err := a.Desk.Conversation(ctx, a.conversation.ID)
	offered := true
	if err == nil && a.Rung.Ask != 0 {
		offered, err = a.Desk.Offered(ctx, a.conversation.ID)
	}
	if err != nil {
		a.log.Error("read conversation again", "err", err)
		return
	}
	for _, e := range a.missed(c, offered) {
		a.take(ctx, e)
	}
}

// missed are the events by which a call comes to stand as the store says: that it
// is over, waits for somebody else, is not taken by whom the tree asked, or who
// serves it. offered says that somebody is still asked.
func (s *state) missed(c appliance.Conversation, offered bool) (events []event) {
	active := c.State == appliance.Active
	switch {
	case c.State.Over(), s.Owed && !s.Answered && !active:
		return []event{endedElse{}}
	case (s.Phase == talking || s.Phase == waiting) && c.State == appliance.Waiting:
		return []event{passedOn{c.Queue}}
	case s.Phase == inTree && s.Rung.Ask != 0 && !offered && !active:
		return []event{untaken{s.Rung.Operator, appliance.OfferUnheard}}
	case !active || s.Phase == handed:
		return nil
	}
	for _, o := range c.Operators { // whoever comes first, so that the last one can go
		if p := s.operator(o); p == nil || p.watches() {
			events = append(events, joined{o})
		}
	}
	for _, p := range s.Parties {
		if p.Operator != 0 && !p.watches() && !slices.Contains(c.Operators, p.Operator) {
			events = append(events, left{p.Operator})
		}
	}
	return events
}
