package sip

import (
	"time"

	"cordboard/appliance/media/sdp"
)

// underway is what is going on in a session when one side wants more.
type underway struct {
	early    bool // the call's INVITE has no final response
	inviting bool // an INVITE of ours has none
	unacked  bool // a 200 of ours to an INVITE has no ACK
	pact     sdp.Pact
}

// ruling is what becomes of an INVITE or UPDATE inside a session.
type ruling int

const (
	proceed   ruling = iota
	tooSoon          // 500 with Retry-After: the one before has no answer
	collision        // 491: both sides want something at once
	afterACK         // it may have overtaken the ACK: kept for a moment
)

// rule decides about a request of the other side (RFC 3261 section 14.2, RFC
// 3311 section 5.2). offers says that it brings an offer.
func (u underway) rule(invite, offers bool) ruling {
	switch {
	case invite && u.inviting:
		return collision
	case invite && u.early:
		return tooSoon
	case invite && u.unacked:
		return afterACK
	case offers && u.pact == sdp.WeOffered:
		return collision
	case offers && u.pact == sdp.TheyOffered:
		return tooSoon
	}
	return proceed
}

// way is how a wish of ours is put to the other side.
type way int

const (
	notYet way = iota
	byInvite
	byUpdate
)

// way finds how an offer of ours, or a mere refresh, may go now (RFC 3261
// section 14.1, RFC 3311 section 5.1), once the call was answered. An offer goes by
// INVITE, which somebody may be asked about.
func (u underway) way(refresh, update bool) way {
	switch {
	case u.early, u.inviting, u.unacked, u.pact != sdp.Settled:
		return notYet
	case refresh && update:
		return byUpdate
	}
	return byInvite
}

// collisionWait is how long a side waits that was refused with 491, before it
// tries again (RFC 3261 section 14.1): the owner of the Call-ID 2.1 to 4
// seconds, the other up to 2. chance is from 0 to below 1. The RFC's figures
// are those of its T1 of half a second; here they follow t1.
func collisionWait(owner bool, chance float64, t1 time.Duration) time.Duration {
	const step, half = 10 * time.Millisecond, 500 * time.Millisecond
	from, steps := time.Duration(0), 201 // 0 to 2.00 s
	if owner {
		from, steps = 2100*time.Millisecond, 191 // 2.10 to 4.00 s
	}
	wait := from + time.Duration(chance*float64(steps))*step
	return time.Duration(float64(t1) * float64(wait) / float64(half))
}
