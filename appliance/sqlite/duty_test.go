package sqlite

import (
	"maps"
	"testing"

	"cordboard/appliance"
)

// TestDutiesAreReadWithTheOperatorAndNotSavedWithHim: what an administrator saves of
// him while he says otherwise does not undo it.
func TestDutiesAreReadWithTheOperatorAndNotSavedWithHim(t *testing.T) {
	s := open(t)
	w := newWorld(t, s)
	second := add(t, s, (*Tx).AddEntryPoint, appliance.EntryPoint{Channel: appliance.Phone, Name: "second"})
	set := func(e appliance.EntryPointID, d appliance.Duty) {
		t.Helper()
		write(t, s, func(tx *Tx) error { return tx.SetDuty(w.operator.ID, e, d) })
	}
	want := func(is appliance.Duties) {
		t.Helper()
		read(t, s, func(v *View) error {
			o, err := v.Operator(w.operator.ID)
			if !maps.Equal(o.Duties, is) {
				t.Errorf("duties are %v, want %v", o.Duties, is)
			}
			if other, _ := v.Operator(w.other.ID); len(other.Duties) > 0 {
				t.Errorf("another one has %v", other.Duties)
			}
			return err
		})
	}
	want(nil)
	set(w.entryPoint.ID, appliance.OffDuty)
	set(second.ID, appliance.Invisible)
	want(appliance.Duties{w.entryPoint.ID: appliance.OffDuty, second.ID: appliance.Invisible})
	write(t, s, func(tx *Tx) error { return tx.SaveOperator(w.operator) }) // as it was read before
	set(w.entryPoint.ID, appliance.Invisible)
	set(second.ID, appliance.OnDuty)
	want(appliance.Duties{w.entryPoint.ID: appliance.Invisible})
}
