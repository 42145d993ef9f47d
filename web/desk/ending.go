package desk

import (
	"slices"

	"cordboard/appliance"
	"cordboard/appliance/call"
)

// ending is a way out of a call, and the word for it.
type ending struct {
	Act  string
	Word string // the key of its word
	// Others says that those who are left go on talking, All that it takes the call
	// from them.
	Others, All bool
}

// endings are the ways out of a call for an operator. In a conference he leaves;
// whose call it is may end it for all.
func endings(s call.Standing, me appliance.OperatorID) []ending {
	out := ending{Act: "hangup", Word: "desk.call.leave", Others: true}
	all := ending{Act: "end", Word: "desk.call.end-all", All: true}
	switch {
	case s.Role(me) == call.Aside:
		return []ending{{Act: out.Act, Word: out.Word}}
	case s.GoesOn(me) && s.Owner() == me:
		return []ending{all, out}
	case s.GoesOn(me):
		return []ending{out}
	case slices.ContainsFunc(s.Parties, func(p call.Party) bool { return p.Operator == 0 && p.Role == call.Guest && p.Answered }):
		out.Act = "hand"
		return []ending{all, out}
	}
	return []ending{{Act: "hangup", Word: "desk.call.end"}}
}
