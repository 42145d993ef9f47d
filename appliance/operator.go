package appliance

import "time"

// Operator is a person of ours who signs in: he answers, watches or
// administers, as his role says.
type Operator struct {
	ID       OperatorID
	Login    string
	Name     string
	Mail     string
	Role     Role
	Language Language
	Groups   []GroupID
	// Chats and Calls limit how many he holds at once (F021).
	Chats, Calls int
	// ShiftEnterSends swaps Enter and Shift+Enter in the composer.
	ShiftEnterSends bool
	Disabled        bool
}

// Role is what an operator may do, as appliance/access spells out.
type Role string

// The roles. A supervisor answers as well; an admin sets the box up too.
const (
	RoleOperator   Role = "operator"
	RoleSupervisor Role = "supervisor"
	RoleAdmin      Role = "admin"
)

// Group is a set of operators; queues are served by groups.
type Group struct {
	ID   GroupID
	Name string
}

// PresenceState is whether an operator can be offered conversations.
type PresenceState string

// The states (F100, F123, F124). Busy follows from a call or a video; WrapUp
// follows it; RONA is left only by hand; Offline means not signed in to take
// conversations.
const (
	Available PresenceState = "available"
	Away      PresenceState = "away"
	Busy      PresenceState = "busy"
	WrapUp    PresenceState = "wrap-up"
	RONA      PresenceState = "rona"
	Offline   PresenceState = "offline"
)

// Presence is an operator's state and since when.
type Presence struct {
	Operator OperatorID
	State    PresenceState
	Reason   string    // the absence reason, when Away
	Since    time.Time // UTC
}
