package appliance

import (
	"slices"
	"time"
)

// Block keeps somebody away who disturbs, by one thing that he comes with (F090,
// F223).
type Block struct {
	ID BlockID
	Identity
	// Conversation is the one in which he was blocked.
	Conversation ConversationID
	By           OperatorID
	At           time.Time
	Until        time.Time // zero: for good
	Reason       string
	Lifted       time.Time // before it ran out; zero: it was not
	LiftedBy     OperatorID
}

// Identity is one thing by which somebody is known again.
type Identity struct {
	Scope BlockScope
	Value string
}

// BlockScope is what of somebody is blocked.
type BlockScope string

// The scopes, and what is the value of each.
const (
	BlockDevice  BlockScope = "device"  // Browser.Mark
	BlockAddress BlockScope = "address" // a network: an IPv4 address, or the /64 of an IPv6 one
	BlockPhone   BlockScope = "phone"   // E.164
	BlockMail    BlockScope = "mail"    // lower case
)

// Holds tells whether it keeps anybody away then.
func (b Block) Holds(now time.Time) bool {
	return b.Lifted.IsZero() && (b.Until.IsZero() || now.Before(b.Until))
}

// Outlasts tells whether it ends after another, or never.
func (b Block) Outlasts(o Block) bool {
	return !o.Until.IsZero() && (b.Until.IsZero() || b.Until.After(o.Until))
}

// BlockedBy is the block by which somebody is kept away who comes with these, the one
// that lasts longest; false: he may come.
func BlockedBy(all []Block, who []Identity, now time.Time) (by Block, blocked bool) {
	for _, b := range all {
		if b.Holds(now) && slices.Contains(who, b.Identity) && (!blocked || b.Outlasts(by)) {
			by, blocked = b, true
		}
	}
	return by, blocked
}
