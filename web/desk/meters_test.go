package desk_test

import (
	"testing"

	"github.com/chromedp/chromedp"

	"cordboard/appliance"
	"cordboard/appliance/peertest"
)

// TestOwnMeterStandsStillWhileTheOperatorIsMuted: the fake microphone beeps once a
// second, and the meter is drawn twenty times a second.
func TestOwnMeterStandsStillWhileTheOperatorIsMuted(t *testing.T) {
	s := newStand(t, appliance.English)
	s.startLegs()
	id := s.activeCall()
	browser := peertest.StartBrowser(t,
		chromedp.Flag("use-fake-ui-for-media-stream", true), chromedp.Flag("use-fake-device-for-media-stream", true),
		chromedp.Flag("autoplay-policy", "no-user-gesture-required"), chromedp.Flag("allow-loopback-in-peer-connection", true))
	tab := browser.Tab(peertest.View{Still: true})
	s.signIn(tab)
	tab.Go(s.url + "/desk/" + id.String())
	tab.Eval(`(() => {
		window.drawn = [];
		new MutationObserver((all) => { for (const m of all) if (m.target.closest?.('[data-meter=ours]')) drawn.push(m.target.getAttribute('stroke-dasharray')); })
			.observe(document.body, { subtree: true, attributes: true, attributeFilter: ['stroke-dasharray'] });
		document.querySelector('[data-leg]').click();
	})()`, nil)
	says := func(word string) {
		t.Helper()
		tab.Wait(`document.querySelector('#levels .meter:last-child span').textContent === '` + word + `' && !document.getElementById('levels').hidden`)
	}
	says("You")
	tab.Wait(`drawn.some((d) => d !== '0 400')`)
	press(tab, "m", chromedp.ModifierAlt)
	says("You, muted")
	tab.Eval(`drawn.length = 0`, nil)
	tab.Wait(`drawn.length >= 60`)
	var moved bool
	if tab.Eval(`drawn.some((d) => d !== '0 400')`, &moved); moved {
		t.Error("his meter moves while nobody hears him")
	}
	press(tab, "m", chromedp.ModifierAlt)
	says("You")
	tab.Eval(`drawn.length = 0`, nil)
	tab.Wait(`drawn.some((d) => d !== '0 400')`)
}
