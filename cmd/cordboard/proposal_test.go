package main

import (
	"testing"

	"cordboard/appliance"
	"cordboard/appliance/peertest"
	"cordboard/appliance/sqlite"
)

// TestChatIsProposedAcceptedAndMarked is a story of three (F122, F144, V03): the
// administrator writes a rule, a visitor who stays on that page is proposed a chat in the
// rule's words and accepts, and the operator sees by what it was proposed before he takes
// it and after.
func TestChatIsProposedAcceptedAndMarked(t *testing.T) {
	b := stoppable(t)
	browser := peertest.StartBrowser(t)
	desk := signIn(t, b.box, browser, "thomas")
	dump(t, "desk", desk)
	available(desk)

	var widget appliance.EntryPoint
	if err := b.store.Read(t.Context(), func(v *sqlite.View) error {
		all, err := v.EntryPoints()
		for _, e := range all {
			if e.Channel == appliance.WebChat {
				widget = e
			}
		}
		return err
	}); err != nil {
		t.Fatal(err)
	}
	admin := signIn(t, b.box, browser, "admin")
	dump(t, "administration", admin)
	admin.Go(b.deskURL() + "/admin/entry-points/" + widget.ID.String())
	admin.Eval(`(() => {
		const f = document.getElementById('form').elements;
		f['rule-0-name'].closest('details').open = true;
		f['rule-0-name'].value = 'Vrtačky';
		f['rule-0-page'].value = '/vrtacky';
		f['rule-0-after'].value = '5';
		f['rule-0-text-cs'].value = 'Poradíme s výběrem vrtačky?';
		document.querySelector('#form .primary').click();
	})()`, nil)
	admin.Wait(`document.querySelector('.saved')`)

	shop := browser.Tab(peertest.View{Still: true})
	dump(t, "shop", shop)
	shop.Go(b.publicURL() + "/baterie/bb-184")
	shop.Wait(`window.cordboard && window.cordboard.box`)
	const notes = `window.told = []; for (const e of ['invited', 'accepted', 'dismissed']) cordboard('on', e, (d) => told.push(e + ' ' + d.rule))`
	shop.Eval(notes, nil)
	shop.Go(b.publicURL() + "/vrtacky/bd-18")
	shop.Wait(`window.cordboard && window.cordboard.box`)
	shop.Eval(notes, nil)
	shop.Wait(`told.join() === 'invited Vrtačky'`)
	shop.Click(1440-24-300+16+40, 900-92-16-22) // its first button; scripts cannot reach into the shadow
	shop.Wait(`told.length === 2 && told[1] === 'accepted Vrtačky'`)
	panel := shop.Frame("/panel")
	panel.Wait(`document.querySelector('main.form form')`)
	panel.Eval(`document.querySelector('[name=name]').value = 'Veronika Malá'; document.querySelector('[name=topic]').selectedIndex = 1; document.querySelector('form').requestSubmit()`, nil)
	panel.Wait(`document.querySelector('main.waiting textarea')`)

	desk.Wait(`document.querySelector('[data-accept]') && document.querySelector('[data-offer] .proposed')?.textContent.includes('Vrtačky')`)
	desk.Eval(`document.querySelector('[data-accept]').click()`, nil)
	desk.Wait(`document.querySelector('[data-composer]') && [...document.querySelectorAll('.head-others')].some((n) => n.textContent.includes('Vrtačky'))`)
	desk.Wait(`document.querySelector('.row.selected .proposed')?.title.includes('Vrtačky')`)
	for _, tab := range []*peertest.Tab{desk, admin, shop} {
		for _, wrong := range append(tab.Errors(), tab.Violations()...) {
			t.Error(wrong)
		}
	}
}
