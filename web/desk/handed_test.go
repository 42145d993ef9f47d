package desk_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"cordboard/appliance"
	talks "cordboard/appliance/desk"
	"cordboard/appliance/sqlite"
)

// colleague is an operator more of Jana's group.
func (s *stand) colleague(login, name string) (o appliance.Operator) {
	s.write(func(tx *sqlite.Tx) (err error) {
		o, err = tx.AddOperator(appliance.Operator{Login: login, Name: name, Role: appliance.RoleOperator, Language: appliance.English, Groups: []appliance.GroupID{s.group}, Chats: 4, Calls: 1})
		tx.Emit(appliance.SiteChanged{})
		return err
	})
	return o
}

// entered has a colleague take what he is asked for.
func (s *stand) entered(c appliance.ConversationID, o, asker appliance.OperatorID, why appliance.Purpose) {
	s.write(func(tx *sqlite.Tx) error { return s.talks.Enter(tx, c, o, asker, why, s.now) })
}

// passesOn has Jana pass a chat of hers to a colleague, and wrap it up.
func (s *stand) passesOn() {
	c := s.served("Aleksandra Lis")
	s.entered(c, s.colleague("pavel", "Pavel Říha").ID, s.jana.ID, appliance.ToPass)
	if err := s.talks.WrapUp(s.t.Context(), s.jana.ID, c, talks.WrapUp{Reason: s.reasons["Question answered"].ID}); err != nil {
		s.t.Fatal(err)
	}
}

// TestWhoHandedAConversationOverFindsItAmongTheFinished: Jana hands a call to
// Pavel, who asks Eva aside before he ends it.
func TestWhoHandedAConversationOverFindsItAmongTheFinished(t *testing.T) {
	s := newStand(t, appliance.English)
	call := s.activeCall()
	pavel, eva := s.colleague("pavel", "Pavel Říha"), s.colleague("eva", "Eva Malíková")
	reason := s.reasons["Question answered"].ID
	page := fmt.Sprintf("/desk/%d?tab=finished", call)
	sees := func(when string, want map[string]bool) {
		t.Helper()
		for login, sees := range want {
			status, _ := s.plain(login).get(page)
			if (status == http.StatusOK) != sees {
				t.Errorf("%s: %s gets %d, and may see it: %t", when, login, status, sees)
			}
		}
	}
	s.entered(call, pavel.ID, s.jana.ID, appliance.ToPass)
	if err := s.talks.WrapUp(t.Context(), s.jana.ID, call, talks.WrapUp{Reason: reason}); err != nil {
		t.Fatal(err)
	}
	sees("handed over", map[string]bool{"jana": true, "pavel": true, "eva": false})
	for login, observes := range map[string]bool{"jana": true, "pavel": false, "eva": false} {
		_, list := s.plain(login).get("/desk?tab=active")
		_, observed, _ := strings.Cut(list, `class="rows observed"`)
		observed, _, _ = strings.Cut(observed, "</ul>")
		if strings.Contains(observed, fmt.Sprintf(`id="row-%d"`, call)) != observes {
			t.Errorf("%s observes it: %t, want %t", login, !observes, observes)
		}
	}
	s.entered(call, eva.ID, pavel.ID, appliance.ToConsult)
	sees("asked aside", map[string]bool{"jana": true, "pavel": true, "eva": true})
	if err := s.talks.End(t.Context(), call, appliance.ByOperator, pavel.ID, ""); err != nil {
		t.Fatal(err)
	}
	if err := s.talks.WrapUp(t.Context(), pavel.ID, call, talks.WrapUp{Reason: reason}); err != nil {
		t.Fatal(err)
	}
	sees("ended", map[string]bool{"jana": true, "pavel": true, "eva": false})
	for login, has := range map[string]bool{"jana": true, "pavel": true, "eva": false} {
		_, list := s.plain(login).get("/desk?tab=finished")
		if strings.Contains(list, fmt.Sprintf(`id="row-%d"`, call)) != has {
			t.Errorf("%s has it among the finished: %t, want %t", login, !has, has)
		}
	}
}
