package desk_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"cordboard/appliance"
)

// TestSupervisorHearsACallOfTheTeamAndTakesItOver goes the whole way with forms
// and links alone, and looks at the operator's page all along.
func TestSupervisorHearsACallOfTheTeamAndTakesItOver(t *testing.T) {
	s := newStand(t, appliance.English)
	s.seed()
	id := s.activeCall()
	jana, tomas := s.plain("jana"), s.plain("tomas")
	path := fmt.Sprintf("/desk/%d", id)
	shows := func(r *reader, at string, what string, want bool) {
		t.Helper()
		if _, page := r.get(at); strings.Contains(page, what) != want {
			t.Errorf("%s holds %q: %t, want %t", at, what, !want, want)
		}
	}
	does := func(r *reader, what string, want int, fields ...string) {
		t.Helper()
		if status, page := r.post(what, fields...); status != want {
			t.Fatalf("%s %v: %d, want %d\n%s", what, fields, status, want, page)
		}
	}
	watch, take := fmt.Sprintf("/desk/calls/%d/watch", id), fmt.Sprintf("/desk/%d/take-over", id)

	shows(jana, "/desk", `tab=team`, false)
	does(jana, watch, http.StatusForbidden, "role", "listening")
	does(jana, take, http.StatusForbidden)

	shows(tomas, "/desk?tab=team", fmt.Sprintf(`href="/desk/%d?tab=team"`, id), true)
	does(tomas, watch, http.StatusOK, "role", "listening")
	shows(tomas, path, `name="role" value="" aria-pressed="true"`, true)
	shows(jana, path, "Tomáš", false) // nobody knows of one who listens
	shows(tomas, path, "Stop listening", true)
	shows(tomas, path, "Stop whispering", false)
	does(tomas, watch, http.StatusOK, "role", "whispering")
	shows(tomas, path, "Stop whispering", true)
	shows(jana, path, "whispers to you", true)
	does(tomas, watch, http.StatusOK, "role", "")
	shows(jana, path, "Tomáš", false)

	does(tomas, take, http.StatusOK)
	shows(jana, path, "Wrap up", true)
	shows(jana, path, "Tomáš Beneš took over", true)
	shows(tomas, path, "You took over", true)
	shows(tomas, path, `/hangup"`, true)
	does(tomas, take, http.StatusOK) // it is his already
}
