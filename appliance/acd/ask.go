package acd

import (
	"slices"
	"time"

	"cordboard/appliance"
)

// Ask offers a conversation that by serves to a colleague, for a purpose: an
// offer with a time limit like any other, whichever queues the colleague
// serves. Until he accepts, by keeps the conversation; if he does not, nothing
// has changed. Where the site passes at once, what is passed and is no call is his
// without an offer. So may be passed what waits, and for whoever looks after others what
// one of them serves; what several serve is theirs: ErrShared.
func (s *State) Ask(by appliance.OperatorID, c appliance.ConversationID, to appliance.OperatorID, why appliance.Purpose, now time.Time) ([]Decision, error) {
	asker, op := s.operator(by), s.operator(to)
	if asker == nil || op == nil || by == to {
		return nil, appliance.ErrNotFound
	}
	what, err := s.asks(asker, c, why, now)
	if err != nil {
		return nil, err
	}
	if !suits(why, what.kind) {
		return nil, ErrPurpose
	}
	if _, with := op.serving(c); with {
		return nil, ErrWithYou.With("operator", op.Name)
	}
	var decisions []Decision
	for _, o := range s.offers {
		switch {
		case o.Conversation != c:
		case o.By != 0:
			return nil, ErrAsking
		default: // whoever was offered it from its queue missed nothing
			decisions = append(decisions, EndOffer{Offer: o.Offer, How: appliance.OfferWithdrawn})
		}
	}
	if !op.Attends(what.entry) {
		return nil, ErrNotOnDuty.With("operator", op.Name)
	}
	if !op.Answers() || op.presence.State != appliance.Available || op.presence.Absent || op.room(what.kind) != nil || s.isAskedBeside(to, c) {
		return nil, ErrNotFree.With("operator", op.Name)
	}
	if s.rules.PassAtOnce && why == appliance.ToPass && what.kind != appliance.KindCall {
		if s.places[c] != nil {
			decisions = append(decisions, Join{Conversation: c, Operator: to, By: by})
		} else {
			decisions = append(decisions, Enter{Conversation: c, Operator: to, By: by, Purpose: why})
		}
		return append(decisions, op.taken(what.kind, now)...), nil
	}
	return append(decisions, MakeOffer{
		Conversation: c, Queue: what.queue, Operator: to, Until: now.Add(offerFor(s.queues[what.queue])), By: by, Purpose: why,
	}), nil
}

// asks is what an operator may ask a colleague about: what he serves or, to pass it
// on, what waits in a queue for him too; whoever looks after others may pass on what
// waits for any, and what any one serves. What is not his to pass on is ErrNotServing,
// what several serve ErrShared.
func (s *State) asks(by *operator, c appliance.ConversationID, why appliance.Purpose, now time.Time) (part, error) {
	if mine, serves := by.serving(c); serves {
		return mine, nil
	}
	if by == nil || why != appliance.ToPass || by.left(c) {
		return part{}, appliance.ErrNotServing
	}
	w := s.places[c]
	if w == nil {
		return s.served(by, c)
	}
	if w.only != 0 || !by.PassesOthers() && !(by.May(appliance.RightPass) && s.mayTake(by, w, now)) {
		return part{}, appliance.ErrNotServing
	}
	return part{conversation: c, entry: w.entry, queue: w.queue, kind: w.kind}, nil
}

// served is the part of the one who serves what by may pass on for him.
func (s *State) served(by *operator, c appliance.ConversationID) (served part, err error) {
	err = appliance.ErrNotServing
	if !by.PassesOthers() {
		return part{}, err
	}
	for _, o := range s.operators {
		p, serves := o.serving(c)
		switch {
		case serves && err == nil:
			return part{}, appliance.ErrShared
		case serves:
			served, err = p, nil
		}
	}
	return served, err
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
	what, err := s.asks(s.operator(o.By), o.Conversation, o.Purpose, now)
	if err != nil {
		return nil, appliance.ErrNotWaiting
	}
	if err := op.room(what.kind); err != nil {
		return nil, err
	}
	decisions := []Decision{EndOffer{Offer: o.Offer, How: appliance.OfferAccepted}}
	if s.places[o.Conversation] != nil {
		decisions = append(decisions, Join{Conversation: o.Conversation, Operator: op.ID})
	} else {
		decisions = append(decisions, Enter{Conversation: o.Conversation, Operator: op.ID, By: o.By, Purpose: o.Purpose})
	}
	return append(decisions, op.taken(what.kind, now)...), nil
}

// stands tells whether what a colleague asks of op can still be given to him.
func (r *round) stands(o offer, op *operator) bool {
	what, err := r.asks(r.operator(o.By), o.Conversation, o.Purpose, r.now)
	if _, with := op.serving(o.Conversation); with {
		return false
	}
	return err == nil && r.free(op) && op.Attends(what.entry) && op.room(what.kind) == nil
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

// isAskedBeside is isAsked about another conversation than that one.
func (s *State) isAskedBeside(op appliance.OperatorID, c appliance.ConversationID) bool {
	return slices.ContainsFunc(s.offers, func(o offer) bool { return o.Operator == op && o.Conversation != c })
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

// left tells whether o has left a conversation and still has to wrap it up: it is not
// his to pass on any more.
func (o *operator) left(c appliance.ConversationID) bool {
	return slices.ContainsFunc(o.parts, func(p part) bool { return p.conversation == c && !p.left.IsZero() })
}
