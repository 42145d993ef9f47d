package appliance

import "time"

// Ticket is a request that outlives the conversation.
type Ticket struct {
	ID           TicketID
	Subject      string
	Body         string
	State        TicketState
	Origin       TicketOrigin
	EntryPoint   EntryPointID
	Queue        QueueID
	Contact      ContactID
	Conversation ConversationID // zero: none
	Name, Mail   string
	Phone        string
	Language     Language
	Page         string // where it was written, as its browser told; empty: nowhere
	Assignee     OperatorID
	Key          string // names the form that it came from; empty: none
	Created      time.Time
	Changed      time.Time
}

// SubjectLimit is how much of what somebody wrote becomes the subject of a ticket to
// which he gave none, in characters.
const SubjectLimit = 80

// TicketState is how far a ticket is.
type TicketState string

// The states of a ticket.
const (
	TicketOpen   TicketState = "open"
	TicketClosed TicketState = "closed"
)

// TicketOrigin is what a ticket came from.
type TicketOrigin string

// The origins of tickets: the offline form (F024, F033), and a message left
// while waiting (F032).
const (
	FromOfflineForm TicketOrigin = "offline-form"
	FromWaiting     TicketOrigin = "waiting"
	FromDesk        TicketOrigin = "desk"
)
