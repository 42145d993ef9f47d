package main

import (
	"testing"

	"cordboard/appliance"
	"cordboard/appliance/sqlite"
	"cordboard/cmd/cordboard/demo"
)

// TestDemonstrationIsWhatAPersonCouldSetUp saves again what the demonstration
// made, through the site's own services: it keeps to their rules, and who made
// it is in the history.
func TestDemonstrationIsWhatAPersonCouldSetUp(t *testing.T) {
	b := demonstration(t)
	var entry appliance.EntryPoint
	err := b.store.Read(t.Context(), func(v *sqlite.View) (err error) {
		entry, err = v.EntryPointByKey(demo.WidgetKey)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := b.site.SaveEntryPoint(t.Context(), 0, entry); err != nil {
		t.Errorf("the widget is refused: %v", err)
	}
	for _, what := range []string{"group/", "queue/", "entry-point/", "reason/", "tree/", "hours/", "operator/"} {
		if kept, err := b.site.History(t.Context(), what); err != nil || len(kept) == 0 {
			t.Errorf("%s: %d changes kept, %v", what, len(kept), err)
		}
	}
}
