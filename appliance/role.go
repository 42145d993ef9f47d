package appliance

import (
	"slices"
)

// Right is something that an operator may do because his role lets him.
type Right string

// The rights. What is not among an operator's is refused to him.
const (
	// RightTake conversations, serve them and call (F190). What he served he may see
	// again.
	RightTake Right = "take"
	// RightPass conversations on to colleagues, queues and numbers.
	RightPass Right = "pass"
	// RightTickets: see tickets and close them.
	RightTickets Right = "tickets"
	// RightBlock keeps contacts away who disturb, and lets them come again (F090).
	RightBlock Right = "block"
	// RightObserve all conversations of others, and with whom they are (F191, F192).
	RightObserve Right = "observe"
	// RightRecordings: listen to those of others.
	RightRecordings Right = "recordings"
	// RightListenIn to calls that go on, unheard (F244).
	RightListenIn Right = "listen-in"
	// RightIntervene: whisper, join a call of others, take a conversation over.
	RightIntervene Right = "intervene"
	// RightReveal: have shown what the site masks, which the audit log tells.
	RightReveal Right = "reveal"

	// RightOperators: keep the operators and give them roles (F191, F193).
	RightOperators Right = "operators"
	// RightRoles: say what each role may.
	RightRoles Right = "roles"
	// RightQueues: keep what is between the operators and those who come: entry
	// points, queues, groups, skills, hours, answers at hand, reasons (F246).
	RightQueues Right = "queues"
	// RightTrees: write trees, record prompts and choose voices.
	RightTrees Right = "trees"
	// RightExchange: set up trunks and the caps on calls out.
	RightExchange Right = "exchange"
	// RightSettings: change what holds for the whole site.
	RightSettings Right = "settings"
	// RightConsole: look at the console's page.
	RightConsole Right = "console"
)

// Rights are a set of them, in the order of AllRights.
type Rights []Right

// AllRights are those that there are.
func AllRights() Rights {
	return slices.Concat(Serve(), Oversee(), SetUp(), Rights{RightConsole})
}

// Serve are the rights of those who work with contacts.
func Serve() Rights { return Rights{RightTake, RightPass, RightTickets, RightBlock} }

// Oversee are the rights of those who look after others.
func Oversee() Rights {
	return Rights{RightObserve, RightRecordings, RightListenIn, RightIntervene, RightReveal}
}

// SetUp are the rights that open pages of the administration.
func SetUp() Rights {
	return Rights{RightOperators, RightRoles, RightQueues, RightTrees, RightExchange, RightSettings}
}

// Has tells whether a right is among them; "" is none.
func (r Rights) Has(right Right) bool { return right != "" && slices.Contains(r, right) }

// HasAny tells whether one of some is among them.
func (r Rights) HasAny(some ...Right) bool { return slices.ContainsFunc(some, r.Has) }

// Cover tells whether all of others are among them.
func (r Rights) Cover(others Rights) bool {
	return !slices.ContainsFunc(others, func(right Right) bool { return !r.Has(right) })
}

// Administer tells whether who has them can give anybody any right, also himself.
func (r Rights) Administer() bool { return r.Cover(Rights{RightOperators, RightRoles}) }

// MayGive tells whether who has them may give others, or change who has those:
// nobody gives what he has not.
func (r Rights) MayGive(others Rights) bool { return r.Administer() || r.Cover(others) }

// Ordered puts them into their order, each once; what is no right is left out.
func (r Rights) Ordered() Rights {
	all := AllRights()
	return slices.DeleteFunc(all, func(right Right) bool { return !r.Has(right) })
}

// Role is what some operators may do, as an administrator says.
type Role struct {
	ID     RoleID
	Name   map[Language]string
	Rights Rights
	// Usual: a new operator has it unless another is chosen (F190). Exactly one is.
	Usual bool
}

// The roles that a new box has. Any of them may be another by now, or gone.
const (
	RoleOperator  RoleID = 1
	RoleObserver  RoleID = 2
	RoleSuperUser RoleID = 3
	RoleAdmin     RoleID = 4
)

// In is what a reader of that language calls it: by another language's name where
// it has none in his.
func (r Role) In(l Language) string { return inAny(r.Name, l) }

// May tells whether the operator has a right. One who is disabled, or is nobody,
// has none.
func (o Operator) May(right Right) bool { return o.MayAny(right) }

// MayAny tells whether he has one of some rights.
func (o Operator) MayAny(some ...Right) bool {
	return !o.Disabled && o.ID != 0 && o.Rights.HasAny(some...)
}

// PassesOthers tells whether he passes on what others serve, and what waits for others:
// he looks after them.
func (o Operator) PassesOthers() bool { return o.May(RightPass) && o.May(RightObserve) }

// Answers tells whether conversations can be his at all.
func (o Operator) Answers() bool { return !o.Disabled && o.Rights.Has(RightTake) }

// Barred says why conversations cannot be his; nil: they can.
func (o Operator) Barred() error {
	switch {
	case o.Disabled:
		return ErrDisabled
	case !o.Answers():
		return ErrTakesNone
	}
	return nil
}
