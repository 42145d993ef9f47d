package widget_test

import (
	"testing"

	"cordboard/appliance"
	"cordboard/appliance/sqlite"
)

// TestVisitorIsWhereHisNetworkIs: an operator reads what the site calls it (F013).
func TestVisitorIsWhereHisNetworkIs(t *testing.T) {
	s := newStand(t)
	s.visitor("before")
	if got := s.only().Browser.Place; got != "" {
		t.Errorf("of a network without a name: %q", got)
	}
	must(t, s.store.Write(t.Context(), func(tx *sqlite.Tx) error {
		tx.Emit(appliance.SiteChanged{})
		return tx.SetSetting("site.networks", "10.0.0.0/8 Elsewhere\n127.0.0.0/8 Brno depot")
	}))
	s.visitor("after")
	all := s.conversations()
	if got := all[len(all)-1].Browser.Place; len(all) != 2 || got != "Brno depot" {
		t.Errorf("he is at %q", got)
	}
}
