package desk_test

import (
	"context"
	"fmt"
	"log/slog"
	"net"
	"net/netip"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"cordboard/appliance"
	"cordboard/appliance/peertest"
	"cordboard/appliance/rtc"
)

// legs runs the real legs on loopback; the stand hands the page's offers on.
func (s *stand) startLegs() {
	s.t.Helper()
	udp, err := net.ListenPacket("udp4", "127.0.0.1:0")
	if err != nil {
		s.t.Fatal(err)
	}
	changes, facts := make(chan bool, 16), s.feed // of this run of the box
	legs, err := rtc.New(rtc.Config{UDP: udp, Log: slog.New(slog.DiscardHandler), Hosts: []netip.Addr{netip.MustParseAddr("127.0.0.1")}, Changed: func(o appliance.OperatorID, up bool) {
		facts.Notify(appliance.LegChanged{Operator: o, Up: up})
		changes <- up
	}})
	if err != nil {
		s.t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- legs.Run(ctx) }()
	s.t.Cleanup(func() { cancel(); <-done })
	s.legs, s.up = legs, changes
}

// TestSoundComesUpByAClickAndByItselfAfterAReload connects Chromium's fake
// microphone to the box's real leg.
func TestSoundComesUpByAClickAndByItselfAfterAReload(t *testing.T) {
	s := newStand(t, appliance.English)
	s.startLegs()
	browser := peertest.StartBrowser(t,
		chromedp.Flag("use-fake-ui-for-media-stream", true), chromedp.Flag("use-fake-device-for-media-stream", true),
		chromedp.Flag("autoplay-policy", "no-user-gesture-required"), chromedp.Flag("allow-loopback-in-peer-connection", true))
	tab := browser.Tab(peertest.View{Still: true})
	s.signIn(tab)
	tab.Go(s.url + "/desk")
	tab.Wait(`document.getElementById('leg').dataset.state === 'off'`)
	tab.Eval(`document.querySelector('[data-leg]').click()`, nil)
	tab.Wait(`document.getElementById('leg').dataset.state === 'on'`)
	if up := <-s.up; !up {
		t.Error("the box heard of a leg that went before one that came")
	}
	tab.Go(s.url + "/desk")
	tab.Wait(`document.getElementById('leg').dataset.state === 'on'`)
	s.legs.Drop(s.jana.ID)
	tab.Wait(`document.getElementById('leg').dataset.state === 'connecting'`)
	tab.Wait(`document.getElementById('leg').dataset.state === 'on'`)
	if len(tab.Violations()) > 0 {
		t.Errorf("policy broken: %v", tab.Violations())
	}
}

// TestSoundComesBackAfterARestartThatTheBrowserDidNotNotice has the box start again
// while the browser still believes in its connection, as it does for ten
// seconds after the process was killed.
func TestSoundComesBackAfterARestartThatTheBrowserDidNotNotice(t *testing.T) {
	s := newStand(t, appliance.English)
	s.startLegs()
	browser := peertest.StartBrowser(t,
		chromedp.Flag("use-fake-ui-for-media-stream", true), chromedp.Flag("use-fake-device-for-media-stream", true),
		chromedp.Flag("autoplay-policy", "no-user-gesture-required"), chromedp.Flag("allow-loopback-in-peer-connection", true))
	tab := browser.Tab(peertest.View{Still: true})
	s.signIn(tab)
	tab.Go(s.url + "/desk")
	tab.Eval(`document.querySelector('[data-leg]').click()`, nil)
	tab.Wait(`document.getElementById('leg').dataset.state === 'on'`)
	<-s.up
	s.restart(s.startLegs) // the legs of before go on, and nobody listens to them
	select {
	case up := <-s.up:
		if !up {
			t.Error("the box heard of a leg that went before one that came")
		}
	case <-time.After(30 * time.Second):
		t.Fatal("the page never connected its sound to the box that runs now")
	}
	tab.Wait(`document.getElementById('leg').dataset.state === 'on'`)
}

// TestOneTabHasTheSoundAndTheOthersSayWhere takes it over and gives it back.
func TestOneTabHasTheSoundAndTheOthersSayWhere(t *testing.T) {
	s := newStand(t, appliance.English)
	s.startLegs()
	browser := peertest.StartBrowser(t,
		chromedp.Flag("use-fake-ui-for-media-stream", true), chromedp.Flag("use-fake-device-for-media-stream", true),
		chromedp.Flag("autoplay-policy", "no-user-gesture-required"), chromedp.Flag("allow-loopback-in-peer-connection", true))
	stands := func(tab *peertest.Tab, state, word string) {
		t.Helper()
		tab.Wait(fmt.Sprintf(`document.getElementById('leg').dataset.state === %q && document.querySelector('.leg-word').textContent.includes(%q)`, state, word))
	}
	take := `document.querySelector('[data-leg]').click()`
	one := browser.Tab(peertest.View{Still: true})
	s.signIn(one)
	one.Go(s.url + "/desk")
	one.Eval(take, nil)
	stands(one, "on", "Sound on")
	two := one.Beside(peertest.View{Still: true})
	two.Go(s.url + "/desk")
	stands(two, "elsewhere", "in another tab")
	two.Eval(take, nil)
	stands(two, "on", "Sound on")
	stands(one, "elsewhere", "Take it here")
	two.Eval(take, nil) // off
	stands(two, "off", "Turn sound on")
	stands(one, "off", "Turn sound on")
	one.Eval(take, nil)
	stands(two, "elsewhere", "in another tab")
	one.Go("about:blank")
	stands(two, "off", "Turn sound on")
}

// TestUnpluggedMicrophoneGivesWayToTheUsualOneOrIsSaid ends the microphone's track
// as a browser does when a headset is pulled out, first with another microphone
// there, then with none.
func TestUnpluggedMicrophoneGivesWayToTheUsualOneOrIsSaid(t *testing.T) {
	s := newStand(t, appliance.English)
	s.startLegs()
	browser := peertest.StartBrowser(t,
		chromedp.Flag("use-fake-ui-for-media-stream", true), chromedp.Flag("use-fake-device-for-media-stream", true),
		chromedp.Flag("autoplay-policy", "no-user-gesture-required"), chromedp.Flag("allow-loopback-in-peer-connection", true))
	tab := browser.Tab(peertest.View{Still: true})
	s.signIn(tab)
	tab.Go(s.url + "/desk")
	tab.Wait(`document.getElementById('leg').dataset.state === 'off'`)
	tab.Eval(`(() => {
		const devices = navigator.mediaDevices, take = devices.getUserMedia.bind(devices);
		window.streams = [];
		devices.getUserMedia = async (wish) => { streams.push(await take(wish)); return streams.at(-1); };
		window.unplug = () => { const [track] = streams.at(-1).getTracks(); track.stop(); track.dispatchEvent(new Event('ended')); };
		window.RTCPeerConnection = class extends RTCPeerConnection { constructor(c) { super(c); (window.lines ??= []).push(this); } };
		document.querySelector('[data-leg]').click();
	})()`, nil)
	tab.Wait(`document.getElementById('leg').dataset.state === 'on'`)
	tab.Eval(`unplug()`, nil)
	tab.Wait(`/unplugged.*Fake/.test(document.getElementById('toast').textContent)`)
	tab.Wait(`document.getElementById('leg').dataset.state === 'on' && lines.length === 1 && lines[0].connectionState === 'connected'
		&& streams.length === 2 && lines[0].getSenders()[0].track === streams[1].getTracks()[0] && streams[1].active`)
	tab.Eval(`navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException('', 'NotFoundError'));	unplug()`, nil)
	tab.Wait(`document.getElementById('leg').dataset.state === 'failed' && /no microphone/.test(document.getElementById('toast').textContent)`)
	tab.Eval(`delete navigator.mediaDevices.getUserMedia; document.querySelector('[data-leg]').click()`, nil)
	tab.Wait(`document.getElementById('leg').dataset.state === 'on' && lines.length === 2`)
}

// TestWhoHearsACallOfAColleagueTurnsHisSoundOnByThat presses one button.
func TestWhoHearsACallOfAColleagueTurnsHisSoundOnByThat(t *testing.T) {
	s := newStand(t, appliance.English)
	s.startLegs()
	id := s.activeCall()
	browser := peertest.StartBrowser(t,
		chromedp.Flag("use-fake-ui-for-media-stream", true), chromedp.Flag("use-fake-device-for-media-stream", true),
		chromedp.Flag("autoplay-policy", "no-user-gesture-required"), chromedp.Flag("allow-loopback-in-peer-connection", true))
	tab := browser.Tab(peertest.View{Still: true})
	s.signInAs(tab, "tomas")
	tab.Go(s.url + fmt.Sprintf("/desk/%d?tab=team", id))
	tab.Wait(`document.getElementById('net').dataset.state === 'live' && document.getElementById('leg').dataset.state === 'off'`)
	tab.Press(`.watch [value=listening]`)
	const listens = `document.getElementById('leg').dataset.state === 'on' && document.querySelector('.watch [aria-pressed=true]')?.textContent.trim() === 'Stop listening'`
	tab.Wait(listens)
	for _, says := range []string{`!document.querySelector('.watch [aria-pressed=true]') && document.querySelector('.watch [value=listening]').textContent.trim() === 'Listen'`, listens} {
		tab.Press(`.watch button`) // where the pointer is already
		tab.Wait(says)
	}
	tab.Eval(`document.querySelector('[data-leg]').click()`, nil)
	tab.Wait(`document.getElementById('leg').dataset.state === 'off'`)
	tab.Eval(`document.querySelector('.watch [aria-pressed=true]').click()`, nil) // stops it
	tab.Wait(`!document.querySelector('.watch [aria-pressed=true]')`)
	var state string
	if tab.Eval(`document.getElementById('leg').dataset.state`, &state); state != "off" {
		t.Errorf("who stops hearing has his sound %s", state)
	}
}
