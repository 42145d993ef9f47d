package appliance

import "time"

// Invitation is a number that an operator gives to somebody, who then reaches
// him and no other.
type Invitation struct {
	// Code is its digits, InvitationDigits of them.
	Code     string
	Operator OperatorID
	// About is what the operator talked about when he made it; zero: nothing.
	About       ConversationID
	Made, Until time.Time
	// Used is the conversation that came by it; zero: none yet.
	Used ConversationID
}

// InvitationDigits is how many digits an invitation has (F060).
const InvitationDigits = 6

// Good tells whether a conversation may come by the invitation now. It is used
// up by the one that used it before, unless that ended without its operator:
// who found him busy may try again.
func (i Invitation) Good(now time.Time, by ConversationID, used Conversation) bool {
	return now.Before(i.Until) && (i.Used == 0 || used.Joined.IsZero() && (i.Used == by || used.State.Over()))
}
