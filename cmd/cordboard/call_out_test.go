package main

import (
	"net/netip"
	"testing"
	"time"

	"cordboard/appliance"
	"cordboard/appliance/peertest"
	"cordboard/appliance/trunk"
	"cordboard/cmd/cordboard/demo"
)

// leadOut has the box call numbers over a telephone that answers to one.
func leadOut(t *testing.T, b *box, exchange netip.AddrPort, rules ...trunk.Rule) {
	t.Helper()
	c := b.trunks.Config()
	if len(c.Trunks) == 0 {
		t.Fatal("the demonstration has no trunk")
	}
	c.Trunks[0].Out = &trunk.Out{Exchange: exchange, Rules: rules}
	if err := b.trunks.Save(t.Context(), c); err != nil {
		t.Fatal(err)
	}
}

func TestOperatorAsksAnExtensionAndHandsTheCallerOver(t *testing.T) {
	b := demonstration(t)
	colleague, exchange := peertest.StartExtension(t, "31", sine(t, 1700, 60*time.Second))
	leadOut(t, b, exchange, "31")
	browser := peertest.StartBrowser(t, withMicrophone(sine(t, 440, 20*time.Second))...)
	desk := operator(t, b, browser, "thomas")
	phone := caller(t, 1000)
	phone.Dial(reach(b, demo.GroupNumber))
	desk.Press(`#offer [data-accept]`)
	call := awaitCall(t, b, 0, appliance.Active).ID
	hears(t, phone, "the operator", tone(440))
	desk.Eval(hearing, nil)

	desk.Press(`#passing summary`)
	desk.Eval(`document.getElementById('pass-number').focus()`, nil)
	desk.Type("31")
	desk.Press(`#passing .primary`)
	colleague.Wait("CALL_ESTABLISHED", patience)
	hears(t, phone, "music", loud)
	hears(t, colleague, "the operator", tone(440))
	heard(desk, 1700)

	desk.Press(`.party-acts .primary`) // all three
	desk.Wait(`document.querySelector('[data-control=hold][aria-pressed=false]')`)
	hears(t, phone, "operator and colleague", tones(440, 1700))
	hears(t, colleague, "operator and caller", tones(440, 1000))

	desk.Press(`#call .control-end button`) // leaves the caller to him
	hears(t, phone, "the colleague alone", tone(1700))
	hears(t, colleague, "the caller alone", tone(1000))
	awaitState(t, b, call, appliance.Finished)
	if !contains(entriesOf(t, b, call), appliance.EntryHanded) {
		t.Error("the call's story does not tell to whom the caller was handed over")
	}
	phone.Hangup()
	colleague.Wait("CALL_CLOSED", patience)
}

func TestOperatorCallsAnExtensionFromTheDesk(t *testing.T) {
	b := demonstration(t)
	contact, exchange := peertest.StartExtension(t, "31", sine(t, 1700, 60*time.Second))
	leadOut(t, b, exchange, "31")
	browser := peertest.StartBrowser(t, withMicrophone(sine(t, 440, 20*time.Second))...)
	desk := operator(t, b, browser, "thomas")
	desk.Eval(hearing, nil)
	desk.Go(b.deskURL() + "/desk") // a trunk that calls out is on the page when it is drawn anew
	dialFromDesk := func(number string) {
		desk.Press(`#dialler summary`)
		desk.Eval(`document.getElementById('dial-number').focus()`, nil)
		desk.Type(number)
		desk.Press(`#dialler .primary`)
	}
	dialFromDesk("32") // no rule allows it
	desk.Wait(`document.body.textContent.includes('32 may not be called')`)

	desk.Eval(`document.getElementById('dial-number').value = ''`, nil)
	desk.Press(`#dialler summary`) // it stayed open, with the refusal in it
	dialFromDesk("31")
	contact.Wait("CALL_ESTABLISHED", patience)
	hears(t, contact, "the operator", tone(440))
	call := awaitCall(t, b, 0, appliance.Active)
	if !call.Outbound {
		t.Error("the call is not one of ours")
	}
	awaitPresence(t, b, "thomas", appliance.Busy)
	desk.Wait(`document.querySelector('#line-sign [data-verdict]') && document.querySelector('#line-sign dl').textContent.includes('G.711')`)
	desk.Press(`#call .control-end button`)
	contact.Wait("CALL_CLOSED", patience)
	awaitState(t, b, call.ID, appliance.Finished)
}
