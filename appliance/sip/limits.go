package sip

import "time"

// Limits bound what the other side can make the box do. Zero fields take the
// values named.
type Limits struct {
	// Message is the longest message in bytes (65,535).
	Message int
	// Headers is the largest number of header fields in one (200).
	Headers int
	// Connections is how many TCP connections one address may hold (32).
	Connections int
	// Idle is how long a TCP connection may be silent while no call came by
	// it (15 minutes).
	Idle time.Duration
	// Slow is how long one message may take to arrive over TCP (10 seconds).
	Slow time.Duration
	// Reorder is how long a request waits for one with a lower CSeq that may
	// have been overtaken (50 milliseconds).
	Reorder time.Duration
	// SettingUp is how many calls may be without a response of ours at once;
	// more are turned away with 503 (1,000).
	SettingUp int
	// Late is how long a new call may have waited when it is looked at; later
	// ones are turned away (3 seconds).
	Late time.Duration
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
	fill(&l.Message, 65535)
	fill(&l.Headers, 200)
	fill(&l.Connections, 32)
	fill(&l.Idle, 15*time.Minute)
	fill(&l.Slow, 10*time.Second)
	fill(&l.Reorder, 50*time.Millisecond)
	fill(&l.SettingUp, 1000)
	fill(&l.Late, 3*time.Second)
	fill(&l.T1, 500*time.Millisecond)
	fill(&l.SessionExpires, 30*time.Minute)
	fill(&l.MinSE, 90*time.Second)
	fill(&l.Drain, 5*time.Second)
	return l
}

func fill[T int | time.Duration](field *T, value T) {
	if *field <= 0 {
		*field = value
	}
}
