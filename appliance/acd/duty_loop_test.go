package acd_test

import (
	"errors"
	"testing"

	"cordboard/appliance"
	"cordboard/appliance/sqlite"
)

// TestDutyIsKeptOverARestart: Petr, the only one who is there, signs out of the
// widget, and what comes from it is his again only when he says so.
func TestDutyIsKeptOverARestart(t *testing.T) {
	bubble(t, func(b *box) {
		b.available(b.petr)
		b.must(b.SetDuty(b.t.Context(), b.petr, b.widget, appliance.OffDuty))
		c := b.enter(appliance.WebChat)
		b.wantAsked(c, 0)
		b.close()
		b.open()
		b.run()
		b.wantAsked(c, 0)
		if b.Somebody(b.widget, b.sales, appliance.KindChat) || !b.Somebody(b.number, b.sales, appliance.KindChat) {
			t.Error("somebody is there for the widget, or nobody for the number")
		}
		b.must(b.SetDuty(b.t.Context(), b.petr, b.widget, appliance.OnDuty))
		b.wantAsked(c, b.petr)
		if o := view(b, func(v *sqlite.View) (appliance.Operator, error) { return v.Operator(b.petr) }); len(o.Duties) > 0 {
			t.Errorf("of who is on duty for all is kept %v", o.Duties)
		}
		if err := b.SetDuty(b.t.Context(), b.petr, 99, appliance.OffDuty); !errors.Is(err, appliance.ErrNotFound) {
			t.Errorf("an entry point that there is not: %v, want %v", err, appliance.ErrNotFound)
		}
	})
}
