// Package access says who may do what to what: one pure question, Can, over a table
// that is short enough to be read. A role's rights say what an operator may do at
// all, and the doors of web ask for those; this asks whose the thing is as well.
// Whatever the table does not grant is denied.
//
// The package has no goroutines.
package access

import (
	"slices"

	"cordboard/appliance"
)

// Action is something that an operator may want to do to a thing.
type Action string

// The actions.
const (
	Observe     Action = "observe"     // look into a conversation that goes on
	ListenIn    Action = "listen in"   // to a call that goes on, unheard
	Intervene   Action = "intervene"   // whisper, join a call, take a conversation over
	Listen      Action = "listen"      // to a recording
	SeeContact  Action = "see contact" // his card, and that he was here before
	SeeFinished Action = "see finished"
	Tag         Action = "tag"     // a conversation, also when it is over
	TakeUp      Action = "take up" // one that is over, to serve it again
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

// Can tells whether the operator may do it to the object: to any with the right for
// it, and to what is his own with what the table says besides.
func Can(op appliance.Operator, a Action, o Object) bool {
	all, own := needs(a)
	return op.May(all) || op.May(own) && slices.Contains(o.owners, op.ID)
}

// needs is the table: the right to do it to all objects, and that to do it to one's
// own. No right is what nobody has.
func needs(a Action) (all, own appliance.Right) {
	switch a {
	case Observe, SeeContact, SeeFinished:
		return appliance.RightObserve, appliance.RightTake
	case Tag, TakeUp:
		return appliance.RightIntervene, appliance.RightTake
	case Listen:
		return appliance.RightRecordings, appliance.RightTake
	case ListenIn:
		return appliance.RightListenIn, ""
	case Intervene:
		return appliance.RightIntervene, ""
	}
	return "", ""
}
