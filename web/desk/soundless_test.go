package desk_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"cordboard/appliance"
	"cordboard/appliance/peertest"
)

// TestAcceptingACallTurnsTheSoundOnOrSaysThatNobodyHears takes an offer with a
// key alone: first the microphone is refused, then it is not.
func TestAcceptingACallTurnsTheSoundOnOrSaysThatNobodyHears(t *testing.T) {
	s := newStand(t, appliance.English)
	sc := s.seed()
	s.startLegs()
	browser := peertest.StartBrowser(t,
		chromedp.Flag("use-fake-ui-for-media-stream", true), chromedp.Flag("use-fake-device-for-media-stream", true),
		chromedp.Flag("autoplay-policy", "no-user-gesture-required"), chromedp.Flag("allow-loopback-in-peer-connection", true))
	tab := browser.Tab(peertest.View{Still: true})
	s.signIn(tab)
	tab.Go(s.url + "/desk")
	tab.Wait(`document.getElementById('net').dataset.state === 'live' && document.getElementById('leg').dataset.state === 'off'`)
	tab.Eval(`navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException('', 'NotAllowedError'))`, nil)
	s.offer(sc.waiting[0], 60*time.Second)
	tab.Wait(`document.querySelector('.offer-sound')?.textContent.includes('Your sound is off') && document.activeElement.matches('[data-accept]')`)
	tab.Key("Enter")
	tab.Wait(fmt.Sprintf(`location.pathname === '/desk/%d' && document.getElementById('leg').dataset.state === 'failed'`, sc.waiting[0]))
	tab.Wait(`/Nobody hears anybody.*microphone/.test(document.getElementById('soundless').textContent) && document.querySelector('.call-state').textContent.trim() === 'No sound'`)
	tab.Eval(`delete navigator.mediaDevices.getUserMedia; document.getElementById('soundless-act').click()`, nil)
	tab.Wait(`document.getElementById('leg').dataset.state === 'on' && !document.getElementById('soundless') && document.querySelector('.call-state').textContent.trim() === 'On the line'`)
	s.legs.Drop(s.jana.ID)
	tab.Wait(`document.getElementById('soundless')`)
	tab.Wait(`!document.getElementById('soundless')`) // it comes back by itself
}

func TestCallWithoutSoundClaimsNoLineAndNoRecording(t *testing.T) {
	s := newStand(t, appliance.English)
	id := s.activeCall()
	legs := func(sound bool) (row, page string) {
		if s.legs = nil; !sound {
			s.startLegs() // nobody's is up
		}
		_, page = s.plain("jana").get(fmt.Sprintf("/desk/%d?tab=active", id))
		return rowOf(page, id), page
	}
	for _, sound := range []bool{true, false} {
		row, page := legs(sound)
		for text, want := range map[string]bool{"bad rec": sound, `id="soundless"`: !sound} {
			if strings.Contains(page, text) != want {
				t.Errorf("sound %t: the page holds %q %t, want %t", sound, text, !want, want)
			}
		}
		if strings.Contains(row, "On the line") != sound || strings.Contains(row, "No sound") == sound {
			t.Errorf("sound %t: the row says %s", sound, row)
		}
	}
}
