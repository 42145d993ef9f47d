package admin_test

import (
	"slices"
	"testing"

	"cordboard/appliance"
	"cordboard/appliance/sqlite"
)

// TestTopicsKeepTheirOrder though the form lists the queues in another, and what is new
// comes last.
func TestTopicsKeepTheirOrder(t *testing.T) {
	o := newOffice(t)
	o.save("/admin/groups/new", "name", "Sales")
	for _, name := range []string{"Orders", "Returns", "Carriers"} {
		o.save("/admin/queues/new", "name", name, "groups", "1", "target", "60", "offer", "30", "wrap-up", "45")
	}
	o.save("/admin/entry-points/new", "channel", "webchat", "name", "Shop", "queue", "1", "language", "cs", "ask-name", "no", "ask-mail", "no", "ask-phone", "no", "ask-topic", "no", "topics", "1")
	var e appliance.EntryPoint
	for _, step := range []struct{ before, chosen, want []appliance.QueueID }{
		{[]appliance.QueueID{2, 1}, []appliance.QueueID{1, 2, 3}, []appliance.QueueID{2, 1, 3}},
		{[]appliance.QueueID{3, 2, 1}, []appliance.QueueID{1, 3}, []appliance.QueueID{3, 1}},
	} {
		if err := o.store.Write(t.Context(), func(tx *sqlite.Tx) (err error) {
			if e, err = tx.EntryPoint(1); err != nil {
				return err
			}
			e.Widget.Topics = step.before
			return tx.SaveEntryPoint(e)
		}); err != nil {
			t.Fatal(err)
		}
		_, page := o.get("/admin/entry-points/1")
		form := []string{"version", versionIn.FindStringSubmatch(page)[1], "channel", "webchat", "name", "Shop", "queue", "1", "language", "cs", "ask-name", "no", "ask-mail", "no", "ask-phone", "no", "ask-topic", "no"}
		for _, q := range step.chosen {
			form = append(form, "topics", q.String())
		}
		o.save("/admin/entry-points/1", form...)
		if err := o.store.Read(t.Context(), func(v *sqlite.View) (err error) {
			e, err = v.EntryPoint(1)
			return err
		}); err != nil {
			t.Fatal(err)
		}
		if !slices.Equal(e.Widget.Topics, step.want) {
			t.Errorf("of %v are chosen %v: got %v, want %v", step.before, step.chosen, e.Widget.Topics, step.want)
		}
	}
}
