package main

import (
	"net"
	"testing"
	"time"

	"cordboard/appliance/peertest"
)

// TestDeskCatchesUpInAHiddenTabAfterAKill kills the box while the desk shows
// what a visitor types and holds a draft that was refused; then the operator
// looks at something else. What the visitor sends meanwhile comes to the page.
func TestDeskCatchesUpInAHiddenTabAfterAKill(t *testing.T) {
	p := ownProcess(t)
	url := func(address string) string {
		_, port, _ := net.SplitHostPort(address)
		return "http://localhost:" + port
	}
	browser := peertest.StartBrowser(t, withMicrophone(sine(t, 440, 5*time.Second))...)
	desk := operatorAt(t, url(p.desk), browser, "thomas")
	shop, panel := visitorIn(t, desk.Beside(peertest.View{Still: true}), url(p.public))
	dump(t, "desk", desk)
	writes(shop, panel, "Kde je moje zásilka?")
	desk.Wait(`document.querySelector('[data-accept]')`)
	desk.Eval(`document.querySelector('[data-accept]').click()`, nil)
	desk.Wait(`document.querySelector('[data-composer]')`)
	panel.Wait(`document.querySelector('main.chat')`)
	panel.Eval(`document.querySelector('textarea').focus()`, nil)
	shop.Type("rozepsaný text")
	desk.Wait(`document.querySelector('#typing.on')?.textContent.includes('rozepsaný text')`)
	replies(desk, "Dobrý den <jmeno>")
	desk.Wait(`document.querySelector('[data-problem]').textContent !== ''`)

	p.kill()
	desk.Wait(`document.querySelector('#net[data-state=reconnecting]')`)
	desk.Hide()
	shop.Key("Enter")
	panel.Wait(`document.querySelector('textarea').value === ''`)
	p.start()
	panel.Wait(`!document.querySelector('main').textContent.includes('odesílá')`)
	reads(desk.Wait, "#log .bubble", "Kde je moje zásilka?", "rozepsaný text")
	desk.Wait(`!document.querySelector('#typing.on') && !document.querySelector('.typing-now')`)
	desk.Wait(`document.querySelector('[data-text]').value === 'Dobrý den <jmeno>'`)
}
