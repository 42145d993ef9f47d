package main

import (
	"net/netip"
	"testing"
	"time"

	"cordboard/appliance"
	"cordboard/appliance/peertest"
	"cordboard/appliance/trunk"
)

// TestCallOverIPv6ReachesAnOperator has a box without IPv4 towards its exchange:
// its trunk's addresses, its messages and its sound are IPv6.
func TestCallOverIPv6ReachesAnOperator(t *testing.T) {
	b := start(t, settled(t), func(o *options) { o.SIP, o.RTP = "[::1]:0", "::1" })
	six := b.trunks.Config()
	six.Trunks[0].Sources = []trunk.Source{{Prefix: netip.MustParsePrefix("::1/128")}}
	if err := b.trunks.Save(t.Context(), six); err != nil {
		t.Fatal(err)
	}
	browser := peertest.StartBrowser(t, withMicrophone(sine(t, 440, 20*time.Second))...)
	desk := operator(t, b, browser, "thomas")
	phone := peertest.StartBaresipOverIPv6(t, sine(t, 1000, 60*time.Second), "PCMA")
	phone.Dial(reach(b, "100"))
	phone.Wait("CALL_ESTABLISHED", patience)
	hears(t, phone, "the tree", loud)
	phone.Digits("3")
	phone.Digits("0")
	desk.Press(`#offer [data-accept]`)
	call := awaitCall(t, b, 0, appliance.Active)
	desk.Eval(hearing, nil)
	heard(desk, 1000)
	hears(t, phone, "the operator", tone(440))
	if got := pressedIn(entriesOf(t, b, call.ID)); got != "welcome 3, topics 0" {
		t.Errorf("keys taken: %s; want welcome 3, topics 0", got)
	}
	phone.Hangup()
	phone.Wait("CALL_CLOSED", patience)
	awaitState(t, b, call.ID, appliance.Finished)
}
