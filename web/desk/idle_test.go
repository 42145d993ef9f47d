package desk_test

import (
	"testing"

	"cordboard/appliance"
)

// TestWhoComesToTheDeskFindsWhatGoesOnWhereNothingWaits.
func TestWhoComesToTheDeskFindsWhatGoesOnWhereNothingWaits(t *testing.T) {
	s := newStand(t, appliance.English)
	sc := s.seed()
	jana := s.plain("jana")
	lands := func(when, at, want string) {
		t.Helper()
		answer, err := jana.Get(jana.base + at)
		if err != nil {
			t.Fatal(err)
		}
		defer answer.Body.Close()
		if got := answer.Request.URL.RequestURI(); got != want {
			t.Errorf("%s: %s leads to %s, want %s", when, at, got, want)
		}
	}
	lands("what waits comes first", "/desk", "/desk")
	for _, id := range sc.waiting {
		if err := s.talks.End(t.Context(), id, appliance.ByContact, 0, ""); err != nil {
			t.Fatal(err)
		}
	}
	lands("nothing waits", "/desk", "/desk?tab=active")
	lands("he asks for what waits", "/desk?tab=waiting", "/desk?tab=waiting")
}
