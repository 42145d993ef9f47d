package main

import (
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"cordboard/appliance/peertest"
)

// TestOperatorsFindWhatWasSaid is a story of four (F207, F225, F227, D05): a visitor's
// chat is over; who served it finds it by keyboard alone, without diacritics and by the
// day, and within it what was said; his supervisor finds it too; a colleague whose it was
// not does not, nor does a phrase that nobody said or another day.
func TestOperatorsFindWhatWasSaid(t *testing.T) {
	b := stoppable(t)
	browser := peertest.StartBrowser(t)
	thomas := signIn(t, b.box, browser, "thomas")
	dump(t, "thomas", thomas)
	available(thomas)
	shop, panel := visitor(t, b.box, browser)
	dump(t, "shop", shop)
	thomas.Wait(`document.querySelector('[data-accept]')`)
	thomas.Eval(`document.querySelector('[data-accept]').click()`, nil)
	thomas.Wait(`document.querySelector('[data-composer]')`)
	panel.Wait(`document.querySelector('main.chat textarea')`)
	writes(shop, panel, "Kurýr říkal, že příklepová vrtačka už nedorazí.")
	thomas.Wait(`document.querySelector('#log').textContent.includes('nedorazí')`)
	replies(thomas, "Pošleme novou zítra.")
	panel.Wait(`document.querySelector('main').textContent.includes('Pošleme')`)
	panel.Eval(`document.querySelector('.composer .link').click(); document.querySelector('.composer .link').click()`, nil)
	panel.Wait(`document.querySelector('main.over')`)
	thomas.Wait(`!document.getElementById('toast').checkVisibility()`) // that he has no microphone
	wrapUp(t, thomas, "Question about an order", "náhradní zásilka")

	// By keyboard: the phrase, the row, and what was said in it.
	thomas.Key("k", chromedp.ModifierCtrl)
	thomas.Wait(`document.activeElement.matches('#palette-text')`)
	thomas.Key("k", chromedp.ModifierCtrl)
	thomas.Wait(`document.activeElement.matches('#seek-text')`)
	thomas.Type("priklepova vrtacka")
	thomas.Key("Enter")
	thomas.Wait(`document.querySelectorAll('#list .row').length === 1 && [...document.querySelectorAll('#list mark')].map((m) => m.textContent).join(' ').includes('příklepová vrtačka')`)
	thomas.Eval(`document.querySelector('#list a[href*="/desk/"]').focus()`, nil)
	thomas.Key("Enter")
	thomas.Wait(`document.querySelector('.row.selected') && document.querySelector('#log').textContent.includes('nedorazí')`)

	finds := func(tab *peertest.Tab, query string, rows int) {
		t.Helper()
		tab.Go(b.deskURL() + "/desk?tab=finished&" + query)
		const list = `document.querySelectorAll('#list .row').length`
		if rows > 0 {
			tab.Wait(list + ` === 1 && document.querySelector('#list .row').textContent.includes('Veronika Malá')`)
			return
		}
		tab.Wait(`document.readyState === 'complete' && ` + list + ` === 0 && document.querySelector('#list .empty')`)
	}
	day := func(days int) string { return time.Now().AddDate(0, 0, days).Format(time.DateOnly) }
	finds(thomas, "q=nahradni+zasilka", 1) // his note
	finds(thomas, "q=priklepova&from="+day(-1)+"&to="+day(1), 1)
	finds(thomas, "q=priklepova&from="+day(-30)+"&to="+day(-2), 0)
	finds(thomas, "q=sroubovak", 0)
	eva := signIn(t, b.box, browser, "eva")
	dump(t, "eva", eva)
	finds(eva, "q=PŘÍKLEPOVÁ", 1)
	jana := signIn(t, b.box, browser, "jana")
	dump(t, "jana", jana)
	finds(jana, "q=priklepova", 0)
	for _, tab := range []*peertest.Tab{thomas, eva, jana, shop} {
		for _, wrong := range append(tab.Errors(), tab.Violations()...) {
			t.Error(wrong)
		}
	}
}
