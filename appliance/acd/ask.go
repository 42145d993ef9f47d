package acd

import (
	"slices"
	"time"

	"cordboard/appliance"
)

// Ask offers a conversation that by serves to a colleague, for a purpose: an
// offer with a time limit like any other, whichever queues the colleague
// serves. Until he accepts, by keeps the conversation; if he does not, nothing
// has changed.
func (s *State) Ask(by appliance.OperatorID, c appliance.ConversationID, to appliance.OperatorID, why appliance.Purpose, now time.Time) ([]Decision, error) {
	asker, op := s.operator(by), s.operator(to)
	if asker == nil || op == nil || by == to {
		return nil, appliance.ErrNotFound
	}
	mine, has := asker.serving(c)
	if !has {
		return nil, appliance.ErrNotServing
	}
	if !suits(why, mine.kind) {
		return nil, ErrPurpose
	}
	if _, with := op.serving(c); with {
		return nil, ErrWithYou.With("operator", op.Name)
	}
	if slices.ContainsFunc(s.offers, func(o offer) bool { return o.Conversation == c }) {
		return nil, ErrAsking
	}
	if !op.Attends(mine.entry) {
		return nil, ErrNotOnDuty.With("operator", op.Name)
	}
	if !op.Answers() || op.presence.State != appliance.Available || op.presence.Absent || op.room(mine.kind) != nil || s.isAsked(to) {
		return nil, ErrNotFree.With("operator", op.Name)
	}
	return []Decision{MakeOffer{
		Conversation: c, Queue: mine.queue, Operator: to, Until: now.Add(offerFor(s.queues[mine.queue])), By: by, Purpose: why,
	}}, nil
}

// suits tells whether a colleague can be asked for that in such a conversation: a
// message has nobody who could be joined, and only a caller can be held meanwhile.
func suits(why appliance.Purpose, k appliance.Kind) bool {
	switch why {
	case appliance.ToPass:
		return true
	case appliance.ToJoin:
		return k != appliance.KindMessage
	case appliance.ToConsult:
		return k == appliance.KindCall
	}
	return false
}

// Withdraw takes back what an operator asked a colleague.
func (s *State) Withdraw(by appliance.OperatorID, c appliance.ConversationID) ([]Decision, error) {
	for _, o := range s.offers {
		if o.Conversation == c && o.By == by && by != 0 {
			return []Decision{EndOffer{Offer: o.Offer, How: appliance.OfferWithdrawn}}, nil
		}
	}
	return nil, ErrNoOffer
}

// answer gives a conversation to the colleague who was asked.
func (s *State) answer(op *operator, o offer, now time.Time) ([]Decision, error) {
	mine, serves := s.operator(o.By).serving(o.Conversation)
	if !serves {
		return nil, appliance.ErrNotWaiting
	}
	if err := op.room(mine.kind); err != nil {
		return nil, err
	}
	decisions := []Decision{
		EndOffer{Offer: o.Offer, How: appliance.OfferAccepted},
		Enter{Conversation: o.Conversation, Operator: op.ID, By: o.By, Purpose: o.Purpose},
	}
	return append(decisions, op.taken(mine.kind, now)...), nil
}

// stands tells whether what a colleague asks of op can still be given to him.
func (r *round) stands(o offer, op *operator) bool {
	mine, serves := r.operator(o.By).serving(o.Conversation)
	return serves && r.free(op) && op.Attends(mine.entry) && op.room(mine.kind) == nil
}

// asksOf is the offer by which a colleague asks op about a conversation.
func (s *State) asksOf(op appliance.OperatorID, c appliance.ConversationID) (offer, bool) {
	i := slices.IndexFunc(s.offers, func(o offer) bool { return o.Operator == op && o.Conversation == c && o.By != 0 })
	if i < 0 {
		return offer{}, false
	}
	return s.offers[i], true
}

func (s *State) isAsked(op appliance.OperatorID) bool {
	return slices.ContainsFunc(s.offers, func(o offer) bool { return o.Operator == op })
}

// serving is o's part in a conversation that he has not left.
func (o *operator) serving(c appliance.ConversationID) (part, bool) {
	if o == nil {
		return part{}, false
	}
	i := slices.IndexFunc(o.parts, func(p part) bool { return p.conversation == c && p.left.IsZero() })
	if i < 0 {
		return part{}, false
	}
	return o.parts[i], true
}
