package main

import (
	"fmt"
	"testing"

	"cordboard/appliance/peertest"
)

// sets puts the operator into a state that the desk's list holds.
func sets(desk *peertest.Tab, state string) {
	button := fmt.Sprintf(`#presence button[value=%s]`, state)
	desk.Eval(fmt.Sprintf(`document.querySelector(%q).click()`, button), nil)
	desk.Wait(fmt.Sprintf(`document.querySelector('%s[aria-pressed=true]')`, button))
}

// TestWidgetTurnsWithTheLastOperator has the only operator go offline while a
// visitor writes the first message, and come back; then again while he waits.
func TestWidgetTurnsWithTheLastOperator(t *testing.T) {
	b := demonstration(t)
	browser := peertest.StartBrowser(t)
	desk := signIn(t, b, browser, "thomas")
	dump(t, "desk", desk)
	available(desk)
	shop := browser.Tab(peertest.View{Still: true})
	dump(t, "shop", shop)
	shop.Go(b.publicURL() + "/vrtacky/bd-18")
	shop.Wait(`window.cordboard && window.cordboard.box`)
	shop.Eval(`cordboard('open')`, nil)
	panel := shop.Frame("/panel")
	panel.Wait(`document.querySelector('main.form [name=text]')`)
	panel.Eval(`document.querySelector('[name=name]').value = 'Veronika Malá';
		document.querySelector('[name=topic]').selectedIndex = 1;
		document.querySelector('[name=text]').focus()`, nil)
	shop.Type("Kde je moje ")

	sets(desk, "offline")
	panel.Wait(`document.querySelector('main.offline')`)                     // by itself, within 20 seconds
	asks := func() { panel.Eval(`dispatchEvent(new Event('online'))`, nil) } // at once
	shop.Type("zásilka?")
	panel.Wait(`document.querySelector('[name=text]').value === 'Kde je moje zásilka?'`)
	available(desk)
	asks()
	panel.Wait(`document.querySelector('main.form')`)
	panel.Eval(`document.querySelector('form').requestSubmit()`, nil)
	panel.Wait(`document.querySelector('main.waiting .tail .dots')`)

	sets(desk, "offline")
	asks()
	panel.Wait(`document.querySelector('main.waiting .tail') && !document.querySelector('.tail .dots')`)
	available(desk)
	desk.Wait(`document.querySelector('[data-accept]')`)
	desk.Eval(`document.querySelector('[data-accept]').click()`, nil)
	panel.Wait(`document.querySelector('main.chat')`)
	reads(desk.Wait, "#log .bubble", "Kde je moje zásilka?")
	if errors := append(desk.Errors(), shop.Errors()...); len(errors) > 0 {
		t.Errorf("errors of the pages: %q", errors)
	}
}
