package acd

import (
	"cmp"
	"slices"
	"time"

	"cordboard/appliance"
)

// State is what the rules know of the site: who is there, what he holds, what
// waits and what is offered. Its lists are kept in order, so that nothing
// decided hangs on the order of a map. It belongs to one goroutine. The zero
// State must be restored before it is used.
type State struct {
	operators []*operator // by id
	waiting   []*waiting  // the longest wait first
	offers    []offer     // that have not ended, by id

	queues   map[appliance.QueueID]appliance.Queue
	absences []appliance.Absence
	places   map[appliance.ConversationID]*waiting // those of waiting

	// grace is how long an operator without a page is still there: a reload or
	// a short break of the network must not count.
	grace time.Duration
	rules Rules
	// lately is how calls went, for Outlook.
	lately *lately
}

// Rules are what a site says of how its operators work.
type Rules struct {
	// AwayAfter is how long one who is available may not move at his desk until he is
	// away; zero: as long as he likes.
	AwayAfter time.Duration
	// PassAtOnce has what is no call be a colleague's as soon as it is passed to him,
	// without an offer (F206).
	PassAtOnce bool
}

// operator is one operator and all that counts for what he can be offered.
type operator struct {
	appliance.Operator
	presence appliance.Presence
	// pages is how many pages of the desk he has open; gone is when there
	// began to be none.
	pages int
	gone  time.Time
	// moved is when he was last seen at one of them.
	moved time.Time
	parts []part // that serve and are not wrapped up, by id
	// idle is when he last took, left or closed a conversation.
	idle time.Time
	// wrapping is the part that his presence wrap-up is for.
	wrapping appliance.PartID
	// longer is what he took for it beyond the time that its queue gives.
	longer time.Duration
}

// part is an operator's share in a conversation as far as it takes room.
type part struct {
	id           appliance.PartID
	conversation appliance.ConversationID
	entry        appliance.EntryPointID
	queue        appliance.QueueID
	kind         appliance.Kind
	began, left  time.Time
}

// waiting is a conversation that waits.
type waiting struct {
	id     appliance.ConversationID
	entry  appliance.EntryPointID
	queue  appliance.QueueID
	only   appliance.OperatorID // whom it waits for; zero: whoever serves the queue
	kind   appliance.Kind
	caller bool // somebody listens meanwhile, and may give up
	queued time.Time
	// priority is its own; zero: that of its queue. last is whom its contact spoke
	// with last.
	priority int
	last     appliance.OperatorID
	// declined are those who did not want it, or left it to others, the
	// longest ago first.
	declined []decline
}

type decline struct {
	operator appliance.OperatorID
	at       time.Time
}

// offer is an offer that has not ended. One is lapsed that ran out while
// nobody watched: its operator is not to blame.
type offer struct {
	appliance.Offer
	lapsed bool
}

// Snapshot is what the store holds of all this at one moment.
type Snapshot struct {
	Operators []appliance.Operator
	Presences []appliance.Presence
	Queues    []appliance.Queue
	Absences  []appliance.Absence
	Rules     Rules
	Waiting   []appliance.Conversation
	Parts     []Share // the open ones
	Offers    []appliance.Offer
	// Past are the newest parts in callers' calls that are closed, the oldest
	// first.
	Past []Share
}

// Share is a part together with the conversation that it is a share in.
type Share struct {
	Part         appliance.Part
	Conversation appliance.Conversation
}

// Restore puts the State where the store is. What the store does not keep (who
// declined, how long operators were idle) stays for what is still there. Offers
// that were not known before and have run out by now lapsed while the box was
// down: they will be withdrawn, and nobody is sent to RONA for them. Who was not
// known before has the grace time from now on to come back with his page.
func (s *State) Restore(from Snapshot, now time.Time) {
	was := *s
	*s = State{
		queues:   make(map[appliance.QueueID]appliance.Queue, len(from.Queues)),
		places:   make(map[appliance.ConversationID]*waiting, len(from.Waiting)),
		absences: from.Absences,
		grace:    was.grace,
		lately:   was.lately,
	}
	s.rules = from.Rules
	for _, q := range from.Queues {
		s.queues[q.ID] = q
	}
	for _, o := range from.Operators {
		op := s.enter(o)
		op.gone = now
		if old := was.operator(o.ID); old != nil {
			op.idle, op.presence, op.pages, op.gone, op.moved = old.idle, old.presence, old.pages, old.gone, old.moved
		}
	}
	if s.lately == nil {
		s.lately = newLately()
		for _, share := range from.Past {
			s.learn(share.Part, share.Conversation)
			s.learnWrap(share.Part, share.Conversation)
		}
	}
	for _, share := range from.Parts {
		s.hold(share.Part, share.Conversation)
	}
	for _, p := range from.Presences { // of which wrap-up it is, the parts say
		s.present(p)
	}
	for _, c := range from.Waiting {
		w := s.wait(c)
		if old := was.places[c.ID]; old != nil && old.queue == w.queue && old.only == w.only {
			w.declined = old.declined
		}
	}
	for _, o := range from.Offers {
		lapsed := !now.Before(o.Until)
		if i, known := slices.BinarySearchFunc(was.offers, o.ID, byOffer); known {
			lapsed = was.offers[i].lapsed
		}
		s.offer(o, lapsed)
	}
}

// operator is the one of that id, or nil.
func (s *State) operator(id appliance.OperatorID) *operator {
	if i, ok := slices.BinarySearchFunc(s.operators, id, byOperator); ok {
		return s.operators[i]
	}
	return nil
}

func byOperator(o *operator, id appliance.OperatorID) int { return cmp.Compare(o.ID, id) }

// signedIn tells whether o takes part at all, in whatever state.
func (o *operator) signedIn() bool {
	return o.Answers() && o.presence.State != "" && o.presence.State != appliance.Offline
}

// there tells whether he is signed in and not known to have closed his page.
func (o *operator) there() bool { return o.Answers() && o.presence.There() }

// onCall tells whether somebody is in his ear.
func (o *operator) onCall() bool { return o.held(appliance.KindCall) > 0 }

// unfinished counts what he holds besides calls; it keeps its place until it is
// wrapped up, because he still works on it.
func (o *operator) unfinished() int {
	return o.held(appliance.KindChat) + o.held(appliance.KindMessage)
}

// held counts what takes room of the kind.
func (o *operator) held(k appliance.Kind) int {
	n := 0
	for _, p := range o.parts {
		if p.kind == k && (k != appliance.KindCall || p.left.IsZero()) {
			n++
		}
	}
	return n
}

// room is nil if o can hold one conversation more of the kind. Each has room of
// its own. A call gives its room back when it ends: until its wrap-up time is over
// presence keeps offers away, and after that its missing reason does not.
func (o *operator) room(k appliance.Kind) error {
	switch {
	case o.HasRoom(k, o.held(k)):
		return nil
	case k == appliance.KindChat:
		return ErrFull.With("count", o.Chats)
	case !o.Takes(k):
		return appliance.ErrNoCalls
	case k == appliance.KindMessage:
		return ErrVoicemail
	}
	return appliance.ErrOnCall
}
