package main

import (
	"encoding/hex"
	"net/netip"
	"testing"
	"time"

	"cordboard/appliance"
	"cordboard/appliance/peertest"
	"cordboard/cmd/cordboard/demo"
)

// TestTalkDoesNotNoticeWhatIsSentToTheBox sends everything that has ended
// processes and torments parsers while two people talk: to the port of SIP
// before a call and in one, to the ports of both calls' sound, and to the port
// of the browsers. What the caller hears has no gap meanwhile.
func TestTalkDoesNotNoticeWhatIsSentToTheBox(t *testing.T) {
	b := demonstration(t)
	browser := peertest.StartBrowser(t, withMicrophone(sine(t, 440, 20*time.Second))...)
	desk := operator(t, b, browser, "thomas")
	phone := caller(t, 1000)
	phone.Dial(reach(b, demo.GroupNumber))
	desk.Press(`#offer [data-accept]`)
	talk := awaitCall(t, b, 0, appliance.Active)
	from := hears(t, phone, "the operator", tone(440))
	theirs := soundSockets(t, b) // of the call that is not to notice

	stranger := rawCaller(t, b)
	for name, request := range peertest.DeadlyRequests {
		stranger.write(t, peertest.Dialog{From: stranger.self, ID: name, CSeq: 1}.Struck(request))
	}
	tortured(t, b)
	answers(t, b)
	for _, request := range peertest.DeadlyRequests {
		c := rawCaller(t, b)
		c.up(t)
		c.write(t, peertest.Dialog{From: c.self, ID: c.id, Tag: c.tag, CSeq: 2}.Struck(request))
		c.malformed(t, c.sound)
		c.bye(t)
	}
	answers(t, b)
	for _, port := range theirs {
		stranger.malformed(t, netip.AddrPortFrom(netip.MustParseAddr(b.options.RTP), port))
	}
	stranger.malformed(t, netip.MustParseAddrPort(b.rtcUDP.LocalAddr().String()))

	until := hears(t, phone, "the operator after all that", tone(440))
	desk.Eval(hearing, nil)
	heard(desk, 1000)
	if c := awaitState(t, b, talk.ID, appliance.Active); !c.Ended.IsZero() {
		t.Error("the call has ended")
	}
	phone.Hangup()
	phone.Wait("CALL_CLOSED", patience)
	sound := wav(t, phone.Heard()).Channels[0]
	gone, back := gap(sound[int((from-300*time.Millisecond)*rate/time.Second):int(until*rate/time.Second)])
	t.Logf("of %v the longest gap was %v", until-from, back-gone)
	if back-gone > 300*time.Millisecond {
		t.Errorf("the caller was without the operator for %v", back-gone)
	}
	awaitState(t, b, talk.ID, appliance.Finished)
	quietBox(t, b)
}

// malformed sends sound and reports whose lengths lie to a port and the one
// after, from where the answer says that this caller's sound comes from.
func (c *rawCall) malformed(t *testing.T, to netip.AddrPort) {
	t.Helper()
	for _, table := range []map[string]string{peertest.MalformedSound, peertest.MalformedReports} {
		for name, text := range table {
			packet, err := hex.DecodeString(text)
			if err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			for _, port := range []uint16{to.Port(), to.Port() + 1} {
				if _, err := c.conn.WriteToUDPAddrPort(packet, netip.AddrPortFrom(to.Addr(), port)); err != nil {
					t.Fatal(err)
				}
			}
		}
	}
}

// tortured sends the messages of RFC 4475 and looks after each whether the box
// answers.
func tortured(t *testing.T, b *box) {
	t.Helper()
	for _, text := range peertest.Files(t, "../../appliance/sip/testdata/torture/*.dat", 40) {
		rawCaller(t, b).write(t, text)
		answers(t, b)
	}
}

// answers asks the box what it can.
func answers(t *testing.T, b *box) {
	t.Helper()
	c := rawCaller(t, b)
	c.send(t, "OPTIONS", 1, "", "")
	c.await(t, "SIP/2.0 200")
}
