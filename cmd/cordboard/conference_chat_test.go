package main

import (
	"testing"

	"cordboard/appliance/peertest"
)

// TestTwoOperatorsServeAChatTogether tells a story (F137 to F139, F173): Veronika
// writes, Thomas answers and asks Jana in; both write; Eva, who looks after them,
// joins in; Thomas leaves, who wraps up, and Eva too; Jana goes on and ends it.
func TestTwoOperatorsServeAChatTogether(t *testing.T) {
	b := demonstration(t)
	browser := peertest.StartBrowser(t)
	thomas, jana, eva := signIn(t, b, browser, "thomas"), signIn(t, b, browser, "jana"), signIn(t, b, browser, "eva")
	for name, tab := range map[string]*peertest.Tab{"thomas": thomas, "jana": jana, "eva": eva} {
		dump(t, name, tab)
	}
	available(thomas)
	shop, panel := visitor(t, b, browser)
	writes(shop, panel, "Kde je moje zásilka?")
	thomas.Press(`#offer [data-accept]`)
	reads(thomas.Wait, "#log .bubble", "Kde je moje zásilka?")

	// Jana is asked, and Thomas reads for whom he waits; she takes it by the keyboard.
	available(jana)
	thomas.Press(`#adding summary`)
	thomas.Press(`#add-colleague button[value=join]`)
	thomas.Wait(`/Waiting for Jana .* to join/.test(document.getElementById('call').textContent)`)
	jana.Wait(`document.querySelector('#offer [data-accept]')`)
	jana.Eval(`document.querySelector('#offer [data-accept]').focus()`, nil)
	jana.Key("Enter")
	together := func(tab *peertest.Tab, word, with string) {
		t.Helper()
		tab.Wait(`(() => {
			const row = document.querySelector('.parties')?.textContent ?? '';
			return row.includes('` + word + `') && row.includes('` + with + `') && document.querySelector('[data-composer]');
		})()`)
	}
	together(thomas, "Conference", "Jana")
	together(jana, "Konference", "Thomas")
	thomas.Wait(`/Jana \S+ joined/.test(document.getElementById('log').textContent)`)
	panel.Wait(`/Jana/.test(document.querySelector('.log').textContent)`)
	replies(jana, "Podívám se do skladu.")
	replies(thomas, "A já volám dopravci.")
	for _, wait := range []func(string){thomas.Wait, jana.Wait} {
		reads(wait, "#log .bubble", "Kde je moje zásilka?", "Podívám se do skladu.", "A já volám dopravci.")
	}
	reads(panel.Wait, ".bubble", "Kde je moje zásilka?", "Podívám se do skladu.", "A já volám dopravci.")

	// Nothing is offered that would be refused: what others serve goes to no queue.
	thomas.Press(`#passing summary`)
	thomas.Wait(`document.querySelector('#passing[open]') && !document.querySelector('#passing [name=queue]')`)
	thomas.Key("Escape")

	eva.Go(b.deskURL() + "/desk?tab=team")
	eva.Press(`#list .row-link`)
	eva.Press(`form[action$="/join"] button`)
	together(eva, "Konference", "Thomas")
	thomas.Wait(`/Eva \S+ joined/.test(document.getElementById('log').textContent)`)

	thomas.Press(`.parties form[action$="/leave"] button`)
	thomas.Wait(`document.querySelector('#foot[data-kind=wrap-up]')`)
	jana.Wait(`!document.querySelector('.parties').textContent.includes('Thomas')`)
	eva.Press(`.parties form[action$="/leave"] button`)
	eva.Wait(`document.querySelector('#foot[data-kind=wrap-up]')`)
	jana.Wait(`!document.querySelector('.parties')`)
	jana.Press(`[data-end]`)
	jana.Wait(`document.querySelector('#foot[data-kind=wrap-up]')`)
	panel.Wait(`document.querySelector('main.over')`)
	for _, tab := range []*peertest.Tab{thomas, jana, eva, shop} {
		if errs := append(tab.Errors(), tab.Violations()...); len(errs) > 0 {
			t.Errorf("a page had an error: %v", errs)
		}
	}
}
