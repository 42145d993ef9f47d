package desk_test

import (
	"context"
	"log/slog"
	"net"
	"net/netip"
	"testing"

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
	s.up = make(chan bool, 16)
	legs, err := rtc.New(rtc.Config{UDP: udp, Log: slog.New(slog.DiscardHandler), Hosts: []netip.Addr{netip.MustParseAddr("127.0.0.1")}, Changed: func(o appliance.OperatorID, up bool) {
		s.feed.Notify(appliance.LegChanged{Operator: o, Up: up})
		s.up <- up
	}})
	if err != nil {
		s.t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- legs.Run(ctx) }()
	s.t.Cleanup(func() { cancel(); <-done })
	s.legs = legs
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
