package main

import (
	"testing"

	"cordboard/appliance"
	"cordboard/appliance/peertest"
	"cordboard/appliance/sip"
	"cordboard/appliance/trunk"
	"cordboard/cmd/cordboard/demo"
)

// Another's telephone speaks G.722 and encrypts: it hears the tree, and its
// keys are heard. One that does not encrypt is refused there.
func TestCallerSpeaksWidebandAndEncrypted(t *testing.T) {
	t.Parallel()
	b := demonstration(t)
	setPresence(t, b, "thomas", appliance.Available)
	c := b.trunks.Config()
	for i := range c.Trunks {
		c.Trunks[i].Sound = trunk.Sound{Codecs: []trunk.Codec{trunk.G722}, SRTP: sip.Required, SRTPWithoutTLS: true}
	}
	if err := b.trunks.Save(t.Context(), c); err != nil {
		t.Fatal(err)
	}
	microphone := sine(t, 1000, patience)
	before := newestCall(t, b)
	phone := peertest.StartBaresip(t, microphone, "G722;mediaenc=srtp-mand")
	phone.Dial(reach(b, demo.TreeNumber))
	phone.Wait("CALL_ESTABLISHED", patience)
	id := awaitCall(t, b, before, appliance.InTree).ID
	hears(t, phone, "the welcome", loud)
	phone.Digits("3")
	phone.Digits("2")
	awaitState(t, b, id, appliance.Waiting)
	hears(t, phone, "the queue's music", loud)
	phone.Hangup()
	phone.Wait("CALL_CLOSED", patience)

	plain := peertest.StartBaresip(t, microphone, "G722")
	plain.Dial(reach(b, demo.TreeNumber))
	plain.Wait("CALL_CLOSED", patience)
	if newest := newestCall(t, b); newest != id {
		t.Errorf("a call without encryption came as far as conversation %v", newest)
	}
}
