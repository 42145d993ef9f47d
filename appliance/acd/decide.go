package acd

import (
	"cmp"
	"slices"
	"time"

	"cordboard/appliance"
)

// Decide says what is to be done now, in one round, and when to ask again if
// nothing happens until then; the zero time: no need to.
func (s *State) Decide(now time.Time) (decisions []Decision, next time.Time) {
	r := round{
		State:    s,
		now:      now,
		presence: make(map[appliance.OperatorID]appliance.Presence),
		asked:    make(map[appliance.OperatorID]bool, len(s.offers)),
		offered:  make(map[appliance.ConversationID]bool, len(s.offers)),
	}
	r.followPages()
	r.movePresences()
	r.endOffers()
	r.makeOffers()
	return r.decisions, r.next
}

// round is one Decide: the State, which it only reads, and what this round has
// made of it so far.
type round struct {
	*State
	now       time.Time
	decisions []Decision
	next      time.Time

	presence map[appliance.OperatorID]appliance.Presence // moved in this round
	asked    map[appliance.OperatorID]bool               // have an offer that goes on
	offered  map[appliance.ConversationID]bool           // are in an offer that goes on
}

func (r *round) decide(d Decision) { r.decisions = append(r.decisions, d) }

// wake asks for another round at t.
func (r *round) wake(t time.Time) {
	if r.next.IsZero() || t.Before(r.next) {
		r.next = t
	}
}

// standing is an operator's presence as this round leaves it.
func (r *round) standing(o *operator) appliance.Presence {
	if p, moved := r.presence[o.ID]; moved {
		return p
	}
	return o.presence
}

func (r *round) state(o *operator) appliance.PresenceState { return r.standing(o).State }

// move changes an operator's state.
func (r *round) move(o *operator, to appliance.PresenceState) {
	was := r.standing(o)
	p := appliance.Presence{Operator: o.ID, State: to, Since: r.now, Absent: was.Absent && to != appliance.Offline}
	r.decide(SetPresence{Was: was.State, Presence: p})
	r.presence[o.ID] = p
}

// movePresences follows the calls. Only who was available, or would be after
// his wrap-up, is moved: one who is away or offline in a call chose to be. Who
// missed an offer, or could not be rung for it, and is in a call since has called
// or taken it over by hand, for nobody asked him: he is there again.
func (r *round) movePresences() {
	for _, o := range r.operators {
		switch was := r.state(o); {
		case o.Disabled && was != appliance.Offline:
			r.move(o, appliance.Offline)
		case o.Disabled:
		case o.onCall() && (callable(was) || r.standing(o).SentAway()):
			r.move(o, appliance.Busy)
		case was == appliance.Busy && !o.onCall():
			r.afterCall(o, r.now)
		case was == appliance.WrapUp:
			r.afterCall(o, o.presence.Since)
		}
	}
}

// callable tells whether a call makes one of that state busy.
func callable(s appliance.PresenceState) bool {
	return s == appliance.Available || s == appliance.WrapUp
}

// afterCall gives o the time to wrap up that his queue allows since then, and
// what he took beyond it, unless he has done so; after it he is available.
func (r *round) afterCall(o *operator, since time.Time) {
	i, open := slices.BinarySearchFunc(o.parts, o.wrapping, byPart)
	if !open {
		r.move(o, appliance.Available)
		return
	}
	until := since.Add(r.queues[o.parts[i].queue].WrapUpFor + r.standing(o).Longer)
	if !r.now.Before(until) {
		r.move(o, appliance.Available)
		return
	}
	if r.state(o) != appliance.WrapUp {
		r.move(o, appliance.WrapUp)
	}
	r.wake(until)
}

// endOffers ends those whose time or reason has gone.
func (r *round) endOffers() {
	for _, o := range r.offers {
		op := r.operator(o.Operator)
		switch {
		case o.lapsed || op == nil || !r.holds(o, op) || r.asked[op.ID] || r.offered[o.Conversation]:
			r.decide(EndOffer{Offer: o.Offer, How: r.unblamed(o)})
		case !r.now.Before(o.Until) && op.pages == 0: // it rang nowhere
			r.decide(EndOffer{Offer: o.Offer, How: r.unblamed(o)})
			r.attend(op, false)
		case !r.now.Before(o.Until):
			r.decide(EndOffer{Offer: o.Offer, How: appliance.OfferUnheard})
			r.move(op, appliance.RONA)
		default:
			r.asked[op.ID], r.offered[o.Conversation] = true, true
			r.wake(o.Until)
		}
	}
}

// unblamed is how an offer ends for which its operator is not to blame. Who asked
// him is told that no answer comes, if he still wants one.
func (r *round) unblamed(o offer) appliance.OfferEnd {
	if _, serves := r.operator(o.By).serving(o.Conversation); serves {
		return appliance.OfferUnanswered
	}
	return appliance.OfferWithdrawn
}

// holds tells whether an offer to op still has its reason.
func (r *round) holds(o offer, op *operator) bool {
	if o.By != 0 {
		return r.stands(o, op)
	}
	w := r.places[o.Conversation]
	return w != nil && r.takes(op, w)
}

// takes tells whether an offer of w may stand with o. Whoever is in a call is
// busy by now, and gets offers of no kind: he talks to somebody.
func (r *round) takes(o *operator, w *waiting) bool {
	return r.free(o) && r.mayTake(o, w) && o.room(w.kind) == nil
}

// mayTake tells whether w is o's to take at all.
func (s *State) mayTake(o *operator, w *waiting) bool {
	if w.only != 0 {
		return w.only == o.ID
	}
	return s.queues[w.queue].ServedBy(o.Operator)
}

// free tells whether o could be asked for anything.
func (r *round) free(o *operator) bool {
	p := r.standing(o)
	return p.State == appliance.Available && !p.Absent
}

// makeOffers finds an operator for each conversation that waits unoffered in a
// queue. What waits for one operator alone he was offered when it began to.
func (r *round) makeOffers() {
	free := r.unasked()
	nobody := make(map[demand]bool)
	for _, w := range r.waiting {
		if len(free) == 0 {
			return
		}
		if w.only != 0 || r.offered[w.id] || nobody[demand{w.queue, w.kind}] {
			continue
		}
		i, able := r.choose(w, free)
		if !able {
			nobody[demand{w.queue, w.kind}] = true
		}
		if i < 0 {
			continue
		}
		until := r.now.Add(offerFor(r.queues[w.queue]))
		r.decide(MakeOffer{Conversation: w.id, Queue: w.queue, Operator: free[i].ID, Until: until})
		r.wake(until)
		free = slices.Delete(free, i, i+1)
	}
}

// demand is what of a conversation decides who could take it.
type demand struct {
	queue appliance.QueueID
	kind  appliance.Kind
}

// unasked are those who could be asked now, the longest idle first.
func (r *round) unasked() []*operator {
	var free []*operator
	for _, o := range r.operators {
		if r.free(o) && !r.asked[o.ID] {
			free = append(free, o)
		}
	}
	slices.SortFunc(free, r.byIdleness)
	return free
}

// byIdleness puts those who hold nothing first, for whoever holds something is
// not idle; then whose last conversation is longer ago; then the lower id.
func (r *round) byIdleness(a, b *operator) int {
	return cmp.Or(
		cmp.Compare(min(a.unfinished(), 1), min(b.unfinished(), 1)),
		r.idle(a).Compare(r.idle(b)),
		cmp.Compare(a.ID, b.ID),
	)
}

// idle is since when o is idle; who became available in this round is so now.
func (r *round) idle(o *operator) time.Time {
	if p := r.presence[o.ID]; p.State == appliance.Available && p.Since.After(o.idle) {
		return p.Since
	}
	return o.idle
}

// choose picks whom to offer w, as a place in free, or -1; able tells whether
// somebody there can take it at all. Who declined it comes again when none is
// left who did not, in the order of the declines, and each only after as long
// as an offer takes: one who is alone is not asked without a pause.
func (r *round) choose(w *waiting, free []*operator) (place int, able bool) {
	place = -1
	var first time.Time // the decline of the one at place
	for i, o := range free {
		if !r.takes(o, w) {
			continue
		}
		able = true
		d := slices.IndexFunc(w.declined, func(d decline) bool { return d.operator == o.ID })
		if d < 0 {
			return i, true
		}
		at := w.declined[d].at
		if again := at.Add(offerFor(r.queues[w.queue])); r.now.Before(again) {
			r.wake(again)
		} else if place < 0 || at.Before(first) {
			place, first = i, at
		}
	}
	return place, able
}

// offerFor is how long an offer out of q runs; a queue that does not say asks
// for half a minute (F030).
func offerFor(q appliance.Queue) time.Duration {
	if q.OfferFor <= 0 {
		return 30 * time.Second
	}
	return q.OfferFor
}
