package desk_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"cordboard/appliance"
)

// TestDeskSaysWhoLeftThePage in the list, in the offer and in the conversation, with how
// he can be reached, until he is back (F053, F054).
func TestDeskSaysWhoLeftThePage(t *testing.T) {
	s := newStand(t, appliance.English)
	sc := s.seed()
	jana := s.plain("jana")
	const left, at = "Left the page", "left the page at"
	shows := func(path, word string, want bool) {
		t.Helper()
		if status, page := jana.get(path); status != http.StatusOK || strings.Contains(page, word) != want {
			t.Errorf("%s: got %d, and %q is there is %t, want %t", path, status, word, !want, want)
		}
	}
	gone := func(c appliance.ConversationID) {
		t.Helper()
		if err := s.talks.Gone(t.Context(), c, time.Now().Add(-3*time.Minute)); err != nil {
			t.Fatal(err)
		}
	}
	active := fmt.Sprintf("/desk/%d?tab=active", sc.veronika)
	waits := s.add(waitingSince(s.chat("Eva Malá", "Doprava", appliance.Browser{}, appliance.Czech), s.ago(4, 0)))
	shows("/desk?tab=waiting", left, false)
	shows(active, at, false)
	gone(waits)
	shows("/desk?tab=waiting", left, true)
	shows(fmt.Sprintf("/desk/%d", waits), at, true)
	shows(active, at, false)
	gone(sc.veronika)
	shows(active, at, true)
	shows(active, "v.mala@seznam.example", true)
	if err := s.talks.Back(t.Context(), sc.veronika); err != nil {
		t.Fatal(err)
	}
	shows(active, at, false)
	gone(sc.veronika)
	if err := s.talks.End(t.Context(), sc.veronika, appliance.ByContact, 0, ""); err != nil {
		t.Fatal(err)
	}
	shows(active, at, false)
}
