package acd

import (
	"time"

	"cordboard/appliance"
)

// Decision is one thing that the Loop is to write.
type Decision interface{ decision() }

// The decisions. The decisions of one round stand in the order in which they
// must be written.
type (
	// MakeOffer asks an operator to take a conversation that waits in Queue, or
	// one that his colleague By serves, who has a Purpose.
	MakeOffer struct {
		Conversation appliance.ConversationID
		Queue        appliance.QueueID
		Operator     appliance.OperatorID
		Until        time.Time
		By           appliance.OperatorID
		Purpose      appliance.Purpose
	}
	EndOffer struct {
		Offer appliance.Offer
		How   appliance.OfferEnd
		Cause string // why the operator's telephone did not ring, where it did not
	}
	// SetPresence moves an operator from the state Was.
	SetPresence struct {
		Was      appliance.PresenceState
		Presence appliance.Presence
	}
	// SetDuty has an operator stand otherwise to an entry point.
	SetDuty struct {
		Operator   appliance.OperatorID
		EntryPoint appliance.EntryPointID
		Duty       appliance.Duty
	}
	// Join gives a conversation that waits to an operator; By is who passed it to him
	// without asking, and zero where he takes it.
	Join struct {
		Conversation appliance.ConversationID
		Operator, By appliance.OperatorID
	}
	// Want has a conversation wait for one operator alone.
	Want struct {
		Conversation appliance.ConversationID
		Operator     appliance.OperatorID
	}
	// PassOn has a conversation that waits in a queue wait in another one.
	PassOn struct {
		Conversation appliance.ConversationID
		From, To     appliance.QueueID
	}
	// Enter gives an operator what his colleague By passes to him, or asked him for.
	Enter struct {
		Conversation appliance.ConversationID
		Operator, By appliance.OperatorID
		Purpose      appliance.Purpose
	}
)

func (MakeOffer) decision()   {}
func (EndOffer) decision()    {}
func (SetPresence) decision() {}
func (SetDuty) decision()     {}
func (Join) decision()        {}
func (Want) decision()        {}
func (PassOn) decision()      {}
func (Enter) decision()       {}
