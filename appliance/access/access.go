// Package access says who may do what. It is one pure question, Can, over a
// table that is short enough to be read; whatever the table does not grant is
// denied. The doors of web ask for a role; this asks for the thing as well.
//
// The package has no goroutines.
package access

import (
	"slices"

	"cordboard/appliance"
)

// Action is something that an operator may want to do.
type Action string

// The actions. Who may enter at all the doors of web decide, by role; an action
// stands here when it also matters whose the thing is, or when a page shows it
// to some and not to others.
const (
	Observe     Action = "observe"     // look into a conversation that goes on
	Supervise   Action = "supervise"   // hear a call that goes on, whisper, join, take it over
	Listen      Action = "listen"      // to a recording
	SeeContact  Action = "see contact" // his card, and that he was here before
	SeeFinished Action = "see finished"
	SeeTickets  Action = "see tickets" // and work on them
)

// Object is what an action is about. The zero Object is nobody's.
type Object struct{ owners []appliance.OperatorID }

// Of is an object of these operators: those who served a conversation.
func Of(owners ...appliance.OperatorID) Object { return Object{owners} }

// Conversation is a conversation, its entries and recordings; it is of all who
// ever served it: who handed it over may still look what came of it. One who is
// only asked aside answers for his own part of it, and for no longer.
func Conversation(c appliance.Conversation) Object { return Object{c.Served} }

// Contact is who a conversation is with: besides of those who served it, he is of
// those who are offered it, who see with whom before they accept.
func Contact(c appliance.Conversation, offered ...appliance.OperatorID) Object {
	return Object{slices.Concat(c.Served, offered)}
}

// scope is which objects an action is granted for.
type scope int

const (
	none scope = iota
	own
	all
)

// Can tells whether the operator may do it to the object. One who is disabled,
// or of a role that is not known, may do nothing.
func Can(op appliance.Operator, a Action, o Object) bool {
	if op.Disabled || op.ID == 0 {
		return false
	}
	switch granted(op.Role, a) {
	case all:
		return true
	case own:
		return slices.Contains(o.owners, op.ID)
	case none:
	}
	return false
}

// granted is the table. An admin may no more than a supervisor here: what he
// may besides, he may at doors of his own.
func granted(role appliance.Role, a Action) scope {
	switch role {
	case appliance.RoleAdmin, appliance.RoleSupervisor:
		switch a {
		case Observe, Supervise, Listen, SeeContact, SeeFinished, SeeTickets:
			return all
		}
	case appliance.RoleOperator:
		switch a {
		case SeeTickets:
			return all
		case Observe, Listen, SeeContact, SeeFinished:
			return own
		}
	}
	return none
}
