package sip

import (
	"fmt"
	"time"
)

// Refused says that a call was not taken, in SIP's words (RFC 3261 section 21):
// what we answer to a caller, or what the other side answered to us.
type Refused struct {
	Status int
	Reason string
	// RetryAfter asks to try again after a time (section 20.33); zero: not.
	RetryAfter time.Duration
}

func (r *Refused) Error() string { return fmt.Sprintf("call refused: %d %s", r.Status, r.Reason) }
