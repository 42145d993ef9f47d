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
}

// In is what a reader of that language calls the queue.
func (q Queue) In(l Language) string { return cmp.Or(q.Names[l], q.Name) }

// ServedBy tells whether one of the operator's groups serves the queue.
func (q Queue) ServedBy(o Operator) bool {
	return slices.ContainsFunc(q.Groups, func(g GroupID) bool { return slices.Contains(o.Groups, g) })
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
	Off  bool
}
