package acd

import (
	"cmp"
	"slices"
	"time"

	"cordboard/appliance"
)

// Apply takes a fact in. Facts come in the order of their commits; one that is
// known already changes nothing. Of SiteChanged, which does not say what
// changed, the State learns by Restore.
func (s *State) Apply(e appliance.Event, now time.Time) {
	switch e := e.(type) {
	case appliance.ConversationOpened:
		s.see(e.Conversation, now)
	case appliance.ConversationQueued:
		s.see(e.Conversation, now)
	case appliance.ConversationChanged:
		s.see(e.Conversation, now)
	case appliance.ConversationEnded:
		s.see(e.Conversation, now)
	case appliance.PartBegan:
		s.see(e.Conversation, now)
		s.hold(e.Part, e.Conversation)
	case appliance.PartEnded:
		s.see(e.Conversation, now)
		s.hold(e.Part, e.Conversation)
		s.learn(e.Part, e.Conversation)
		if w := s.places[e.Conversation.ID]; w != nil { // he left it to the others
			w.pass(e.Part.Operator, e.Part.Left)
		}
	case appliance.PartWrappedUp:
		s.see(e.Conversation, now)
		s.hold(e.Part, e.Conversation)
		s.learnWrap(e.Part, e.Conversation)
	case appliance.OfferMade:
		s.offer(e.Offer, false)
	case appliance.OfferEnded:
		s.close(e.Offer, e.How, now)
	case appliance.PresenceChanged:
		s.present(e.Presence)
	case appliance.OperatorChanged:
		s.enter(e.Operator)
	}
}

// see keeps a conversation while it waits.
func (s *State) see(c appliance.Conversation, now time.Time) {
	if c.State == appliance.Waiting {
		s.wait(c)
		return
	}
	if w := s.leave(c.ID); w != nil && w.caller && w.only == 0 {
		s.lately.ended(now.Sub(w.queued), c.State.Over())
	}
}

// teaches tells whether a part says how long the calls of a queue take: that of
// a caller who came through it and was spoken with. One that ended and was
// wrapped up in one moment never was a talk.
func teaches(p appliance.Part, c appliance.Conversation) bool {
	return p.Role == appliance.Serving && c.Channel == appliance.Phone && c.Queue != 0 &&
		!p.Left.IsZero() && !p.WrappedUp.Equal(p.Left)
}

// learn notes how long a call took, learnWrap how long its wrap-up kept the
// operator.
func (s *State) learn(p appliance.Part, c appliance.Conversation) {
	if teaches(p, c) {
		s.lately.talks.add(c.Queue, p.Left.Sub(p.Began))
	}
}

func (s *State) learnWrap(p appliance.Part, c appliance.Conversation) {
	q, known := s.queues[c.Queue]
	if !known || !teaches(p, c) || p.WrappedUp.IsZero() {
		return
	}
	allowed := q.WrapUpFor
	if o := s.operator(p.Operator); o != nil && o.wrapping == p.ID {
		allowed += o.longer
	}
	s.lately.wraps.add(q.ID, min(p.WrappedUp.Sub(p.Left), allowed))
}

// wait puts a conversation in its place among those that wait. In another
// queue others are asked, so it is forgotten who declined.
func (s *State) wait(c appliance.Conversation) *waiting {
	w := &waiting{
		id: c.ID, entry: c.EntryPoint, queue: c.Queue, only: c.For, kind: c.Channel.Kind(), caller: c.Channel == appliance.Phone, queued: c.Queued,
		priority: c.Priority(), last: c.Last,
	}
	if old := s.leave(c.ID); old != nil && old.queue == w.queue && old.only == w.only {
		w.declined = old.declined
	}
	i, _ := slices.BinarySearchFunc(s.waiting, w, byWait)
	s.waiting = slices.Insert(s.waiting, i, w)
	s.places[w.id] = w
	return w
}

// leave takes a conversation out of those that wait; nil: it was not there.
func (s *State) leave(id appliance.ConversationID) *waiting {
	w := s.places[id]
	if w == nil {
		return nil
	}
	delete(s.places, id)
	i, _ := slices.BinarySearchFunc(s.waiting, w, byWait)
	s.waiting = slices.Delete(s.waiting, i, i+1)
	return w
}

func byWait(a, b *waiting) int {
	return cmp.Or(a.queued.Compare(b.queued), cmp.Compare(a.id, b.id))
}

// hold keeps a serving part with its operator until it is wrapped up, and
// notes when he was last busy.
func (s *State) hold(p appliance.Part, c appliance.Conversation) {
	o := s.operator(p.Operator)
	if o == nil || p.Role != appliance.Serving {
		return
	}
	for _, at := range []time.Time{p.Began, p.Left, p.WrappedUp} {
		if at.After(o.idle) {
			o.idle = at
		}
	}
	share := part{id: p.ID, conversation: c.ID, entry: c.EntryPoint, queue: c.Queue, kind: c.Channel.Kind(), began: p.Began, left: p.Left}
	if share.kind == appliance.KindCall && !share.left.IsZero() && share.id > o.wrapping {
		o.wrapping, o.longer = share.id, 0
	}
	i, known := slices.BinarySearchFunc(o.parts, p.ID, byPart)
	if known {
		o.parts = slices.Delete(o.parts, i, i+1)
	}
	if p.Open() {
		o.parts = slices.Insert(o.parts, i, share)
	}
}

func byPart(p part, id appliance.PartID) int { return cmp.Compare(p.id, id) }

// offer notes an offer that is open.
func (s *State) offer(o appliance.Offer, lapsed bool) {
	i, known := slices.BinarySearchFunc(s.offers, o.ID, byOffer)
	if !known {
		s.offers = slices.Insert(s.offers, i, offer{o, lapsed})
	}
}

func byOffer(o offer, id appliance.OfferID) int { return cmp.Compare(o.ID, id) }

// close forgets an offer that ended, and remembers who declined what.
func (s *State) close(o appliance.Offer, how appliance.OfferEnd, now time.Time) {
	i, open := slices.BinarySearchFunc(s.offers, o.ID, byOffer)
	if !open {
		return
	}
	s.offers = slices.Delete(s.offers, i, i+1)
	if w := s.places[o.Conversation]; w != nil && how == appliance.OfferDeclined {
		w.pass(o.Operator, now)
	}
}

// refusedBy is when an operator wanted others to take it; false: he did not.
func (w *waiting) refusedBy(o appliance.OperatorID) (at time.Time, refused bool) {
	i := slices.IndexFunc(w.declined, func(d decline) bool { return d.operator == o })
	if i < 0 {
		return time.Time{}, false
	}
	return w.declined[i].at, true
}

// pass remembers that an operator wants others to take it.
func (w *waiting) pass(o appliance.OperatorID, at time.Time) {
	w.declined = slices.DeleteFunc(w.declined, func(d decline) bool { return d.operator == o })
	w.declined = append(w.declined, decline{o, at})
}

// present notes an operator's presence. Whoever becomes available begins to be
// idle; whoever comes without a page has the grace time for it.
func (s *State) present(p appliance.Presence) {
	o := s.operator(p.Operator)
	if o == nil {
		return
	}
	came := !o.there() && p.There()
	o.presence = p
	if came && p.Since.After(o.gone) {
		o.gone = p.Since
	}
	if p.State == appliance.Available && p.Since.After(o.idle) {
		o.idle = p.Since
	}
	if p.State == appliance.WrapUp {
		o.longer = p.Longer
	}
}

// enter notes an operator, new or changed.
func (s *State) enter(o appliance.Operator) *operator {
	i, known := slices.BinarySearchFunc(s.operators, o.ID, byOperator)
	if known {
		s.operators[i].Operator = o
		return s.operators[i]
	}
	op := &operator{Operator: o, presence: appliance.Presence{Operator: o.ID, State: appliance.Offline}}
	s.operators = slices.Insert(s.operators, i, op)
	return op
}
