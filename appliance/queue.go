package appliance

import (
	"cmp"
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
}

// In is what a reader of that language calls the queue.
func (q Queue) In(l Language) string { return cmp.Or(q.Names[l], q.Name) }

// Offer is the box asking one operator to take one conversation, for a time.
type Offer struct {
	ID           OfferID
	Conversation ConversationID
	Operator     OperatorID
	Made, Until  time.Time
}

// OfferEnd is how an offer ended. Every offer ends in exactly one of them.
type OfferEnd string

// The ends of an offer. Withdrawn covers a caller who hung up, another
// operator who took the conversation by hand, and an operator who went away.
const (
	OfferAccepted  OfferEnd = "accepted"
	OfferDeclined  OfferEnd = "declined"
	OfferUnheard   OfferEnd = "rona"
	OfferWithdrawn OfferEnd = "withdrawn"
)

// Reason is a wrap-up reason from the administrator's list.
type Reason struct {
	ID   ReasonID
	Name map[Language]string
	Off  bool
}
