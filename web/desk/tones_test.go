package desk_test

import (
	"testing"

	"cordboard/appliance"
	"cordboard/appliance/peertest"
)

// played is a script's list of the tones that the page sounds: hertz and
// seconds of each.
const played = `window.played = [];
const oscillator = AudioContext.prototype.createOscillator;
AudioContext.prototype.createOscillator = function () {
	const o = oscillator.call(this), start = o.start.bind(o), stop = o.stop.bind(o)
	let from = 0
	o.start = at => { from = at; start(at) }
	o.stop = at => { played.push(o.frequency.value + ' ' + (at - from).toFixed(2)); stop(at) }
	return o
}`

func tonesTellHowACallOfOursGoes(t *testing.T, b *peertest.Browser) {
	s, _, tab := atDesk(t, b, func(scene) string { return "/desk" })
	c, err := s.Dial(t.Context(), s.jana.ID, "775418102", s.entries["phone"].ID)
	if err != nil {
		t.Fatal(err)
	}
	tab.Go(s.url + "/desk/" + c.String() + "?tab=active")
	tab.Eval(played, nil)
	tab.Click(700, 500) // a page that nobody has touched makes no sound
	tab.Wait(`document.querySelector('#call[data-tone="ringing"]')`)
	tab.Wait(`played.includes('425 1.00')`)
	s.ringing = false
	if err := s.talks.End(t.Context(), c, appliance.BySystem, 0, "busy"); err != nil {
		t.Fatal(err)
	}
	tab.Wait(`document.querySelector('#log [data-tone="busy"]')`)
	tab.Wait(`played.filter(p => p === '425 0.33').length === 5`)
	if n := len(tab.Errors()); n > 0 {
		t.Errorf("the page complains: %v", tab.Errors())
	}
}
