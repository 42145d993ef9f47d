package desk_test

import (
	"fmt"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"

	"cordboard/appliance"
	"cordboard/appliance/peertest"
)

// TestSupervisorHearsACallOfTheTeamAndTakesItOver goes the whole way with forms
// and links alone, and looks at the operator's page all along.
func TestSupervisorHearsACallOfTheTeamAndTakesItOver(t *testing.T) {
	s := newStand(t, appliance.English)
	s.seed()
	id := s.activeCall()
	jana, tomas := s.plain("jana"), s.plain("tomas")
	path := fmt.Sprintf("/desk/%d", id)
	shows := func(r *reader, at string, what string, want bool) {
		t.Helper()
		if _, page := r.get(at); strings.Contains(page, what) != want {
			t.Errorf("%s holds %q: %t, want %t", at, what, !want, want)
		}
	}
	does := func(r *reader, what string, want int, fields ...string) {
		t.Helper()
		if status, page := r.post(what, fields...); status != want {
			t.Fatalf("%s %v: %d, want %d\n%s", what, fields, status, want, page)
		}
	}
	watch, take := fmt.Sprintf("/desk/calls/%d/watch", id), fmt.Sprintf("/desk/%d/take-over", id)

	shows(jana, "/desk", `tab=team`, false)
	does(jana, watch, http.StatusForbidden, "role", "listening")
	does(jana, take, http.StatusForbidden)

	shows(tomas, "/desk?tab=team", fmt.Sprintf(`href="/desk/%d?tab=team"`, id), true)
	does(tomas, watch, http.StatusOK, "role", "listening")
	shows(tomas, path, `name="role" value="" aria-pressed="true"`, true)
	shows(jana, path, "Tomáš", false) // nobody knows of one who listens
	shows(tomas, path, "Stop listening", true)
	shows(tomas, path, "Stop whispering", false)
	shows(tomas, path, fmt.Sprintf("/desk/calls/%d/mute", id), false)
	does(tomas, watch, http.StatusOK, "role", "whispering")
	shows(tomas, path, "Stop whispering", true)
	shows(tomas, path, fmt.Sprintf("/desk/calls/%d/mute", id), true)
	shows(jana, path, "whispers to you", true)
	does(tomas, watch, http.StatusOK, "role", "")
	shows(jana, path, "Tomáš", false)

	s.startLegs() // in which nobody has any sound
	does(tomas, take, http.StatusConflict)
	shows(tomas, path, "took over", false)
	shows(jana, path, `/hangup"`, true)
	s.legs = nil
	inCall := regexp.MustCompile(`Offline\s*·\s*in a call`)
	standsSo := func(want bool) {
		t.Helper()
		for _, at := range []string{"/desk?tab=waiting", "/desk?tab=team", "/admin/operators"} {
			if got := inCall.MatchString(second(tomas.get(at))); got != want {
				t.Errorf("%s says that he is in a call: %t, want %t", at, got, want)
			}
		}
	}
	standsSo(false)
	does(tomas, take, http.StatusOK)
	standsSo(true)
	shows(jana, path, "Wrap up", true)
	shows(jana, path, "Tomáš Beneš took over", true)
	shows(tomas, path, "You took over", true)
	shows(tomas, path, `/hangup"`, true)
	does(tomas, take, http.StatusOK) // it is his already
}

// TestCallIsTakenOverOnceTheBoxHears the microphone, though the browser says a while
// later only that it is connected.
func TestCallIsTakenOverOnceTheBoxHears(t *testing.T) {
	s := newStand(t, appliance.English)
	s.seed()
	id := s.activeCall()
	s.startLegs()
	tab := hearing(t).Tab(peertest.View{Still: true})
	s.signInAs(tab, "tomas")
	tab.Go(fmt.Sprintf("%s/desk/%d?tab=team", s.url, id))
	tab.Wait(`document.getElementById('net').dataset.state === 'live' && document.getElementById('leg').dataset.state === 'off'`)
	tab.Eval(`(() => {
		const own = Object.getOwnPropertyDescriptor(RTCPeerConnection.prototype, 'connectionState');
		window.connections = new Set();
		Object.defineProperty(RTCPeerConnection.prototype, 'connectionState', { ...own, get() { connections.add(this); return window.late ? own.get.call(this) : 'connecting'; } });
		document.querySelector('form[action$="/take-over"] button').click();
	})()`, nil)
	tab.Wait(`document.querySelector('form[action$="/hangup"]') && document.getElementById('leg').dataset.state === 'connecting'`)
	tab.Eval(`window.late = true; for (const c of connections) c.dispatchEvent(new Event('connectionstatechange'))`, nil)
	tab.Wait(`document.getElementById('leg').dataset.state === 'on'`)
}

// TestSupervisorWhoIsOfflineTakesOverAChatAndACall in the browser: his press turns
// the sound on that a call needs, and nothing changes where his microphone is
// refused. He stays offline all along, and in a call that is said beside it; he ends
// what he took and wraps it up.
func TestSupervisorWhoIsOfflineTakesOverAChatAndACall(t *testing.T) {
	s := newStand(t, appliance.English)
	sc := s.seed()
	id := s.activeCall()
	s.startLegs()
	tab := hearing(t).Tab(peertest.View{Still: true})
	s.signInAs(tab, "tomas")
	opens := func(c appliance.ConversationID) {
		t.Helper()
		tab.Go(fmt.Sprintf("%s/desk/%d?tab=team", s.url, c))
		tab.Wait(`document.getElementById('net').dataset.state === 'live' && document.getElementById('leg').dataset.state === 'off'`)
	}
	const takes = `document.querySelector('form[action$="/take-over"] button').click()`
	offline := func() {
		t.Helper()
		tab.Wait(`document.querySelector('.presence-word').textContent === 'Offline'`)
	}

	opens(sc.veronika)
	tab.Eval(takes, nil)
	tab.Wait(`document.getElementById('foot').dataset.kind === 'composer' && document.querySelector('[data-end]') && /1\/4 chats/.test(document.getElementById('load').textContent)`)
	offline()
	tab.Eval(`document.querySelector('[data-end]').click()`, nil)
	tab.Press(`#ending[open] [value=end]`)
	tab.Wait(`document.getElementById('foot').dataset.kind === 'wrap-up'`)
	tab.Eval(`document.querySelector('.reason input').click(); document.querySelector('form.wrap-up').requestSubmit()`, nil)
	tab.Wait(`document.getElementById('foot')?.dataset.kind !== 'wrap-up'`)
	offline()

	opens(id)
	tab.Eval(`navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException('', 'NotAllowedError'))`, nil)
	tab.Eval(takes, nil)
	tab.Wait(`/microphone/.test(document.getElementById('toast').textContent) && document.getElementById('foot').dataset.kind === 'watch'`)
	if c, err := s.talks.Conversation(t.Context(), id); err != nil || !slices.Equal(c.Operators, []appliance.OperatorID{s.jana.ID}) {
		t.Errorf("without a microphone the call went to %v, %v", c.Operators, err)
	}
	tab.Eval(`delete navigator.mediaDevices.getUserMedia; `+takes, nil)
	tab.Wait(`document.querySelector('form[action$="/hangup"]') && document.getElementById('leg').dataset.state === 'on'`)
	tab.Wait(`!document.getElementById('soundless') && /1\/1 calls/.test(document.getElementById('load').textContent)`)
	tab.Wait(`document.querySelector('.presence-word').textContent === 'Offline · in a call'`)
	tab.Eval(`document.querySelector('form[action$="/hangup"] button').click()`, nil)
	tab.Wait(`document.getElementById('foot').dataset.kind === 'wrap-up'`)
	offline()
}
