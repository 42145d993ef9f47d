package front

import (
	"cmp"
	"time"
)

// Limits bound what somebody can make the box do before anything is done for
// him. Zero fields take the values named.
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
	// SettingUp is how many calls may be without a response of ours at once;
	// more are turned away with 503 (4,000: a thousand a second for a little
	// longer than Late).
	SettingUp int
	// AtOnce is how many of them are worked on at a time; the others stand in
	// line and cost nothing meanwhile (128).
	AtOnce int
	// Late is how long a new call may have waited when it is looked at, and how
	// long it may stand in line then; later ones are turned away (3 seconds).
	Late time.Duration
}

func (l Limits) orDefaults() Limits {
	return Limits{
		Message:     cmp.Or(l.Message, 65535),
		Headers:     cmp.Or(l.Headers, 200),
		Connections: cmp.Or(l.Connections, 32),
		Idle:        cmp.Or(l.Idle, 15*time.Minute),
		Slow:        cmp.Or(l.Slow, 10*time.Second),
		SettingUp:   cmp.Or(l.SettingUp, 4000),
		AtOnce:      cmp.Or(l.AtOnce, 128),
		Late:        cmp.Or(l.Late, 3*time.Second),
	}
}
