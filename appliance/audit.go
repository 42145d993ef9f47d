package appliance

import "time"

// Audit is one line of the audit log: who did what, to whom, and when. It holds ids
// and nothing of what they name, so that it says the same when that is gone.
type Audit struct {
	ID       AuditID
	At       time.Time
	Operator OperatorID
	Act      AuditAct
	// What it was done to; those that the act does not name are zero.
	Conversation ConversationID
	Entry        EntryID
	Ticket       TicketID
}

// AuditAct is what was done.
type AuditAct string

// The acts. What each names stands behind it.
const (
	RevealedContact AuditAct = "revealed-contact" // conversation: who it is with, and what he gave
	RevealedMessage AuditAct = "revealed-message" // conversation, entry
	RevealedTicket  AuditAct = "revealed-ticket"  // ticket
	BlockedContact  AuditAct = "blocked"          // conversation: whose contact is kept away
	Unblocked       AuditAct = "unblocked"        // conversation: in which he had been blocked
)
