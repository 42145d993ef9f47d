package desk_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"cordboard/appliance"
	"cordboard/appliance/peertest"
	"cordboard/appliance/sqlite"
)

// switched switches the way in of a conversation off, or on again, as an administrator does.
func (s *stand) switched(id appliance.ConversationID, off bool) {
	s.t.Helper()
	c, err := s.talks.Conversation(s.t.Context(), id)
	if err != nil {
		s.t.Fatal(err)
	}
	s.write(func(tx *sqlite.Tx) error {
		e, err := tx.EntryPoint(c.EntryPoint)
		if err != nil {
			return err
		}
		e.Off = off
		tx.Emit(appliance.SiteChanged{})
		return tx.SaveEntryPoint(e)
	})
}

// TestWhoServesAChatOfAWayThatWasSwitchedOffCanOnlyEndIt: he is warned where he writes,
// what he was writing comes back with the way, and he ends it by the keyboard (F127).
func TestWhoServesAChatOfAWayThatWasSwitchedOffCanOnlyEndIt(t *testing.T) {
	s := newStand(t, appliance.English)
	sc := s.seed()
	tab := peertest.StartBrowser(t).Tab(peertest.View{Still: true})
	s.signInAs(tab, "jana")
	tab.Go(fmt.Sprintf("%s/desk/%d?tab=active", s.url, sc.veronika))
	tab.Wait(`document.getElementById('net').dataset.state === 'live' && document.querySelector('#passing') && document.querySelector('#adding')`)
	tab.Eval(`document.querySelector('[data-text]').focus()`, nil)
	tab.Type("I am look")
	tab.Wait(`document.querySelector('[data-composer]').dataset.draft === 'I am look'`)

	s.switched(sc.veronika, true)
	tab.Wait(`document.getElementById('foot').dataset.kind === 'interrupted'`)
	var said string
	tab.Eval(`document.querySelector('#foot [role="alert"]').textContent`, &said)
	if !strings.Contains(said, "switched off") || !strings.Contains(said, "end the conversation") {
		t.Errorf("she reads %q", said)
	}
	var only bool
	tab.Eval(`!document.querySelector('#passing, #adding, [data-text]') && !!document.querySelector('#head [data-end]')`, &only)
	if !only {
		t.Error("she can do something else than end it, or cannot do that")
	}
	for _, b := range tab.Axe() {
		t.Errorf("%v", b)
	}
	if status, page := s.plain("jana").post(fmt.Sprintf("/desk/%d/message", sc.veronika), "text", "Hello?"); status != http.StatusConflict || !strings.Contains(page, "was switched off") {
		t.Errorf("a message: %d\n%s", status, page)
	}

	s.switched(sc.veronika, false)
	tab.Wait(`document.querySelector('[data-text]')?.value === 'I am look'`)

	s.switched(sc.veronika, true)
	tab.Wait(`document.getElementById('foot').dataset.kind === 'interrupted'`)
	press(tab, "e", chromedp.ModifierAlt)
	tab.Wait(`document.getElementById('foot').dataset.kind === 'wrap-up'`)
}

// TestWhoServesACallOfANumberThatWasSwitchedOffIsToldAndGoesOn: nobody is cut off (F127).
func TestWhoServesACallOfANumberThatWasSwitchedOffIsToldAndGoesOn(t *testing.T) {
	s := newStand(t, appliance.English)
	s.seed()
	call, jana := s.activeCall(), s.plain("jana")
	reads := func(want bool) {
		t.Helper()
		_, page := jana.get(fmt.Sprintf("/desk/%d?tab=active", call))
		if got := strings.Contains(page, "way in is off"); got != want || !strings.Contains(page, `id="passing"`) {
			t.Errorf("she reads of it: %t, want %t, and the line is hers: %t", got, want, strings.Contains(page, `id="passing"`))
		}
	}
	reads(false)
	s.switched(call, true)
	reads(true)
}
