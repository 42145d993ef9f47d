package desk_test

import (
	"fmt"
	"testing"
	"time"

	"cordboard/appliance"
	"cordboard/appliance/peertest"
	"cordboard/appliance/telephone"
)

// TestDeskAsksForNoMicrophoneWhileTheSoundIsADeskTelephone follows a telephone
// through a call that nobody lifts, and then the choice of the browser.
func TestDeskAsksForNoMicrophoneWhileTheSoundIsADeskTelephone(t *testing.T) {
	s := newStand(t, appliance.English)
	sc := s.seed()
	s.startLegs()
	s.deskTelephone("2031", telephone.Standing{On: true})
	tab := peertest.StartBrowser(t).Tab(peertest.View{Still: true})
	s.signIn(tab)
	tab.Go(s.url + "/desk")
	tab.Wait(`document.getElementById('net').dataset.state === 'live' && document.getElementById('leg').hidden`)
	tab.Wait(`document.querySelector('.own-telephone-word').textContent === 'Your telephone 2031'`)
	tab.Eval(`window.asked = 0; navigator.mediaDevices.getUserMedia = () => { asked++; return Promise.reject(new DOMException('', 'NotAllowedError')); }`, nil)
	tab.Eval(`document.querySelector('#presence button[value=available]').click()`, nil)
	tab.Wait(`document.querySelector('#presence button[value=available][aria-pressed=true]')`)
	s.offer(sc.waiting[0], time.Minute)
	tab.Wait(`document.querySelector('#offer [data-accept]') && !document.querySelector('.offer-sound')`)
	s.telephoneStands(telephone.Standing{On: true, Stage: telephone.Asking})
	tab.Wait(`document.querySelector('.own-telephone-word').textContent === 'Press 1 on your telephone'`)
	tab.Eval(`document.querySelector('#offer [data-accept]').click()`, nil)
	tab.Wait(fmt.Sprintf(`location.pathname === '/desk/%d'`, sc.waiting[0]))
	tab.Wait(`/Nobody hears anybody.*Press 1 on your telephone/.test(document.getElementById('soundless').textContent)`)

	s.telephoneStands(telephone.Standing{On: true, Fault: "unreachable", Waits: true})
	tab.Wait(`/Your telephone cannot be reached/.test(document.getElementById('soundless').textContent)`)
	tab.Eval(`document.querySelector('#soundless button').click()`, nil)
	tab.Wait(`document.querySelector('#telephone[data-state=ringing]')`)
	s.telephoneStands(telephone.Standing{On: true, Stage: telephone.Up})
	tab.Wait(`!document.getElementById('soundless') && document.querySelector('.call-state').textContent.trim() === 'On the line'`)
	var asked int
	if tab.Eval(`asked`, &asked); asked > 0 {
		t.Errorf("the page asked %d times for the microphone", asked)
	}
	tab.Eval(`document.querySelector('#telephone button[value=browser]').click()`, nil)
	tab.Wait(`asked === 1 && !document.getElementById('leg').hidden`)
}
