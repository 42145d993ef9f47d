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
	r.followMoves()
	r.movePresences()
	r.endOffers()
	r.makeOffers()
	r.passOn()
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
func (r *round) move(o *operator, to appliance.PresenceState) { r.moveFor(o, to, "") }

// moveFor changes it for a reason.
func (r *round) moveFor(o *operator, to appliance.PresenceState, reason string) {
	was := r.standing(o)
	p := appliance.Presence{Operator: o.ID, State: to, Reason: reason, Since: r.now, Absent: was.Absent && to != appliance.Offline}
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
		case !o.Answers() && was != appliance.Offline:
			r.move(o, appliance.Offline)
		case !o.Answers():
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
	if _, err := r.asks(r.operator(o.By), o.Conversation, o.Purpose, r.now); err == nil {
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

// takes tells whether an offer of w may stand with o, who is on duty for where it
// came from. Whoever is in a call is busy by now, and gets offers of no kind: he talks
// to somebody.
func (r *round) takes(o *operator, w *waiting) bool {
	return r.free(o) && o.Attends(w.entry) && r.mayTake(o, w, r.now) && o.room(w.kind) == nil
}

// mayTake tells whether w is o's to take at all.
func (s *State) mayTake(o *operator, w *waiting, now time.Time) bool {
	if !o.SignedInTo(w.entry) {
		return false
	}
	if w.only != 0 {
		return w.only == o.ID && o.Answers()
	}
	return s.queues[w.queue].Suits(o.Operator, now.Sub(w.queued))
}

// free tells whether o could be asked for anything.
func (r *round) free(o *operator) bool {
	p := r.standing(o)
	return p.State == appliance.Available && !p.Absent
}

// makeOffers finds an operator for each conversation that waits unoffered in a
// queue, in their turn. What waits for one operator alone he was offered when it
// began to.
func (r *round) makeOffers() {
	free := r.unasked()
	if len(free) == 0 {
		return
	}
	nobody := make(map[want]bool)
	for _, w := range r.inTurn(r.now) {
		if w.only != 0 || r.offered[w.id] {
			continue
		}
		q := r.queues[w.queue]
		r.awaitFall(w, q)
		kind := want{post{demand{w.queue, w.kind}, w.entry}, q.Fallen(r.now.Sub(w.queued))}
		if nobody[kind] {
			continue
		}
		i, able := r.choose(w, q, free)
		if !able {
			nobody[kind] = true
		}
		if i < 0 {
			continue
		}
		until := r.now.Add(offerTo(free[i], w, q))
		r.decide(MakeOffer{Conversation: w.id, Queue: w.queue, Operator: free[i].ID, Until: until})
		r.offered[w.id] = true
		r.wake(until)
		if free = slices.Delete(free, i, i+1); len(free) == 0 {
			return
		}
	}
}

// awaitFall looks again when w needs less skill.
func (r *round) awaitFall(w *waiting, q appliance.Queue) {
	if at, falls := q.Falls(r.now.Sub(w.queued)); falls {
		r.wake(w.queued.Add(at))
	}
}

// demand is of which queue a conversation is, and of which kind.
type demand struct {
	queue appliance.QueueID
	kind  appliance.Kind
}

// want is what of a conversation decides who could take it.
type want struct {
	post
	fallen int // the levels that its queue needs, by so much
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

// byIdleness puts those who hold less first, then whose last conversation is
// longer ago, then the lower id.
func (r *round) byIdleness(a, b *operator) int {
	return cmp.Or(
		cmp.Compare(a.unfinished(), b.unfinished()),
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
// somebody there can take it at all. Whom its contact spoke with last is first, if
// the queue wants that. Who declined it comes again when none is left who did not,
// in the order of the declines, and each only after as long as an offer takes: one
// who is alone is not asked without a pause.
func (r *round) choose(w *waiting, q appliance.Queue, free []*operator) (place int, able bool) {
	place = -1
	again := -1
	var first time.Time // the decline of the one at again
	for i, o := range free {
		if !r.takes(o, w) {
			continue
		}
		able = true
		at, declined := w.refusedBy(o.ID)
		switch {
		case declined:
			if pause := at.Add(offerFor(q)); r.now.Before(pause) {
				r.wake(pause)
			} else if again < 0 || at.Before(first) {
				again, first = i, at
			}
		case o.ID == w.last:
			return i, true
		case place < 0, q.BestFirst && better(o, free[place], q):
			place = i
		}
	}
	if place < 0 {
		place = again
	}
	return place, able
}

// better tells whether o is better skilled for q than one before him who holds as
// little.
func better(o, than *operator, q appliance.Queue) bool {
	return o.unfinished() == than.unfinished() && o.Skills.Of(q.Needs) > than.Skills.Of(q.Needs)
}

// offerTo is how long an offer of w to o runs: to who is asked first as the queue says.
func offerTo(o *operator, w *waiting, q appliance.Queue) time.Duration {
	if _, declined := w.refusedBy(o.ID); q.LastFor > 0 && o.ID == w.last && !declined {
		return q.LastFor
	}
	return offerFor(q)
}

// offerFor is how long an offer out of q runs; a queue that does not say asks
// for half a minute (F030).
func offerFor(q appliance.Queue) time.Duration {
	if q.OfferFor <= 0 {
		return 30 * time.Second
	}
	return q.OfferFor
}
