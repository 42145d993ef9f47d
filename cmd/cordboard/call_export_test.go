package main

import (
	"fmt"
	"net/netip"
	"testing"

	"cordboard/appliance"
	"cordboard/appliance/peertest"
)

// Talk is a box for tests that bring a WebRTC peer of their own: they are in
// package main_test, because this package leaves WebRTC to appliance/rtc.
type Talk struct {
	*testing.T
	box  *box
	call appliance.ConversationID
}

// NewTalk starts a box with the demonstration site and one operator, who is
// there to take calls.
func NewTalk(t *testing.T) *Talk {
	t.Helper()
	talk := &Talk{T: t, box: demonstration(t)}
	setPresence(t, talk.box, "thomas", appliance.Available)
	return talk
}

// SIP is where the box answers telephones.
func (t *Talk) SIP() netip.AddrPort {
	return netip.MustParseAddrPort(t.box.sipUDP.LocalAddr().String())
}

// Connect answers the offer of sound of the operator's peer.
func (t *Talk) Connect(offer string) (answer string) {
	t.Helper()
	answer, err := t.box.legs.Answer(t.Context(), operatorID(t.T, t.box, "thomas"), offer)
	if err != nil {
		t.Fatal(err)
	}
	return answer
}

// Accept takes the call that waits.
func (t *Talk) Accept() {
	t.Helper()
	t.call = awaitCall(t.T, t.box, 0, appliance.Waiting).ID
	if err := t.box.acd.Accept(t.Context(), operatorID(t.T, t.box, "thomas"), t.call); err != nil {
		t.Fatal(err)
	}
	awaitState(t.T, t.box, t.call, appliance.Active)
}

// Recording is what the box kept of the call, once that is over.
func (t *Talk) Recording() (appliance.Recording, peertest.Sound) {
	t.Helper()
	awaitState(t.T, t.box, t.call, appliance.Finished)
	return recordingOf(t.T, t.box, t.call)
}

// Story is what the call's log tells, for a test that failed.
func (t *Talk) Story() (lines []string) {
	t.Helper()
	for _, e := range entriesOf(t.T, t.box, t.call) {
		lines = append(lines, fmt.Sprintf("%s %s %v", e.At.Format("05.000"), e.Kind, e.Data))
	}
	return lines
}
