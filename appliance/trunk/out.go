package trunk

import (
	"context"

	"cordboard/appliance"
	"cordboard/appliance/sip"
)

// ErrNoWayOut refuses a call to the outside on a box whose trunks take none.
var ErrNoWayOut = appliance.Refuse(appliance.Conflict, "refusal.no-way-out")

// Outward tells whether any trunk takes calls out.
func (t *Trunks) Outward() bool { return false }

// Ways are those by which an operator may call a number, the best first.
// Calls are denied unless a trunk is configured to take them out; none can be
// yet.
func (t *Trunks) Ways(_ context.Context, _ appliance.OperatorID, _ string, _ appliance.EntryPoint) ([]sip.Outgoing, error) {
	return nil, ErrNoWayOut
}
