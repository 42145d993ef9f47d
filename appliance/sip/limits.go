package sip

import (
	"cmp"
	"time"

	"cordboard/appliance/sip/front"
)

// Limits bound what the other side can make the box do, those of its front
// included. Zero fields take the values named.
type Limits struct {
	front.Limits
	// Reorder is how long a request waits for one with a lower CSeq that may
	// have been overtaken (50 milliseconds).
	Reorder time.Duration
	// T1 is RFC 3261's estimate of a round trip, for what is retransmitted
	// here (500 milliseconds).
	T1 time.Duration
	// SessionExpires is how long a call may stand without a sign of the other
	// side's, where that side knows about it (RFC 4028; 30 minutes). MinSE is
	// the least that we let ourselves be asked for (90 seconds).
	SessionExpires, MinSE time.Duration
	// Drain is how long Run waits for calls to end when it is told to stop
	// (5 seconds).
	Drain time.Duration
}

func (l Limits) orDefaults() Limits {
	l.Reorder = cmp.Or(l.Reorder, 50*time.Millisecond)
	l.T1 = cmp.Or(l.T1, 500*time.Millisecond)
	l.SessionExpires = cmp.Or(l.SessionExpires, 30*time.Minute)
	l.MinSE = cmp.Or(l.MinSE, 90*time.Second)
	l.Drain = cmp.Or(l.Drain, 5*time.Second)
	return l
}
