package desk_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"cordboard/appliance"
	"cordboard/appliance/sqlite"
)

// TestObserverSeesEverythingAndTakesNothing looks at the desk of one who gets the
// observer's role while he is signed in (F192), and of one whose role may nothing.
func TestObserverSeesEverythingAndTakesNothing(t *testing.T) {
	s := newStand(t, appliance.English)
	sc := s.seed()
	id := s.activeCall()
	tomas := s.plain("tomas")
	path := fmt.Sprintf("/desk/%d", id)
	shows := func(at, what string, want bool) {
		t.Helper()
		if _, page := tomas.get(at); strings.Contains(page, what) != want {
			t.Errorf("%s holds %q: %t, want %t", at, what, !want, want)
		}
	}
	does := func(what string, want int, fields ...string) {
		t.Helper()
		if status, _ := tomas.post(what, fields...); status != want {
			t.Errorf("%s %v: %d, want %d", what, fields, status, want)
		}
	}
	becomes := func(role appliance.RoleID) {
		t.Helper()
		s.write(func(tx *sqlite.Tx) error {
			o, err := tx.Operator(s.tomas.ID)
			if err != nil {
				return err
			}
			o.Role = role
			tx.Emit(appliance.OperatorChanged{Operator: o})
			return tx.SaveOperator(o)
		})
	}
	shows(path, "/take-over", true)
	shows("/desk", "You take no conversations", false)

	becomes(appliance.RoleObserver)
	for what, want := range map[string]bool{
		`value="listening"`: true, `value="whispering"`: false, "/take-over": false, "You take no conversations": true,
		`href="/admin"`: false, `href="/tickets"`: false, `href="/missed"`: true, `action="/desk/presence"`: false, `tab=team`: true,
	} {
		shows(path, what, want)
	}
	shows("/desk", "/accept", false)
	does(fmt.Sprintf("/desk/%d/accept", sc.waiting[0]), http.StatusForbidden)
	does(fmt.Sprintf("/desk/calls/%d/watch", id), http.StatusForbidden, "role", "whispering")
	does(fmt.Sprintf("/desk/calls/%d/watch", id), http.StatusOK, "role", "listening")
	does(fmt.Sprintf("/desk/%d/take-over", id), http.StatusForbidden)
	does(fmt.Sprintf("/desk/%d/ask", id), http.StatusForbidden, "to", "1", "purpose", string(appliance.ToConsult))

	var none appliance.Role
	s.write(func(tx *sqlite.Tx) (err error) {
		none, err = tx.AddRole(appliance.Role{Name: map[appliance.Language]string{appliance.English: "Nobody"}})
		return err
	})
	becomes(none.ID)
	if status, _ := tomas.get(path); status != http.StatusForbidden {
		t.Errorf("who may nothing sees a call of others: %d", status)
	}
	for what, want := range map[string]bool{`tab=team`: false, `href="/missed"`: false, `href="/tickets"`: false} {
		shows("/desk", what, want)
	}
}
