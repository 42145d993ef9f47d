package sip

import (
	"cordboard/appliance/media"
)

// Event is something that the other side did to a call.
type Event interface{ event() }

// The events. Cancelled and HungUp are the last ones, and come once.
type (
	// Cancelled says that the caller gave up before the answer.
	Cancelled struct{}
	// HungUp says that the other side ended the call, or was lost.
	HungUp struct{}
	// Digit is a key that came by INFO and not by the sound's own path.
	Digit struct{ media.Digit }
	// Reoffer says that the agreement about sound is another now: after an
	// offer inside the dialog, which has been answered, or after the answer
	// that came with an ACK. Connect the leg to Stream.
	Reoffer struct{ Stream media.Stream }
)

func (Cancelled) event() {}
func (HungUp) event()    {}
func (Digit) event()     {}
func (Reoffer) event()   {}
