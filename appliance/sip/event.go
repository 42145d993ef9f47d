package sip

import (
	"cordboard/appliance/media"
)

// Event is something that the other side did to a call. Transferred, Referred
// and Replaced stand with what they are about.
type Event interface{ event() }

// The events. Cancelled, HungUp, Unacknowledged, Failed and Replaced are the
// last ones: one of them comes, once.
type (
	// Cancelled says that the caller gave up before the answer.
	Cancelled struct{}
	// Confirmed says that the other side acknowledged our answer: both know
	// that the call stands.
	Confirmed struct{}
	// Unacknowledged says that no ACK came in 64*T1 (32 seconds) to an answer
	// of ours, and that we hung up (RFC 3261 section 13.3.1.4).
	Unacknowledged struct{}
	// Ringing says of a call of ours that somebody is being called.
	Ringing struct{}
	// Early says of a call of ours what is to be heard before the answer:
	// connect the leg to Stream. It may come again with another one.
	Early struct{ Stream media.Stream }
	// Answered says that somebody took a call of ours.
	Answered struct{ Stream media.Stream }
	// Failed says why nobody did.
	Failed struct{ Refused Refused }
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
func (Ringing) event()        {}
func (Early) event()          {}
func (Answered) event()       {}
func (Failed) event()         {}
func (HungUp) event()         {}
func (Digit) event()          {}
func (Reoffer) event()        {}
