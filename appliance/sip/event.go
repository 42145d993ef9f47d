package sip

import (
	"cordboard/appliance/media"
)

// Event is something that the other side did to a call.
type Event interface{ event() }

// The events. Cancelled, HungUp and Unacknowledged are the last ones: one of
// them comes, once.
type (
	// Cancelled says that the caller gave up before the answer.
	Cancelled struct{}
	// Confirmed says that the other side acknowledged our answer: both know
	// that the call stands.
	Confirmed struct{}
	// Unacknowledged says that no ACK came in 64*T1 (32 seconds) to an answer
	// of ours, and that we hung up (RFC 3261 section 13.3.1.4).
	Unacknowledged struct{}
	// HungUp says that the other side ended the call, or was lost.
	HungUp struct{}
	// Digit is a key that came by INFO and not by the sound's own path.
	Digit struct{ media.Digit }
	// Reoffer says that the agreement about sound is another now: after an
	// offer inside the dialog, which has been answered, or after the answer
	// that came with an ACK. Connect the leg to Stream.
	Reoffer struct{ Stream media.Stream }
)

func (Cancelled) event()      {}
func (Confirmed) event()      {}
func (Unacknowledged) event() {}
func (HungUp) event()         {}
func (Digit) event()          {}
func (Reoffer) event()        {}
