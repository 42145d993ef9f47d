package telephone

import (
	"context"
	"runtime/debug"

	"cordboard/appliance"
)

// outlive does something about one telephone. A fault of ours there ends the line
// of that telephone, and not the process.
func (t *Telephones) outlive(o appliance.OperatorID, do func()) {
	if !t.survives(o, do) {
		t.post(o, broke{})
	}
}

// survives tells whether something was done without a fault of ours.
func (t *Telephones) survives(o appliance.OperatorID, do func()) (well bool) {
	defer func() {
		if fault := recover(); fault != nil {
			t.Log.Error("telephone broke", "operator", o, "fault", fault, "stack", string(debug.Stack()))
		}
	}()
	do()
	return true
}

// beside does something in a goroutine of its own, for which Run waits.
func (t *telephone) beside(do func()) {
	t.work.Go(func() { t.outlive(t.id, do) })
}

// putDown ends the line after a fault of ours. What breaks again is left undone.
func (t *telephone) putDown(ctx context.Context) {
	for _, todo := range t.on(broke{}) {
		t.survives(t.id, func() { t.do(ctx, todo) })
	}
	t.survives(t.id, t.stand)
}
