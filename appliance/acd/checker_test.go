package acd

import (
	"fmt"
	"iter"
	"maps"
	"slices"
	"time"

	"cordboard/appliance"
)

// checker watches the facts as they are committed and reports whatever the
// rules forbid. It keeps its own books, has its own copy of the rules (in
// rulebook_test.go) and shares no code with the State. The nil checker looks away.
type checker struct {
	violations []string

	operators     map[appliance.OperatorID]appliance.Operator
	presences     map[appliance.OperatorID]appliance.Presence
	idle          map[appliance.OperatorID]time.Time
	queues        map[appliance.QueueID]appliance.Queue
	conversations map[appliance.ConversationID]appliance.Conversation
	parts         map[appliance.PartID]appliance.Part
	offers        map[appliance.OfferID]appliance.Offer
	lapsed        map[appliance.OfferID]bool // ran out while the box was down
	declines      map[declined]time.Time
	// accepted are those whose part must follow in the same commit.
	accepted map[appliance.ConversationID]appliance.OperatorID
	// entering are the accepted offers of colleagues among those.
	entering map[appliance.ConversationID]appliance.Offer
	missed   map[appliance.OperatorID]bool
	pages    map[appliance.OperatorID]int
	gone     map[appliance.OperatorID]time.Time // since when there is no page
	unrung   map[appliance.OperatorID]bool      // an offer ran out that no page showed
	used     map[appliance.OperatorID]time.Time // when he moved at one

	rules Rules

	// gaveUp are how many of each queue did since all was decided last: a decision
	// may come too late for that.
	gaveUp map[appliance.QueueID]int

	made  int
	gave  int // how often one was given at once what was passed to him
	rests int // how often one was away because he did not move
	ended []appliance.OfferEnded
}

type declined struct {
	conversation appliance.ConversationID
	operator     appliance.OperatorID
}

func newChecker() *checker {
	return &checker{
		operators:     make(map[appliance.OperatorID]appliance.Operator),
		presences:     make(map[appliance.OperatorID]appliance.Presence),
		idle:          make(map[appliance.OperatorID]time.Time),
		queues:        make(map[appliance.QueueID]appliance.Queue),
		conversations: make(map[appliance.ConversationID]appliance.Conversation),
		parts:         make(map[appliance.PartID]appliance.Part),
		offers:        make(map[appliance.OfferID]appliance.Offer),
		lapsed:        make(map[appliance.OfferID]bool),
		declines:      make(map[declined]time.Time),
		accepted:      make(map[appliance.ConversationID]appliance.OperatorID),
		entering:      make(map[appliance.ConversationID]appliance.Offer),
		missed:        make(map[appliance.OperatorID]bool),
		pages:         make(map[appliance.OperatorID]int),
		gone:          make(map[appliance.OperatorID]time.Time),
		unrung:        make(map[appliance.OperatorID]bool),
		used:          make(map[appliance.OperatorID]time.Time),
		gaveUp:        make(map[appliance.QueueID]int),
	}
}

func (k *checker) report(format string, args ...any) {
	if k == nil {
		return
	}
	if len(k.violations) < 20 {
		k.violations = append(k.violations, fmt.Sprintf(format, args...))
	}
}

// restarted tells that the box was down until now: nobody remembers who
// declined, and how long people were idle is what the store can tell.
func (k *checker) restarted(s Snapshot, now time.Time) {
	if k == nil {
		return
	}
	k.rules = s.Rules
	clear(k.declines)
	clear(k.idle)
	clear(k.pages)
	for _, o := range s.Operators {
		k.operators[o.ID] = o
		k.gone[o.ID] = now
	}
	k.rearranged(s.Queues)
	for _, p := range s.Presences {
		k.rest(p)
	}
	for _, share := range s.Parts {
		k.busied(share.Part)
	}
	for _, o := range s.Offers {
		k.lapsed[o.ID] = !now.Before(o.Until)
	}
}

func (k *checker) pageOpened(o appliance.OperatorID) {
	if k != nil {
		k.pages[o]++
	}
}

func (k *checker) pageClosed(o appliance.OperatorID, now time.Time) {
	if k == nil {
		return
	}
	if k.pages[o]--; k.pages[o] == 0 {
		k.gone[o] = now
	}
}

func (k *checker) rearranged(queues []appliance.Queue) {
	if k == nil {
		return
	}
	for _, q := range queues {
		k.queues[q.ID] = q
	}
}

// see takes in a fact; byHand means that a person asked for it.
func (k *checker) see(e appliance.Event, byHand bool, now time.Time) {
	if k == nil {
		return
	}
	switch e := e.(type) {
	case appliance.OperatorChanged:
		k.operators[e.Operator.ID] = e.Operator
	case appliance.ConversationQueued:
		k.queued(e.Conversation, byHand, now)
	case appliance.ConversationChanged:
		k.conversations[e.Conversation.ID] = e.Conversation
	case appliance.ConversationEnded:
		if was := k.conversations[e.Conversation.ID]; was.State == appliance.Waiting && !k.pinned(was.ID) {
			k.gaveUp[was.Queue]++
		}
		k.conversations[e.Conversation.ID] = e.Conversation
	case appliance.PartBegan:
		k.began(e, now)
	case appliance.PartEnded:
		k.conversations[e.Conversation.ID] = e.Conversation
		k.parts[e.Part.ID] = e.Part
		k.busied(e.Part)
		if e.Conversation.State == appliance.Waiting {
			k.declines[declined{e.Conversation.ID, e.Part.Operator}] = now
		}
	case appliance.PartWrappedUp:
		k.parts[e.Part.ID] = e.Part
		k.busied(e.Part)
	case appliance.OfferMade:
		k.offered(e.Offer, now)
	case appliance.OfferEnded:
		k.offerEnded(e, byHand, now)
	case appliance.PresenceChanged:
		k.moved(e.Presence, byHand, now)
	}
}

func (k *checker) queued(c appliance.Conversation, byHand bool, now time.Time) {
	if old, known := k.conversations[c.ID]; known && old.Queue != c.Queue {
		if old.State == appliance.Waiting && c.For == 0 && !byHand {
			k.passed(old, c, now)
		}
		maps.DeleteFunc(k.declines, func(d declined, _ time.Time) bool { return d.conversation == c.ID })
	}
	k.conversations[c.ID] = c
}

// passed holds that a conversation goes on to another queue by itself only where
// its queue says so.
func (k *checker) passed(was, is appliance.Conversation, now time.Time) {
	over := k.queues[was.Queue].Overflow
	switch {
	case is.Queue != over.To:
		k.report("conversation %s is passed on to queue %s", is.ID, is.Queue)
	case !is.Queued.Equal(was.Queued):
		k.report("conversation %s loses its waiting time", is.ID)
	case k.pinned(is.ID):
		k.report("conversation %s is passed on while it is offered", is.ID)
	case !k.overflows(was, now):
		k.report("conversation %s is passed on, and might have stayed", is.ID)
	case !k.mans(over.To, was):
		k.report("conversation %s is passed on to where nobody is", is.ID)
	}
}

func (k *checker) began(e appliance.PartBegan, now time.Time) {
	o := k.operators[e.Part.Operator]
	asked, enters := k.entering[e.Conversation.ID]
	if was := k.conversations[e.Conversation.ID]; !enters && was.State == appliance.Waiting && !k.mayTake(o, was, now) {
		k.report("%s took conversation %s, which is not his to take", o.Name, e.Conversation.ID)
	}
	if was := k.conversations[e.Conversation.ID].State; !enters && was != appliance.Waiting {
		k.report("%s took conversation %s, which is %s", o.Name, e.Conversation.ID, was)
	}
	if was := k.conversations[e.Conversation.ID]; enters && !k.mayAsk(asked, was, now) {
		k.report("%s was asked by %s, who has not got conversation %s", o.Name, asked.By, e.Conversation.ID)
	}
	for _, id := range slices.Sorted(maps.Keys(k.parts)) {
		if p := k.parts[id]; p.Conversation == e.Conversation.ID && p.Left.IsZero() && !enters {
			k.report("conversation %s has two operators", e.Conversation.ID)
		}
	}
	if !k.room(o, e.Conversation.Channel) {
		k.report("%s is above his capacity with conversation %s", o.Name, e.Conversation.ID)
	}
	k.conversations[e.Conversation.ID] = e.Conversation
	k.parts[e.Part.ID] = e.Part
	k.busied(e.Part)
	maps.DeleteFunc(k.declines, func(d declined, _ time.Time) bool { return d.conversation == e.Conversation.ID })
	if k.accepted[e.Conversation.ID] == e.Part.Operator {
		delete(k.accepted, e.Conversation.ID)
	}
}

func (k *checker) offered(o appliance.Offer, now time.Time) {
	op, c := k.operators[o.Operator], k.conversations[o.Conversation]
	k.made++
	k.mayBeAsked(o, now)
	switch {
	case o.By != 0 && o.Purpose == appliance.ToPass && k.rules.PassAtOnce && c.Channel.Kind() != appliance.KindCall:
		k.report("%s is asked for conversation %s, which is passed at once", op.Name, c.ID)
	case c.For == 0 && o.Until.Sub(o.Made) != k.runs(o, c):
		k.report("offer %d runs for %v", o.ID, o.Until.Sub(o.Made))
	case o.By == 0 && c.For == 0:
		k.fair(op, c, now)
	}
	k.offers[o.ID] = o
}

// given is what somebody passes on and is his colleague's at once: it must be such as
// could have been offered to him.
func (k *checker) given(o appliance.Offer, now time.Time) {
	k.gave++
	pinned := maps.Clone(k.offers)
	maps.DeleteFunc(k.offers, func(_ appliance.OfferID, other appliance.Offer) bool { // which goes with it
		return other.Conversation == o.Conversation && other.By == 0
	})
	k.mayBeAsked(o, now)
	k.offers = pinned
	k.entering[o.Conversation] = o
}

// mayBeAsked holds that an operator can take what he is asked to take.
func (k *checker) mayBeAsked(o appliance.Offer, now time.Time) {
	op, c := k.operators[o.Operator], k.conversations[o.Conversation]
	switch {
	case o.By == 0 && c.State != appliance.Waiting:
		k.report("conversation %s is offered and is %s", c.ID, c.State)
	case k.presences[op.ID].State != appliance.Available:
		k.report("%s is asked and is %s", op.Name, k.presences[op.ID].State)
	case k.presences[op.ID].Absent:
		k.report("%s is asked, and his page is closed", op.Name)
	case k.asked(op.ID):
		k.report("%s is asked for two at once", op.Name)
	case k.pinned(c.ID):
		k.report("conversation %s is offered to two at once", c.ID)
	case op.Duties[c.EntryPoint] != "":
		k.report("%s is asked for conversation %s, and is %s for where it came from", op.Name, c.ID, op.Duties[c.EntryPoint])
	case o.By != 0 && (!k.mayAsk(o, c, now) || k.serves(op.ID, c.ID)):
		k.report("%s is asked by %s for conversation %s", op.Name, o.By, c.ID)
	case o.By != 0 && (op.Disabled || k.onCall(op) || !k.room(op, c.Channel)):
		k.report("%s is asked for conversation %s, for which he has no room", op.Name, c.ID)
	case o.Purpose == appliance.ToConsult && c.Channel != appliance.Phone || o.Purpose == appliance.ToJoin && c.Channel == appliance.Voicemail:
		k.report("%s is asked to %s in conversation %s, which is no call", op.Name, o.Purpose, c.ID)
	case o.By == 0 && !k.canTake(op, c, now):
		k.report("%s is asked for conversation %s, which he cannot take", op.Name, c.ID)
	}
}

// fair holds who comes first: of the operators the last one where his queue wants
// that, then the one who holds least, of those the best skilled where his queue
// wants that, and then the one longest idle; of the conversations the one of the
// highest priority, and then the one waiting longest.
func (k *checker) fair(op appliance.Operator, c appliance.Conversation, now time.Time) {
	at, did := k.declines[declined{c.ID, op.ID}]
	if did && now.Before(at.Add(k.queues[c.Queue].OfferFor)) {
		k.report("%s declined conversation %s and is asked again at once", op.Name, c.ID)
	}
	for id := range k.everybody() {
		other := k.operators[id]
		_, otherDid := k.declines[declined{c.ID, id}]
		switch {
		case id == op.ID || k.asked(id) || !k.canTake(other, c, now) || otherDid:
		case did:
			k.report("%s declined conversation %s and is asked again before %s", op.Name, c.ID, other.Name)
		case c.Last == op.ID:
		case c.Last == other.ID:
			k.report("%s is asked for conversation %s, and %s was the last one", op.Name, c.ID, other.Name)
		case k.works(other) != k.works(op):
			if k.works(other) < k.works(op) {
				k.report("%s is asked for conversation %s, and %s holds less", op.Name, c.ID, other.Name)
			}
		case k.queues[c.Queue].BestFirst && k.level(other, c) != k.level(op, c):
			if k.level(other, c) > k.level(op, c) {
				k.report("%s is asked for conversation %s, and %s is better skilled", op.Name, c.ID, other.Name)
			}
		case k.idle[other.ID].Before(k.idle[op.ID]):
			k.report("%s is asked for conversation %s, and %s is idle longer", op.Name, c.ID, other.Name)
		}
	}
	for _, id := range slices.Sorted(maps.Keys(k.conversations)) {
		older := k.conversations[id]
		_, turnedDown := k.declines[declined{id, op.ID}]
		if older.State != appliance.Waiting || older.For != 0 || k.pinned(id) || turnedDown || !k.canTake(op, older, now) {
			continue
		}
		switch mine, its := k.priority(c, now), k.priority(older, now); {
		case its > mine:
			k.report("conversation %s is offered before %s, which is more urgent", c.ID, id)
		case its == mine && older.Queued.Before(c.Queued):
			k.report("conversation %s is offered before %s, which waits longer", c.ID, id)
		}
	}
}

func (k *checker) offerEnded(e appliance.OfferEnded, byHand bool, now time.Time) {
	o, open := k.offers[e.Offer.ID]
	if !open {
		k.report("offer %d ends a second time", e.Offer.ID)
		return
	}
	delete(k.offers, o.ID)
	k.ended = append(k.ended, e)
	switch e.How {
	case appliance.OfferAccepted:
		k.accepted[o.Conversation] = o.Operator
		if o.By != 0 {
			k.entering[o.Conversation] = o
		}
	case appliance.OfferDeclined:
		if o.By != 0 && k.conversations[o.Conversation].State != appliance.Waiting {
			return // it is not his queue's
		}
		k.declines[declined{o.Conversation, o.Operator}] = now
	case appliance.OfferUnheard:
		k.missed[o.Operator] = true
		if now.Before(o.Until) {
			k.report("offer %d counts as unheard before its time", o.ID)
		}
		if k.lapsed[o.ID] {
			k.report("offer %d counts as unheard, and the box was down", o.ID)
		}
	case appliance.OfferUnreached:
		if !byHand { // his telephone says so, and no clock
			k.report("offer %d counts as unreached by itself", o.ID)
		}
	case appliance.OfferWithdrawn, appliance.OfferUnanswered:
		k.unrung[o.Operator] = !now.Before(o.Until) && k.pages[o.Operator] == 0
	default:
		k.report("offer %d ended in no known way: %q", o.ID, e.How)
	}
}

func (k *checker) moved(p appliance.Presence, byHand bool, now time.Time) {
	before := k.presences[p.Operator]
	was := before.State
	k.attended(before, p, byHand, now)
	if was == appliance.RONA && p.State != was && !byHand && !k.operators[p.Operator].Disabled {
		k.report("%s left RONA by himself", k.operators[p.Operator].Name)
	}
	k.unmoved(before, p, byHand, now)
	if byHand && p.State != appliance.RONA {
		delete(k.missed, p.Operator)
	}
	if p.State == appliance.RONA && !k.missed[p.Operator] {
		k.report("%s is in RONA and missed nothing", k.operators[p.Operator].Name)
	}
	if p.State == appliance.RONA && was != p.State && k.pages[p.Operator] == 0 {
		k.report("%s is in RONA, and no page rang", k.operators[p.Operator].Name)
	}
	k.rest(p)
}

// unmoved holds that who does not move is away only after the time that the site gives
// him, and that nobody else who is away comes back by himself.
func (k *checker) unmoved(was, is appliance.Presence, byHand bool, now time.Time) {
	name := k.operators[is.Operator].Name
	switch {
	case byHand:
	case is.State == appliance.Away && is.Reason == "idle" && was.Reason != "idle":
		k.rests++
		for _, at := range []time.Time{was.Since, k.used[is.Operator], k.gone[is.Operator]} {
			if was.State != appliance.Available || k.rules.AwayAfter == 0 || now.Before(at.Add(k.rules.AwayAfter)) {
				k.report("%s was %s and is away before his time", name, was.State)
			}
		}
	case was.State == appliance.Away && is.State == appliance.Available && k.rules.AwayAfter > 0 && (was.Reason != "idle" || !k.used[is.Operator].After(was.Since)):
		k.report("%s is back from %q by himself", name, was.Reason)
	}
}

// moves is an operator who is seen at his page.
func (k *checker) moves(o appliance.OperatorID, now time.Time) {
	if k != nil {
		k.used[o] = now
	}
}

// attended holds what is noted of an operator's page against his pages.
func (k *checker) attended(was, is appliance.Presence, byHand bool, now time.Time) {
	name := k.operators[is.Operator].Name
	if !was.There() && is.There() && is.Since.After(k.gone[is.Operator]) {
		k.gone[is.Operator] = is.Since
	}
	if was.Absent == is.Absent || byHand {
		return
	}
	if back := is; is.State != appliance.Offline {
		back.Absent = was.Absent
		if back != was {
			k.report("%s was %s and is %s for his page", name, was.State, is.State)
		}
	}
	if is.Absent && now.Before(k.gone[is.Operator].Add(grace)) && !k.unrung[is.Operator] {
		k.report("%s has no time to come back with his page", name)
	}
}

func (k *checker) rest(p appliance.Presence) {
	k.presences[p.Operator] = p
	if p.State == appliance.Available {
		k.touch(p.Operator, p.Since)
	}
}

func (k *checker) busied(p appliance.Part) {
	for _, at := range []time.Time{p.Began, p.Left, p.WrappedUp} {
		k.touch(p.Operator, at)
	}
}

func (k *checker) touch(o appliance.OperatorID, at time.Time) {
	if at.After(k.idle[o]) {
		k.idle[o] = at
	}
}

// settled is called when the State has nothing more to decide.
func (k *checker) settled(s *State, now time.Time) {
	if k == nil {
		return
	}
	clear(k.gaveUp)
	for _, id := range slices.Sorted(maps.Keys(k.conversations)) {
		c := k.conversations[id]
		known := slices.ContainsFunc(s.waiting, func(w *waiting) bool { return w.id == id })
		switch {
		case c.State == appliance.Waiting && !known:
			k.report("conversation %s is lost", id)
		case c.State != appliance.Waiting && known:
			k.report("conversation %s is %s and still queued", id, c.State)
		case c.State == appliance.Waiting && c.For == 0 && !k.pinned(id):
			k.neglected(c, now)
			if to := k.queues[c.Queue].Overflow.To; k.overflows(c, now) && k.mans(to, c) {
				k.report("conversation %s is not passed on to queue %s", id, to)
			}
		}
	}
	for _, id := range slices.Sorted(maps.Keys(k.offers)) {
		o := k.offers[id]
		switch {
		case !now.Before(o.Until):
			k.report("offer %d goes on after its time", id)
		case o.By == 0 && k.conversations[o.Conversation].State != appliance.Waiting:
			k.report("offer %d goes on, and nothing waits", id)
		case o.By != 0 && !k.mayAsk(o, k.conversations[o.Conversation], now):
			k.report("offer %d goes on, and who asked has left", id)
		case k.presences[o.Operator].State != appliance.Available:
			k.report("offer %d goes on, and its operator is %s", id, k.presences[o.Operator].State)
		case k.presences[o.Operator].Absent:
			k.report("offer %d goes on, and no page shows it", id)
		case k.operators[o.Operator].Duties[k.conversations[o.Conversation].EntryPoint] != "":
			k.report("offer %d goes on, and its operator is not on duty", id)
		}
	}
	for id := range k.everybody() {
		k.rested(k.operators[id], now)
	}
	for _, c := range slices.Sorted(maps.Keys(k.entering)) {
		if o := k.entering[c]; k.serves(o.By, c) == (o.Purpose == appliance.ToPass) && !k.conversations[c].State.Over() {
			k.report("conversation %s was given on to %s, and who serves it is wrong", c, o.Purpose)
		}
	}
	clear(k.entering)
	for _, id := range slices.Sorted(maps.Keys(k.accepted)) {
		k.report("conversation %s was accepted and has no operator", id)
	}
}

// neglected reports if somebody could be asked for c and is not.
func (k *checker) neglected(c appliance.Conversation, now time.Time) {
	for id := range k.everybody() {
		o := k.operators[id]
		at, did := k.declines[declined{c.ID, id}]
		again := !did || !now.Before(at.Add(k.queues[c.Queue].OfferFor))
		if again && !k.asked(id) && k.canTake(o, c, now) {
			k.report("conversation %s waits, and nobody asks %s", c.ID, o.Name)
		}
	}
}

// rested holds an operator's presence against what he does.
func (k *checker) rested(o appliance.Operator, now time.Time) {
	longest := time.Duration(0)
	for _, q := range k.queues {
		longest = max(longest, q.WrapUpFor)
	}
	p := k.presences[o.ID]
	switch {
	case p.State == appliance.Available && k.onCall(o):
		k.report("%s is available in the midst of a call", o.Name)
	case p.State == appliance.Busy && !k.onCall(o):
		k.report("%s is busy without a call", o.Name)
	case p.State == appliance.WrapUp && !now.Before(p.Since.Add(longest+p.Longer)):
		k.report("%s wraps up longer than any queue and he himself allow", o.Name)
	case p.Absent && k.pages[o.ID] > 0 && !o.Disabled:
		k.report("%s has a page and counts as gone", o.Name)
	case p.There() && !o.Disabled && k.pages[o.ID] == 0 && !now.Before(k.gone[o.ID].Add(grace)):
		k.report("%s has no page and counts as there", o.Name)
	case k.missed[o.ID] && p.State != appliance.RONA && !o.Disabled && p.State != appliance.Offline:
		k.report("%s missed an offer and is %s", o.Name, p.State)
	}
}

// everybody lists the operators, whose ids count from 1.
func (k *checker) everybody() iter.Seq[appliance.OperatorID] {
	return func(yield func(appliance.OperatorID) bool) {
		for id := range appliance.OperatorID(len(k.operators)) {
			if !yield(id + 1) {
				return
			}
		}
	}
}

// forget drops what is over, so that a long run stays quick.
func (k *checker) forget() {
	maps.DeleteFunc(k.parts, func(_ appliance.PartID, p appliance.Part) bool { return !p.WrappedUp.IsZero() && !p.Left.IsZero() })
	maps.DeleteFunc(k.conversations, func(id appliance.ConversationID, c appliance.Conversation) bool {
		if !c.State.Over() {
			return false
		}
		for _, p := range k.parts {
			if p.Conversation == id {
				return false
			}
		}
		return true
	})
}
