package desk_test

import (
	"testing"
	"time"

	"cordboard/appliance"
	talks "cordboard/appliance/desk"
	"cordboard/appliance/peertest"
)

// TestBlockIsAsChosenThoughThePageChanges: colleagues come and go while somebody chooses
// by what and for how long.
func TestBlockIsAsChosenThoughThePageChanges(t *testing.T) {
	s, _, tab := atDesk(t, peertest.StartBrowser(t), func(scene) string { return "/desk" })
	s.there(s.jana)
	id, other := s.disturbs("Ivo", "ivo@troll.example"), s.disturbs("Ota", "ota@troll.example")
	tab.Go(s.url + "/desk/" + id.String() + "?tab=active")
	tab.Wait(`document.getElementById('net').dataset.state === 'live'`)
	tab.Eval(`document.getElementById('blocking').open = true;
		document.querySelector('#blocking [name=scope][value=address]').click();
		document.querySelector('#blocking [name=lasts][value=good]').click();
		document.querySelector('#blocking [name=reason]').value = 'Spam';
		document.querySelector('#head h1').textContent = '';
		document.activeElement.blur()`, nil)
	if err := s.talks.Block(t.Context(), s.jana.ID, other, talks.Blocking{Scope: appliance.BlockDevice, For: time.Hour}); err != nil {
		t.Fatal(err)
	}
	s.there(s.tomas)
	tab.Wait(`document.querySelector('#head h1').textContent !== ''`) // it was written again
	tab.Eval(`document.querySelector('#blocking .button.danger').click()`, nil)
	if !peertest.Until(10*time.Second, func() bool { return len(s.holding()) == 2 }) {
		t.Fatalf("blocked are %+v", s.holding())
	}
	for _, b := range s.holding() {
		if b.Conversation == id && (b.Scope != appliance.BlockAddress || !b.Until.IsZero() || b.Reason != "Spam") {
			t.Errorf("blocked by %s until %v for %q", b.Scope, b.Until, b.Reason)
		}
	}
}

// TestTicketOpensBesideTheDesk, which keeps the sound of a call.
func TestTicketOpensBesideTheDesk(t *testing.T) {
	s, _, tab := atDesk(t, peertest.StartBrowser(t), veronika)
	tab.Eval(`{ const ask = fetch; window.asked = []; window.fetch = (url, ...rest) => { asked.push(String(url)); return ask(url, ...rest); }; }`, nil)
	tab.Press(`#more summary`)
	tab.Press(`form[action$="/ticket"] button`)
	if !peertest.Until(10*time.Second, func() bool { return len(s.opened()) == 1 }) {
		t.Fatal("no ticket is opened")
	}
	var asked []string
	if tab.Eval(`asked.filter((url) => url.endsWith('/ticket'))`, &asked); len(asked) > 0 {
		t.Errorf("the desk's own page asked for %q, and goes where the answer leads", asked)
	}
}
