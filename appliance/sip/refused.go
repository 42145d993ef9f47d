package sip

import (
	"errors"
	"fmt"
	"slices"
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

// Unavailable refuses a call for which a box has no room at this moment.
func Unavailable() *Refused {
	return &Refused{Status: 503, Reason: "Service Unavailable", RetryAfter: 10 * time.Second}
}

func (r *Refused) Error() string { return fmt.Sprintf("call refused: %d %s", r.Status, r.Reason) }

// Cause names why a call was not taken, by the status that came for it (RFC
// 3261 section 21). The names are those of appliance.EntryPartyFailed.
func Cause(status int) string {
	switch {
	case status == 486, status == 600:
		return "busy"
	case status == 603, status == 607, status == 608:
		return "declined"
	case slices.Contains([]int{404, 410, 414, 416, 484, 485, 604}, status):
		return "no-such-number"
	case status == 408, status == 480, status == 487:
		return "no-answer"
	case status == 401, status == 403, status == 407:
		return "not-allowed"
	case status == 488, status == 606:
		return "no-sound"
	}
	return "unreachable"
}

// Next tells whether a call that failed is made by the next of the ways that are
// left: not where the status tells about him who was called, nor once it has rung.
func (f Failed) Next(rang bool, left []Outgoing) bool {
	return !rang && len(left) > 0 && f.Refused.elsewhere()
}

// elsewhere tells whether a call that was refused so may go well by another way.
func (r Refused) elsewhere() bool {
	return Cause(r.Status) == "unreachable" && r.Status < 600 || r.Status == 408
}

// NoCommonSound refuses a call whose sound is not ours.
func NoCommonSound() *Refused { return &Refused{Status: 488, Reason: "Not Acceptable Here"} }

// Declined refuses a call that nobody here wants, on any telephone (section 21.6.2): no
// exchange tries it elsewhere.
func Declined() *Refused { return &Refused{Status: 603, Reason: "Decline"} }

// Fault refuses a call that we cannot take for a fault of ours.
func Fault() *Refused { return &Refused{Status: 500, Reason: "Server Internal Error"} }

// RefusedBy is how a call is refused for an error: as that says, or, where it says
// nothing of calls, for a fault of ours.
func RefusedBy(err error) (r *Refused, said bool) {
	if errors.As(err, &r) {
		return r, true
	}
	return Fault(), false
}
