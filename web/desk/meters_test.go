package desk_test

import (
	"testing"

	"github.com/chromedp/chromedp"

	"cordboard/appliance"
	"cordboard/appliance/peertest"
)

// TestOwnMeterStandsStillWhileTheOperatorIsMuted: it is drawn twenty times a second.
func TestOwnMeterStandsStillWhileTheOperatorIsMuted(t *testing.T) {
	s := newStand(t, appliance.English)
	s.startLegs()
	id := s.activeCall()
	tab := hearing(t).Tab(peertest.View{Still: true})
	s.signIn(tab)
	tab.Go(s.url + "/desk/" + id.String())
	ownMeterFollowsTheMute(t, tab)
}

// TestWhoBargesInHasTheMeterAndTheMuteOfOneWhoTalks while he is heard, and has none
// where he only listens.
func TestWhoBargesInHasTheMeterAndTheMuteOfOneWhoTalks(t *testing.T) {
	s := newStand(t, appliance.English)
	s.startLegs()
	id := s.activeCall()
	tab := hearing(t).Tab(peertest.View{Still: true})
	s.signInAs(tab, "tomas")
	tab.Go(s.url + "/desk/" + id.String() + "?tab=team")
	tab.Wait(`document.getElementById('net').dataset.state === 'live'`)
	presses := func(role, state string) {
		t.Helper()
		tab.Eval(`document.querySelector('.watch [value="`+role+`"]').click()`, nil)
		tab.Wait(`document.querySelector('.call-state')?.textContent.trim() === '` + state + `' || !'` + state + `' && document.getElementById('call').hidden`)
	}
	presses("guest", "You talk in the call")
	ownMeterFollowsTheMute(t, tab)
	presses("whispering", "You whisper to Jana Dvořáková")
	press(tab, "m", chromedp.ModifierAlt)
	tab.Wait(`document.querySelector('#levels .meter:last-child span').textContent === 'You, muted'`)
	presses("listening", "")
}

// hearing is a browser with a microphone, which beeps once a second.
func hearing(t *testing.T) *peertest.Browser {
	return peertest.StartBrowser(t,
		chromedp.Flag("use-fake-ui-for-media-stream", true), chromedp.Flag("use-fake-device-for-media-stream", true),
		chromedp.Flag("autoplay-policy", "no-user-gesture-required"), chromedp.Flag("allow-loopback-in-peer-connection", true))
}

// ownMeterFollowsTheMute of who talks at the call that his page shows.
func ownMeterFollowsTheMute(t *testing.T, tab *peertest.Tab) {
	t.Helper()
	tab.Eval(`(() => {
		window.drawn = [];
		new MutationObserver((all) => { for (const m of all) if (m.target.closest?.('[data-meter=ours]')) drawn.push(m.target.getAttribute('stroke-dasharray')); })
			.observe(document.body, { subtree: true, attributes: true, attributeFilter: ['stroke-dasharray'] });
		if (document.getElementById('leg').dataset.state === 'off') document.querySelector('[data-leg]').click();
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
