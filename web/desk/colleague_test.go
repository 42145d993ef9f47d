package desk_test

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"cordboard/appliance"
	"cordboard/appliance/peertest"
	"cordboard/appliance/sqlite"
)

// there makes an operator available.
func (s *stand) there(o appliance.Operator) {
	s.t.Helper()
	if err := s.SetPresence(s.t.Context(), o.ID, appliance.Available, ""); err != nil {
		s.t.Fatal(err)
	}
}

// askedByJana has her pass Veronika's chat to Tomáš, unless she does so already.
func (s *stand) askedByJana() {
	s.t.Helper()
	var chat appliance.ConversationID
	s.write(func(tx *sqlite.Tx) error {
		offers, err := tx.Offers()
		if err != nil || slices.ContainsFunc(offers, func(o appliance.Offer) bool { return o.By != 0 }) {
			return err
		}
		active, err := tx.Conversations(sqlite.ConversationFilter{States: []appliance.ConversationState{appliance.Active}})
		for _, c := range active {
			if c.Name == "Veronika Malá" {
				chat = c.ID
			}
		}
		return err
	})
	if chat == 0 {
		return
	}
	s.there(s.tomas)
	if err := s.Ask(s.t.Context(), s.jana.ID, chat, s.tomas.ID, appliance.ToPass); err != nil {
		s.t.Fatal(err)
	}
}

func TestOperatorPassesToAColleagueAndTakesItBack(t *testing.T) {
	s := newStand(t, appliance.English)
	sc := s.seed()
	id := sc.veronika
	jana, tomas := s.plain("jana"), s.plain("tomas")
	path := fmt.Sprintf("/desk/%d?tab=active", id)
	shows := func(r *reader, at, what string, want bool) {
		t.Helper()
		if _, page := r.get(at); strings.Contains(page, what) != want {
			t.Errorf("%s holds %q: %t, want %t", at, what, !want, want)
		}
	}
	does := func(r *reader, what string, fields ...string) {
		t.Helper()
		if status, page := r.post(fmt.Sprintf("/desk/%d/%s", id, what), fields...); status != http.StatusOK {
			t.Fatalf("%s %v: %d\n%s", what, fields, status, page)
		}
	}
	option := fmt.Sprintf(`<option value="%s">Tomáš Beneš · Available`, s.tomas.ID)
	shows(jana, path, option, false) // he is not there
	s.there(s.tomas)
	shows(jana, path, option, true)
	does(jana, "ask", "to", s.tomas.ID.String(), "purpose", "pass")
	shows(jana, path, "is asked whether to take it", true)
	shows(tomas, "/desk", "Jana Dvořáková passes it to you", true)
	shows(tomas, fmt.Sprintf("/desk/%d", id), "Veronika", true)
	does(jana, "withdraw")
	shows(jana, path, "is asked whether to take it", false)
	shows(tomas, "/desk", "passes it to you", false)
	does(jana, "ask", "to", s.tomas.ID.String(), "purpose", "pass")
	does(tomas, "decline")
	shows(tomas, "/desk", "passes it to you", false)
}

// TestWhoWasAskedAsideGoesWithoutAWrapUp: his page goes back to the lists and
// says that the call goes on.
func TestWhoWasAskedAsideGoesWithoutAWrapUp(t *testing.T) {
	s := newStand(t, appliance.English)
	s.seed()
	id := s.activeCall()
	s.write(func(tx *sqlite.Tx) error {
		return s.talks.Enter(tx, id, s.tomas.ID, s.jana.ID, appliance.ToConsult, s.now)
	})
	tab := peertest.StartBrowser(t).Tab(peertest.View{Still: true})
	s.signInAs(tab, "tomas")
	s.write(func(tx *sqlite.Tx) error { // one who sees his own work alone
		s.tomas.Role = appliance.RoleOperator
		tx.Emit(appliance.SiteChanged{})
		return tx.SaveOperator(s.tomas)
	})
	tab.Go(s.url + "/desk/" + id.String())
	tab.Wait(`document.getElementById('net').dataset.state === 'live' && document.querySelector('#call')`)
	if err := s.talks.Leave(t.Context(), s.tomas.ID, id); err != nil {
		t.Fatal(err)
	}
	tab.Wait(`location.pathname === '/desk' && document.getElementById('toast').textContent === 'The call goes on without you.' && !document.querySelector('.wrap-up')`)
}
