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

// TestKeysWithAltAreTheOperatorsOwn (D02): Jana gives the transfer another letter,
// takes that of the note away, and the page obeys and says so; what cannot be is refused
// beside what she typed; the usual ones come back at once.
func TestKeysWithAltAreTheOperatorsOwn(t *testing.T) {
	browser := peertest.StartBrowser(t)
	s, sc, tab := atDesk(t, browser, veronika)
	profile := func(letters map[string]string, press string) {
		t.Helper()
		tab.Go(s.url + "/profile")
		for command, letter := range letters {
			tab.Eval(`document.querySelector('[name=alt-`+command+`]').value = '`+letter+`'`, nil)
		}
		tab.Press(`form[action="/profile"] ` + press)
	}
	desk := func() {
		t.Helper()
		tab.Go(s.url + veronika(sc))
		tab.Wait(`document.getElementById('net').dataset.state === 'live' && document.activeElement.matches('[data-text]')`)
	}
	is := func(what string, want bool) {
		t.Helper()
		var got bool
		if tab.Eval(what, &got); got != want {
			t.Errorf("%s: %t, want %t", what, got, want)
		}
	}
	says := func(kbd string) string {
		return `[...document.querySelectorAll('#keys kbd')].some(k => k.textContent === '` + kbd + `')`
	}

	profile(map[string]string{"pass": "e"}, ".primary")
	tab.Wait(`document.getElementById('shortcuts-flaw')?.textContent.includes('E would be the key of two commands')`)
	is(`document.querySelector('[name=alt-pass]').value === 'E'`, true)
	desk()
	press(tab, "t", chromedp.ModifierAlt)
	tab.Wait(`document.getElementById('passing').open`)

	profile(map[string]string{"pass": "q", "note": ""}, ".primary")
	tab.Wait(`document.querySelector('.saved')`)
	desk()
	is(says("Alt Q"), true)
	is(says("Alt T"), false)
	is(says("Alt N"), false)
	is(`document.querySelector('#passing summary kbd').textContent === 'Alt Q'`, true)
	press(tab, "t", chromedp.ModifierAlt)
	press(tab, "n", chromedp.ModifierAlt)
	is(`document.querySelector('details.menu[open]') !== null || document.querySelector('[data-note]').checked`, false)
	press(tab, "q", chromedp.ModifierAlt)
	tab.Wait(`document.getElementById('passing').open`)

	profile(nil, "[name=shortcuts]")
	tab.Wait(`document.querySelector('.saved') && document.querySelector('[name=alt-pass]').value === 'T' && document.querySelector('[name=alt-note]').value === 'N'`)
	desk()
	press(tab, "n", chromedp.ModifierAlt)
	tab.Wait(`document.querySelector('[data-note]').checked`)
}
