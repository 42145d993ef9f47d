package desk_test

import (
	"testing"

	"github.com/chromedp/chromedp"

	"cordboard/appliance"
	"cordboard/appliance/peertest"
)

// TestLettersAloneAreSwitchedOff in an operator's settings (WCAG 2.1.4): J goes nowhere,
// ? opens nothing and the list of keys has neither, while Ctrl K leads on.
func TestLettersAloneAreSwitchedOff(t *testing.T) {
	s := newStand(t, appliance.English)
	s.seed()
	tab := peertest.StartBrowser(t).Tab(peertest.View{Still: true})
	s.signInAs(tab, "jana")
	desk := func() {
		t.Helper()
		tab.Go(s.url + "/desk?tab=waiting")
		tab.Wait(`document.getElementById('net').dataset.state === 'live'`)
		tab.Eval(`document.activeElement.blur()`, nil)
	}
	const (
		inRow  = `document.activeElement.closest('.row') !== null`
		listed = `[...document.querySelectorAll('#keys kbd')].some(k => k.textContent === 'J')`
		opened = `document.getElementById('keys').open`
	)
	is := func(what string, want bool) {
		t.Helper()
		var got bool
		if tab.Eval(what, &got); got != want {
			t.Errorf("%s: %t, want %t", what, got, want)
		}
	}
	desk()
	is(listed, true)
	press(tab, "j", 0)
	tab.Wait(inRow)
	press(tab, "?", 0)
	tab.Wait(opened)

	tab.Go(s.url + "/profile")
	tab.Press(`[name="letters"]`)
	tab.Press(`form[action="/profile"] .primary`)
	tab.Wait(`document.querySelector('.saved')`)
	is(`document.querySelector('[name="letters"]').checked`, false)

	desk()
	is(listed, false)
	press(tab, "j", 0)
	press(tab, "?", 0)
	is(inRow, false)
	is(opened, false)
	press(tab, "k", chromedp.ModifierCtrl)
	tab.Wait(`document.getElementById('palette').open`)
}
