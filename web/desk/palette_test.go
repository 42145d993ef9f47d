package desk_test

import (
	"fmt"
	"testing"

	"github.com/chromedp/chromedp"

	"cordboard/appliance/peertest"
)

// TestPaletteLeadsAnywhereByKeysAlone: to a conversation, to a menu, to a state, to a
// search and back to what is being written, and to nothing that its reader may not do (D02).
func TestPaletteLeadsAnywhereByKeysAlone(t *testing.T) {
	browser := peertest.StartBrowser(t)
	s, sc, tab := atDesk(t, browser, veronika)
	s.ended("Petr", s.jana.ID, s.ago(40000, 0), "Kurýr přišel pozdě")
	asks := func(typed string) {
		t.Helper()
		press(tab, "k", chromedp.ModifierCtrl)
		tab.Wait(`document.activeElement.id === 'palette-text' && document.getElementById('palette-list').children.length > 1`)
		tab.Type(typed)
	}
	first := func(says string) {
		t.Helper()
		tab.Wait(fmt.Sprintf(`document.querySelector('#palette [aria-selected=true]')?.textContent === %q && document.getElementById('palette-text').getAttribute('aria-activedescendant') === document.querySelector('#palette [aria-selected=true]').id`, says))
	}
	tab.Wait(`document.activeElement.matches('[data-text]')`)
	tab.Type("Half a sent")
	asks("ALEKSA lis")
	first("Aleksandra LisZwroty")
	tab.Key("Enter")
	tab.Wait(fmt.Sprintf(`location.pathname === '/desk/%d' && !document.getElementById('palette').open`, sc.aleksandra))

	asks("transf")
	first("TransferThis conversation")
	tab.Key("Enter")
	tab.Wait(`document.getElementById('passing').open && document.activeElement.closest('#passing')`)
	tab.Key("Escape")

	asks("lunch")
	first("LunchState")
	tab.Key("Enter")
	tab.Wait(`document.querySelector('#presence .presence-word').textContent === 'Lunch'`)

	asks("administration")
	first("Search finished conversations for “administration”")
	tab.Key("Escape")
	tab.Wait(`!document.getElementById('palette').open`)
	asks("kuryr prisel")
	first("Search finished conversations for “kuryr prisel”")
	tab.Key("Enter")
	tab.Wait(fmt.Sprintf(`location.pathname === '/desk/%d' && [...document.querySelectorAll('#list mark')].map(n => n.textContent).join() === 'Kurýr přišel'`, sc.aleksandra))

	// By mouse as well, and what was begun is still there.
	tab.Press("#palette-open")
	tab.Wait(`document.activeElement.id === 'palette-text'`)
	tab.Type("veronika")
	first("Veronika MaláDoprava")
	tab.Press("#palette [aria-selected=true]")
	tab.Wait(fmt.Sprintf(`location.pathname === '/desk/%d'`, sc.veronika))
	tab.Wait(`document.querySelector('[data-text]')?.value === 'Half a sent'`)

	boss := browser.Tab(peertest.View{Still: true})
	s.signInAs(boss, "tomas")
	boss.Go(s.url + "/desk")
	boss.Wait(`document.getElementById('net').dataset.state === 'live'`)
	press(boss, "k", chromedp.ModifierCtrl)
	boss.Wait(`document.activeElement.id === 'palette-text'`)
	boss.Type("administration")
	boss.Wait(`document.querySelector('#palette [aria-selected=true]')?.textContent === 'AdministrationGo to'`)
	boss.Key("Enter")
	boss.Wait(`location.pathname === '/admin'`)
}
