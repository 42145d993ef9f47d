package desk_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"cordboard/appliance"
	talks "cordboard/appliance/desk"
	"cordboard/appliance/peertest"
)

// TestFinishedChatIsTakenUpAgain (F205): by who served it, while he wraps it up and after,
// and by a supervisor; by no other operator, and no call. With forms and links alone.
func TestFinishedChatIsTakenUpAgain(t *testing.T) {
	s := newStand(t, appliance.English)
	sc := s.seed()
	s.colleague("pavel", "Pavel Říha")
	jana, tomas, pavel := s.plain("jana"), s.plain("tomas"), s.plain("pavel")
	id := sc.veronika
	path := fmt.Sprintf("/desk/%d", id)
	does := func(r *reader, what string, want int, fields ...string) string {
		t.Helper()
		status, page := r.post(path+what, fields...)
		if status != want {
			t.Fatalf("%s %v: %d, want %d\n%s", what, fields, status, want, page)
		}
		return page
	}
	const button = "Take up again"
	offers := func(r *reader, want bool) {
		t.Helper()
		if _, page := r.get(path + "?tab=finished"); strings.Contains(page, button) != want {
			t.Errorf("the page holds %q: %t, want %t", button, !want, want)
		}
	}
	state := func(want appliance.ConversationState) appliance.Conversation {
		t.Helper()
		c, err := s.talks.Conversation(t.Context(), id)
		if err != nil || c.State != want {
			t.Fatalf("it is %s, %v, want %s", c.State, err, want)
		}
		return c
	}
	offers(jana, false) // it goes on
	does(jana, "/end", http.StatusOK)
	offers(jana, true)
	if page := does(jana, "/take-up", http.StatusOK); !strings.Contains(page, "You took it up again") || strings.Contains(page, "Wrap up") {
		t.Errorf("while she wraps up:\n%s", page)
	}
	state(appliance.Active)
	does(jana, "/message", http.StatusOK, "text", "One more thing")
	does(jana, "/end", http.StatusOK)
	does(jana, "/wrap-up", http.StatusOK, "reason", "1")
	offers(jana, true)
	does(pavel, "/take-up", http.StatusForbidden)
	state(appliance.Finished)
	offers(tomas, true)
	does(tomas, "/take-up", http.StatusOK)
	if c := state(appliance.Active); len(c.Operators) != 1 || c.Operators[0] != s.tomas.ID || !c.Ended.IsZero() {
		t.Errorf("it is %+v", c)
	}
	if _, page := jana.get(path); !strings.Contains(page, "Tomáš Beneš took it up again") {
		t.Errorf("she reads nothing of it:\n%s", page)
	}
	if page := does(jana, "/take-up", http.StatusConflict); !strings.Contains(page, "goes on already") {
		t.Errorf("what a colleague took up:\n%s", page)
	}
	does(tomas, "/end", http.StatusOK)
	does(tomas, "/wrap-up", http.StatusOK, "reason", "1")
	by := talks.BlockableBy(state(appliance.Finished))
	if err := s.talks.Block(t.Context(), s.tomas.ID, id, talks.Blocking{Scope: by[0].Scope}); err != nil {
		t.Fatal(err)
	}
	if page := does(jana, "/take-up", http.StatusConflict); !strings.Contains(page, "is blocked") {
		t.Errorf("of who is blocked:\n%s", page)
	}
	state(appliance.Finished)
}

// TestTakenUpChatGoesOnAtTheDesk by the keyboard: from the folder to the composer.
func TestTakenUpChatGoesOnAtTheDesk(t *testing.T) {
	s := newStand(t, appliance.English)
	sc := s.seed()
	jana := s.plain("jana")
	path := fmt.Sprintf("/desk/%d", sc.veronika)
	for _, step := range [][]string{{"/end"}, {"/wrap-up", "reason", "1"}} {
		if status, page := jana.post(path+step[0], step[1:]...); status != http.StatusOK {
			t.Fatalf("%v: %d\n%s", step, status, page)
		}
	}
	tab := peertest.StartBrowser(t).Tab(peertest.View{Still: true})
	s.signInAs(tab, "jana")
	tab.Go(s.url + path + "?tab=finished")
	tab.Wait(`document.getElementById('net').dataset.state === 'live' && document.querySelector('form[action$="/take-up"] button')`)
	tab.Eval(`document.querySelector('form[action$="/take-up"] button').focus()`, nil)
	tab.Key("Enter")
	tab.Wait(`document.getElementById('foot').dataset.kind === 'composer' && !location.search.includes('finished')`)
	tab.Wait(`document.activeElement.matches('textarea')`)
	for _, b := range tab.Axe() {
		t.Errorf("%v", b)
	}
}
