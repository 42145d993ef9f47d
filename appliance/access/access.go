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

// The actions.
const (
	TakeConversations  Action = "take conversations" // sign in for them, be offered them
	Accept             Action = "accept"             // which queues, acd says
	Reply              Action = "reply"              // messages, notes; mute, hold and keys of a call
	End                Action = "end"                // end, leave, wrap up
	Observe            Action = "observe"            // look into a conversation that goes on
	Listen             Action = "listen"             // to a recording
	SeeFinished        Action = "see finished"
	SeeTickets         Action = "see tickets" // and work on them
	SetPresence        Action = "set presence"
	EditAccount        Action = "edit account" // language, password
	EditPeople         Action = "edit people"  // operators, groups, roles
	EditSite           Action = "edit site"    // settings, queues, entry points, reasons
	SeeOthersPresences Action = "see others' presences"
)

// Object is what an action is about. The zero Object is nobody's.
type Object struct{ owners []appliance.OperatorID }

// Of is an object of these operators: the account or presence of one.
func Of(owners ...appliance.OperatorID) Object { return Object{owners} }

// Conversation is a conversation, its entries and recordings; it is of those
// who serve it or, once it ended, did last.
func Conversation(c appliance.Conversation) Object { return Object{c.Operators} }

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

// granted is the table. Nobody writes into or ends what another serves, not
// even an admin: he takes it over first, and the story tells so.
func granted(role appliance.Role, a Action) scope {
	switch role {
	case appliance.RoleAdmin:
		switch a {
		case EditSite, EditPeople, EditAccount:
			return all
		}
		return granted(appliance.RoleSupervisor, a)
	case appliance.RoleSupervisor:
		switch a {
		case Observe, Listen, SeeFinished, SetPresence:
			return all
		}
		return granted(appliance.RoleOperator, a)
	case appliance.RoleOperator:
		switch a {
		case TakeConversations, Accept, SeeTickets, SeeOthersPresences:
			return all
		case Reply, End, Observe, Listen, SeeFinished, SetPresence, EditAccount:
			return own
		}
	}
	return none
}
