package main

import (
	"fmt"
	"testing"
	"time"

	"cordboard/appliance"
	"cordboard/appliance/peertest"
	"cordboard/cmd/cordboard/demo"
)

// mixture waits until a page hears tones, and no other of ours: those that are
// missing are as quiet as what is not there.
func mixture(tab *peertest.Tab, hears []int, not ...int) {
	condition := `true`
	for _, hz := range hears {
		condition += fmt.Sprintf(` && at(%d) > -50`, hz)
	}
	for _, hz := range not {
		condition += fmt.Sprintf(` && at(%d) < -65`, hz)
	}
	tab.Wait(fmt.Sprintf(`(() => {
		const bins = new Float32Array(1024);
		attend();
		listening.getFloatFrequencyData(bins);
		const at = (hz) => Math.max(...bins.slice(Math.round(hz * 2048 / 8000) - 2, Math.round(hz * 2048 / 8000) + 3));
		return %s;
	})()`, condition))
}

// ask has an operator ask a colleague for something out of one of the menus.
func askColleague(t *testing.T, desk *peertest.Tab, menu, list string, colleague appliance.OperatorID, purpose string) {
	t.Helper()
	desk.Press(menu + ` summary`)
	desk.Press(fmt.Sprintf(`#%s-%s-%s`, list, purpose, colleague))
	desk.Wait(`document.querySelector('.party form[action$="/withdraw"]')`)
}

// TestCallGoesThroughTheTeam passes a caller from one operator to another, who
// is asked first, and lets a supervisor hear, whisper and take over. Who hears
// whom is told by tones: the caller speaks at 1,000 Hz, the first operator at
// 440, his colleague at 700 and the supervisor at 1,900.
func TestCallGoesThroughTheTeam(t *testing.T) {
	b := demonstration(t)
	at := func(login string, hz float64) *peertest.Tab {
		browser := peertest.StartBrowser(t, withMicrophone(sine(t, hz, 20*time.Second))...)
		tab := operator(t, b, browser, login)
		tab.Eval(hearing, nil)
		return tab
	}
	first := at("thomas", 440)
	phone := caller(t, 1000)
	phone.Dial(reach(b, demo.GroupNumber))
	first.Press(`#offer [data-accept]`)
	call := awaitCall(t, b, 0, appliance.Active).ID
	hears(t, phone, "the operator", tone(440))
	colleague, supervisor := at("tomas", 700), at("eva", 1900)
	second := operatorID(t, b, "tomas")

	first.Go(b.deskURL() + fmt.Sprintf("/desk/%d?tab=active", call)) // the colleagues are there now
	first.Wait(`document.querySelector('#leg[data-state=on]')`)
	first.Eval(hearing, nil)
	askColleague(t, first, `#passing`, "pass-colleague", second, "consult")
	colleague.Press(`#offer [data-accept]`)
	hears(t, phone, "music", loud)
	mixture(first, []int{700}, 1000)
	mixture(colleague, []int{440}, 1000)

	first.Press(`.party-acts [formaction$="/merge"]`)
	hears(t, phone, "both operators", tones(440, 700))
	mixture(first, []int{700, 1000})
	mixture(colleague, []int{440, 1000})

	supervisor.Go(b.deskURL() + fmt.Sprintf("/desk/%d?tab=team", call))
	supervisor.Wait(`document.querySelector('#leg[data-state=on]')`)
	supervisor.Eval(hearing, nil)
	supervisor.Press(`.watch [value=listening]`)
	mixture(supervisor, []int{440, 700, 1000})
	mixture(colleague, []int{440, 1000}, 1900)
	supervisor.Press(`.watch [value=whispering]`)
	mixture(colleague, []int{440, 1000, 1900})
	hears(t, phone, "both operators and no supervisor", tones(440, 700))

	first.Press(`#call .control-end button`) // leaves it to his colleague
	hears(t, phone, "the colleague alone", tone(700))
	supervisor.Press(`.watch [value=guest]`)
	hears(t, phone, "colleague and supervisor", tones(700, 1900))
	supervisor.Press(`.watch form + form button`) // takes it over
	hears(t, phone, "the supervisor alone", tone(1900))
	mixture(supervisor, []int{1000}, 700)

	supervisor.Press(`#call .control-end button`)
	awaitState(t, b, call, appliance.Finished)
	for _, want := range []appliance.EntryKind{appliance.EntryAsked, appliance.EntryWatched, appliance.EntryTakenOver} {
		if !contains(entriesOf(t, b, call), want) {
			t.Errorf("the call's story lacks %q", want)
		}
	}
}
