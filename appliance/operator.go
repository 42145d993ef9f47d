package appliance

import (
	"cmp"
	"time"
)

// Operator is a person of ours who signs in: he answers, watches or
// administers, as his role says.
type Operator struct {
	ID    OperatorID
	Login string
	Name  string
	Mail  string
	Role  RoleID
	// Rights are those of his role, as the store had them when he was read. They are
	// the role's, and neither saved with him nor kept in his history.
	Rights Rights `json:"-"`
	// Duties are for which entry points he takes conversations, as the store had them
	// when he was read. He says so himself: they are neither saved with him nor kept
	// in his history.
	Duties   Duties `json:"-"`
	Language Language
	Groups   []GroupID
	Skills   Levels
	// Chats and Calls limit how many he holds at once (F021).
	Chats, Calls int
	// Reach is how far his calls out may go (F086).
	Reach Reach
	// ShiftEnterSends swaps Enter and Shift+Enter in the composer.
	ShiftEnterSends bool
	// Silent has offers and messages make no sound, and Notified has his browser tell of
	// them while he looks elsewhere (F213).
	Silent, Notified bool
	// Unlettered has letters alone do nothing at the desk (WCAG 2.1.4): who speaks to his
	// computer, or leans on a key, does not mean them.
	Unlettered bool
	// Shortcuts are his letters behind Alt.
	Shortcuts Shortcuts
	Disabled  bool
	// Extension is the number of his desk telephone at the exchange; empty: he
	// has none. ByTelephone is his choice to talk on it and not in the browser.
	Extension   string
	ByTelephone bool
}

// OnTelephone tells whether his sound is his desk telephone.
func (o Operator) OnTelephone() bool { return o.ByTelephone && o.Extension != "" && o.Answers() }

// Reachable tells whether callers can be led to him by his name.
func (o Operator) Reachable() bool { return o.Answers() && o.Takes(KindCall) }

// Takes tells whether his limits leave him any conversation of the kind.
func (o Operator) Takes(k Kind) bool {
	if k == KindChat {
		return o.Chats > 0
	}
	return o.Calls > 0
}

// Mans tells whether he is there for what of the kind waits in the queue,
// whatever else he does now. Where his limit for the kind is zero he never is.
func (o Operator) Mans(q Queue, k Kind, now Presence) bool {
	return now.There() && o.Takes(k) && q.ServedBy(o)
}

// HasRoom tells whether he can hold one conversation more of the kind besides
// those of it that he holds. He has one pair of ears, and does what a message
// asks for before he takes the next.
func (o Operator) HasRoom(k Kind, held int) bool {
	if k == KindChat {
		return held < o.Chats
	}
	return o.Takes(k) && held == 0
}

// Holds tells whether the part of a conversation of the kind takes room of an
// operator's: that of a call until the call ends, for after that his presence
// keeps offers away; another until it is wrapped up, because he still works on it.
func (p Part) Holds(k Kind) bool {
	if p.Role != Serving {
		return false
	}
	if k == KindCall {
		return p.Left.IsZero()
	}
	return p.Open()
}

// Reach is how far an operator's calls out may go, as far as the trunks' rules
// and caps let any.
type Reach string

// The reaches. Help and the exchange's own extensions are within each.
const (
	Anywhere Reach = ""
	Inland   Reach = "inland"  // the site's own country
	Nowhere  Reach = "nowhere" // no public number
)

// Reaches are all that there are, the farthest first.
func Reaches() []Reach { return []Reach{Anywhere, Inland, Nowhere} }

// MayDial tells whether he may call somebody of his own accord.
func (o Operator) MayDial() bool { return o.Answers() && o.Takes(KindCall) && o.Reach != Nowhere }

// Group is a set of operators; queues are served by groups.
type Group struct {
	ID   GroupID
	Name string
}

// PresenceState is whether an operator can be offered conversations.
type PresenceState string

// The states (F100, F123, F124). Busy follows from a call or a video; WrapUp
// follows it; RONA is left only by hand, be it by taking a conversation; Offline means not signed in to take
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
	// Absent says that his desk page has been gone for too long: nobody would
	// see an offer. State is what he is again when it comes back.
	Absent bool
	// Longer is how much more time than his queue allows he took to wrap up.
	Longer time.Duration
}

// Stint is how long an operator was in one state, all its times together.
type Stint struct {
	Operator OperatorID
	State    PresenceState
	Reason   string // the absence reason, when Away
	Absent   bool   // his desk page was gone
	Time     time.Duration
}

// NoTelephone is the reason of one who is away because his desk telephone cannot
// be rung. Nobody chooses it.
const NoTelephone = "telephone"

// Idle is the reason of one who is away because he did not move at his desk for as long as
// the site says. Nobody chooses it, and he is back with his next move.
const Idle = "idle"

// SentAway tells whether the box itself has put him where nothing is offered: he
// let an offer pass, or his telephone could not be rung for it. That is left only
// by hand, be it by taking a conversation.
func (p Presence) SentAway() bool {
	return p.State == RONA || p.State == Away && p.Reason == NoTelephone
}

// Absence is a reason for being away from the administrator's list.
type Absence struct {
	ID AbsenceID
	// Key is what a Presence has as its reason; it never changes.
	Key  string
	Name map[Language]string
	Off  bool // nobody chooses it any more
}

// In is what a reader of that language calls it: by another language's name where
// it has none in his.
func (a Absence) In(l Language) string { return cmp.Or(inAny(a.Name, l), a.Key) }

// Conceals tells whether nobody sees by it that an operator is in a call: who takes
// one over, or calls, while he is away or offline stays so.
func (p Presence) Conceals() bool { return p.State == "" || p.State == Offline || p.State == Away }

// There tells whether somebody sits at the desk, in whatever state.
func (p Presence) There() bool { return p.State != "" && p.State != Offline && !p.Absent }
