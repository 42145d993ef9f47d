package acd

import (
	"slices"
	"time"

	"cordboard/appliance"
)

// Accept gives the operator a conversation that waits: the one that he is
// offered, or any that he serves and has room for. An offer of it to somebody
// else is withdrawn, without RONA: he missed nothing. To take what is his already
// is no error. Whom the box has sent away comes back by hand, and this is by hand:
// who missed an offer and takes a conversation himself is there again.
func (s *State) Accept(o appliance.OperatorID, c appliance.ConversationID, now time.Time) ([]Decision, error) {
	op := s.operator(o)
	if op == nil || !op.signedIn() {
		return nil, ErrNotSignedIn
	}
	if o, asked := s.asksOf(o, c); asked {
		return s.answer(op, o, now)
	}
	w := s.places[c]
	if w == nil {
		return nil, s.gone(op, c)
	}
	if !s.mayTake(op, w, now) {
		return nil, s.notHis(op, w)
	}
	if err := op.room(w.kind); err != nil {
		return nil, err
	}
	var decisions []Decision
	for _, offer := range s.offers {
		if offer.Conversation != c {
			continue
		}
		how := appliance.OfferWithdrawn
		if offer.Operator == o {
			how = appliance.OfferAccepted
		}
		decisions = append(decisions, EndOffer{Offer: offer.Offer, How: how})
	}
	decisions = append(decisions, Join{Conversation: c, Operator: o})
	return append(decisions, op.taken(w.kind, now)...), nil
}

// taken moves o to where he stands once he has taken a conversation: in the same
// write, for the call can end before the next round.
func (o *operator) taken(k appliance.Kind, now time.Time) []Decision {
	was, is := o.presence.State, o.taking(k)
	if is == was {
		return nil
	}
	return []Decision{SetPresence{Was: was, Presence: appliance.Presence{Operator: o.ID, State: is, Since: now}}}
}

// taking is where o stands once he has taken a conversation by hand.
func (o *operator) taking(k appliance.Kind) appliance.PresenceState {
	was := o.presence.State
	sent := o.presence.SentAway()
	switch {
	case k == appliance.KindCall && (sent || callable(was)), sent && o.onCall():
		return appliance.Busy
	case sent:
		return appliance.Available
	}
	return was
}

// notHis says why what waits is not op's to take.
func (s *State) notHis(op *operator, w *waiting) error {
	if !op.SignedInTo(w.entry) {
		return ErrSignedOut
	}
	if w.only == 0 && s.queues[w.queue].AssignedTo(op.Operator) {
		return ErrUnskilled
	}
	return ErrNotYours
}

// gone says why a conversation that does not wait cannot be taken by op; nil
// if he has it.
func (s *State) gone(op *operator, c appliance.ConversationID) error {
	has := func(o *operator) bool { _, has := o.serving(c); return has }
	if has(op) {
		return nil
	}
	if i := slices.IndexFunc(s.operators, has); i >= 0 {
		return ErrTaken.With("operator", s.operators[i].Name)
	}
	return appliance.ErrNotWaiting
}

// Decline ends the offer of a conversation to the operator; it goes on to the
// next one.
func (s *State) Decline(o appliance.OperatorID, c appliance.ConversationID) ([]Decision, error) {
	for _, offer := range s.offers {
		if offer.Operator == o && offer.Conversation == c {
			return []Decision{EndOffer{Offer: offer.Offer, How: appliance.OfferDeclined}}, nil
		}
	}
	return nil, ErrNoOffer
}

// Unreached ends the offer of a conversation for which the operator's telephone
// could not be rung, and says why. He is away then, for the next one would not
// reach him either, and has missed nothing.
func (s *State) Unreached(o appliance.OperatorID, c appliance.ConversationID, cause string, now time.Time) ([]Decision, error) {
	decisions, err := s.Decline(o, c)
	if err != nil {
		return nil, err
	}
	end := decisions[0].(EndOffer)
	end.How, end.Cause = appliance.OfferUnreached, cause
	was := s.operator(o).presence
	away := appliance.Presence{Operator: o, State: appliance.Away, Reason: appliance.NoTelephone, Since: now}
	return []Decision{end, SetPresence{Was: was.State, Presence: away}}, nil
}

// longest is how much more time for one wrap-up there can be in all: who needs
// more than that is away, and says so.
const longest = 15 * time.Minute

// Extend gives who wraps up that much more time for it. It is ErrNotWrappingUp for
// one who does not, and ErrLongEnough for more than there is.
func (s *State) Extend(o appliance.OperatorID, by time.Duration) ([]Decision, error) {
	op := s.operator(o)
	if op == nil || op.presence.State != appliance.WrapUp {
		return nil, ErrNotWrappingUp
	}
	p := op.presence
	if by <= 0 || p.Longer+by > longest {
		return nil, ErrLongEnough.With("minutes", int(longest/time.Minute))
	}
	p.Longer += by
	return []Decision{SetPresence{Was: p.State, Presence: p}}, nil
}

// offersAbsence tells whether operators may choose a reason for being away.
func (s *State) offersAbsence(key string) bool {
	return slices.ContainsFunc(s.absences, func(a appliance.Absence) bool { return a.Key == key && !a.Off })
}

// SetPresence moves an operator where he wants to be: available, away with a
// reason, or offline; the other states follow from what happens. Being
// available in the midst of a call means busy. What he holds stays his. Who
// chooses is there, whatever became of his page.
func (s *State) SetPresence(o appliance.OperatorID, to appliance.PresenceState, reason string, now time.Time) ([]Decision, error) {
	op := s.operator(o)
	switch {
	case op == nil || op.Disabled:
		return nil, appliance.ErrNotFound
	case to != appliance.Offline && !op.Answers():
		return nil, op.Barred()
	}
	switch {
	case to == appliance.Available && op.onCall():
		to, reason = appliance.Busy, ""
	case to == appliance.Available, to == appliance.Offline:
		reason = ""
	case to != appliance.Away:
		return nil, ErrPresence
	case reason != "" && !s.offersAbsence(reason):
		return nil, ErrReason
	}
	if was := op.presence; was.State == to && was.Reason == reason && !was.Absent {
		return nil, nil
	}
	return []Decision{SetPresence{
		Was:      op.presence.State,
		Presence: appliance.Presence{Operator: o, State: to, Reason: reason, Since: now},
	}}, nil
}
