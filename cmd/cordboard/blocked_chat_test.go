package main

import (
	"testing"

	"cordboard/appliance/peertest"
)

// TestVisitorIsBlockedForATimeAndTalksAgain is a story of three: a visitor disturbs, the
// operator blocks his device for some seconds, the administrator finds him in the list.
// The visitor reads that the conversation is suspended, also in a new page; when the
// time is over his panel says nothing of it any more, and he talks again.
func TestVisitorIsBlockedForATimeAndTalksAgain(t *testing.T) {
	b := stoppable(t)
	browser := peertest.StartBrowser(t)
	desk := signIn(t, b.box, browser, "thomas")
	dump(t, "desk", desk)
	available(desk)
	shop, panel := visitor(t, b.box, browser)
	dump(t, "shop", shop)
	desk.Wait(`document.querySelector('[data-accept]')`)
	desk.Eval(`document.querySelector('[data-accept]').click()`, nil)
	desk.Wait(`document.querySelector('[data-composer]') && document.querySelector('#blocking')`)
	panel.Wait(`document.querySelector('main.chat textarea')`)
	panel.Eval(`document.querySelector('textarea').focus()`, nil)
	shop.Type("A ještě")

	desk.Press(`#more summary`)
	desk.Press(`[data-opens=blocking]`)
	desk.Eval(`document.querySelector('#blocking [name=length]').value = '20 s'; document.querySelector('#blocking [name=reason]').value = 'nadává'`, nil)
	desk.Press(`#blocking .danger`)
	desk.Wait(`document.querySelector('#foot[data-kind=wrap-up]') && document.querySelector('.head .chip.bad') && document.querySelector('.block-holds')`)
	panel.Wait(`document.querySelector('main.blocked .over-text') && !document.querySelector('main.blocked textarea')`)
	shop.Go(b.publicURL() + "/vrtacky/bd-18")
	shop.Wait(`window.cordboard && window.cordboard.box`)
	shop.Eval(`cordboard('open')`, nil)
	panel = shop.Frame("/panel")
	panel.Wait(`document.querySelector('main.blocked .over-text')`)

	admin := signIn(t, b.box, browser, "admin")
	admin.Go(b.deskURL() + "/admin/blocks")
	admin.Wait(`document.querySelector('.table')?.textContent.includes('nadává')`)

	panel.Wait(`document.querySelector('main.over .primary')`)
	panel.Eval(`document.querySelector('main.over .primary').click()`, nil)
	panel.Wait(`document.querySelector('#field-text')?.value === 'A ještě'`)
	panel.Eval(`document.querySelector('[name=name]').value = 'Veronika Malá'; document.querySelector('[name=topic]').selectedIndex = 1; document.querySelector('form').requestSubmit()`, nil)
	panel.Wait(`document.querySelector('main.waiting textarea')`)
	admin.Go(b.deskURL() + "/admin/blocks")
	admin.Wait(`document.querySelector('.empty')`)
}
