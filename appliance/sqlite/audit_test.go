package sqlite

import (
	"slices"
	"testing"

	"cordboard/appliance"
)

func TestAuditLogIsAddedToOnly(t *testing.T) {
	s := open(t)
	w := newWorld(t, s)
	line := add(t, s, (*Tx).AddAudit, appliance.Audit{At: noon, Operator: w.operator.ID, Act: appliance.RevealedContact, Conversation: 4})
	for _, change := range []statement{`UPDATE audit SET conversation = 5`, `DELETE FROM audit`, `UPDATE audit SET at = at`} {
		if err := s.Write(t.Context(), func(tx *Tx) error { return tx.do(change) }); err == nil {
			t.Errorf("%s was done", change)
		}
	}
	back(t, s, line, func(v *View) (appliance.Audit, error) { return v.Audit(line.ID) })
}

func TestAuditLogIsReadFromItsNewestLineByOperator(t *testing.T) {
	s := open(t)
	w := newWorld(t, s)
	var lines []appliance.AuditID
	for _, o := range []appliance.OperatorID{w.operator.ID, w.other.ID, w.operator.ID, w.operator.ID} {
		lines = append(lines, add(t, s, (*Tx).AddAudit, appliance.Audit{At: noon, Operator: o, Act: appliance.RevealedTicket, Ticket: 1}).ID)
	}
	for _, c := range []struct {
		f    AuditFilter
		want []int
	}{
		{AuditFilter{}, []int{3, 2, 1, 0}},
		{AuditFilter{Limit: 2}, []int{3, 2}},
		{AuditFilter{Limit: 2, Before: lines[2]}, []int{1, 0}},
		{AuditFilter{Operator: w.operator.ID}, []int{3, 2, 0}},
		{AuditFilter{Operator: w.operator.ID, Before: lines[3], Limit: 1}, []int{2}},
		{AuditFilter{Operator: w.other.ID}, []int{1}},
	} {
		var got []appliance.AuditID
		read(t, s, func(v *View) error {
			all, err := v.AuditLog(c.f)
			for _, a := range all {
				got = append(got, a.ID)
			}
			return err
		})
		var want []appliance.AuditID
		for _, i := range c.want {
			want = append(want, lines[i])
		}
		if !slices.Equal(got, want) {
			t.Errorf("%+v: got %v, want %v", c.f, got, want)
		}
	}
}
