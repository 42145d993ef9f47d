package appliance

import (
	"cmp"
	"slices"
	"time"
)

// Queue is where conversations wait. Its name is the topic that visitors see.
type Queue struct {
	ID QueueID
	// Name is what trees call it, and what people read who have no other.
	Name string
	// Names are what people read, by language.
	Names  map[Language]string
	Groups []GroupID
	// Music names the clip that callers hear while they wait.
	Music string
	// OfferFor is how long one operator is asked before RONA (F030).
	OfferFor time.Duration
	// WrapUpFor is the time after a call before offers come again.
	WrapUpFor time.Duration
	// Target is the wait within which a conversation should be accepted.
	Target time.Duration
	// Recording is how it is with calls that are taken out of it.
	Recording RecordingRule
	// Messages name the prompts that callers hear one after the other while they
	// wait, each MessageEvery after the one before.
	Messages     []string
	MessageEvery time.Duration
	// Needs are the skills that it takes to serve it, each with its lowest level.
	Needs Levels
	// RelaxEvery is after how long a wait each of these levels falls by one, again
	// and again until nothing is needed; zero: they never do.
	RelaxEvery time.Duration
	// BestFirst asks the better skilled before who is idle longer.
	BestFirst bool
	// Priority says which queue's conversations come first, 1 to 9, the highest
	// first; zero: UsualPriority.
	Priority int
	// RaiseEvery is after how long a wait the priority rises by one, again and
	// again; zero: it never does.
	RaiseEvery time.Duration
	// LastFor is how long a contact's last operator is asked, before all others;
	// zero: he is one of them.
	LastFor time.Duration
	// TicketSubject is that of tickets that operators open out of its conversations;
	// empty: the usual one.
	TicketSubject string
	// Overflow is where else they wait for whom there is nobody here.
	Overflow Overflow
}

// The priorities.
const (
	UsualPriority   = 5
	HighestPriority = 9
)

// Overflow passes on to another queue whom nobody is asked to take.
type Overflow struct {
	To QueueID // zero: nowhere
	// After passes on who has waited for so long; zero: nobody.
	After time.Duration
	// Above passes on those who came last where more wait; zero: any number may.
	Above int
}

// In is what a reader of that language calls the queue.
func (q Queue) In(l Language) string { return cmp.Or(q.Names[l], q.Name) }

// ServedBy tells whether the operator serves the queue: one of his groups does,
// and he has the skills for it, or need not have them for whoever waits long.
func (q Queue) ServedBy(o Operator) bool {
	return q.AssignedTo(o) && (q.RelaxEvery > 0 || o.Skills.Cover(q.Needs, 0))
}

// Suits tells whether the operator may take what has waited in it for so long.
func (q Queue) Suits(o Operator, waited time.Duration) bool {
	return q.AssignedTo(o) && o.Skills.Cover(q.Needs, q.Fallen(waited))
}

// Skilled tells whether the operator may take what has only come.
func (q Queue) Skilled(o Operator) bool { return q.Suits(o, 0) }

// AssignedTo tells whether the operator takes conversations, and one of his groups
// serves the queue.
func (q Queue) AssignedTo(o Operator) bool {
	return o.Answers() && slices.ContainsFunc(q.Groups, func(g GroupID) bool { return slices.Contains(o.Groups, g) })
}

// Fallen is by how much the levels that are needed have fallen after a wait.
func (q Queue) Fallen(waited time.Duration) int {
	return steps(waited, q.RelaxEvery, q.Needs.Highest())
}

// Falls is after how long a wait they fall next; false: they do not any more.
func (q Queue) Falls(waited time.Duration) (at time.Duration, falls bool) {
	fallen := q.Fallen(waited)
	return q.RelaxEvery * time.Duration(fallen+1), q.RelaxEvery > 0 && fallen < q.Needs.Highest()
}

// PriorityOf is how soon it is the turn of what has waited for so long, and has a
// priority of its own; zero: that of the queue.
func (q Queue) PriorityOf(own int, waited time.Duration) int {
	from := max(own, cmp.Or(q.Priority, UsualPriority))
	return from + steps(waited, q.RaiseEvery, HighestPriority-from)
}

// steps is how often a length fits into a wait, at most so often.
func steps(waited, each time.Duration, most int) int {
	if each <= 0 || waited <= 0 {
		return 0
	}
	return int(min(waited/each, time.Duration(most)))
}

// Offer is the box asking one operator to take one conversation, for a time.
type Offer struct {
	ID           OfferID
	Conversation ConversationID
	Operator     OperatorID
	Made, Until  time.Time
	// By is the colleague who asks, with what Purpose; zero: it is offered out
	// of its queue.
	By      OperatorID
	Purpose Purpose
}

// Purpose is what an operator asks a colleague for, of a conversation that he
// serves.
type Purpose string

// The purposes.
const (
	// ToPass: whoever accepts serves it in his place.
	ToPass Purpose = "pass"
	// ToConsult: whoever accepts a call talks with him while the caller is held.
	ToConsult Purpose = "consult"
	// ToJoin: whoever accepts a call talks with him and the caller.
	ToJoin Purpose = "join"
)

// OfferEnd is how an offer ended. Every offer ends in exactly one of them.
type OfferEnd string

// The ends of an offer. Withdrawn covers a caller who hung up, another
// operator who took the conversation by hand, and an operator who went away;
// Unreached, that nothing could ring the operator's telephone, and Unanswered, that
// a colleague who was asked went away or had no page, which is not his fault.
const (
	OfferAccepted   OfferEnd = "accepted"
	OfferDeclined   OfferEnd = "declined"
	OfferUnheard    OfferEnd = "rona"
	OfferUnreached  OfferEnd = "unreached"
	OfferUnanswered OfferEnd = "unanswered"
	OfferWithdrawn  OfferEnd = "withdrawn"
)

// Reason is a wrap-up reason from the administrator's list.
type Reason struct {
	ID   ReasonID
	Name map[Language]string
	Off  bool // nobody chooses it any more
}

// In is what a reader of that language calls it: by another language's name where
// it has none in his.
func (r Reason) In(l Language) string { return cmp.Or(inAny(r.Name, l), r.ID.String()) }
