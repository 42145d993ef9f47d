package appliance

// Duty is how an operator stands to one entry point, beside his presence, which is
// how he stands to all of them.
type Duty string

// The duties (F197, F208). Whoever said nothing of an entry point is on duty for it.
const (
	OnDuty Duty = ""
	// Invisible: nothing is offered to him from it, and he counts as absent for it;
	// what waits he may take by hand.
	Invisible Duty = "invisible"
	// OffDuty: he has signed out of it.
	OffDuty Duty = "off"
)

// Known tells whether there is such a duty.
func (d Duty) Known() bool { return d == OnDuty || d == Invisible || d == OffDuty }

// Duties are those that are not OnDuty.
type Duties map[EntryPointID]Duty

// Attends tells whether he is on duty for an entry point: he is offered what comes
// from it, and counts for its state. What comes from none is everybody's.
func (o Operator) Attends(e EntryPointID) bool { return o.Duties[e] == OnDuty }

// SignedInTo tells whether he may take what comes from an entry point, be he
// invisible for it.
func (o Operator) SignedInTo(e EntryPointID) bool { return o.Duties[e] != OffDuty }
