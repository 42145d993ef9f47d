package main

import (
	"strings"
	"testing"
	"time"

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

// A telephone that speaks G.722 and an operator's browser hear what sounds above
// 4 kHz of each other, which nothing but untouched G.722 carries.
func TestTelephoneAndBrowserTalkWideband(t *testing.T) {
	b := demonstration(t)
	c := b.trunks.Config()
	for i := range c.Trunks {
		c.Trunks[i].Sound.Codecs = []trunk.Codec{trunk.G722, trunk.PCMA}
	}
	if err := b.trunks.Save(t.Context(), c); err != nil {
		t.Fatal(err)
	}
	browser := peertest.StartBrowser(t, withMicrophone(sineAt(t, 16000, 5000, 20*time.Second))...)
	desk := operator(t, b, browser, "thomas")
	phone := peertest.StartBaresip(t, sineAt(t, 16000, 6000, patience), "G722")
	phone.Dial(reach(b, demo.GroupNumber))
	press(t, desk, `#offer [data-accept]`)
	awaitCall(t, b, 0, appliance.Active)
	desk.Eval(strings.Replace(hearing, "8000", "16000", 1), nil)
	desk.Wait(heardPeak(16000, 6000))
	hears(t, phone, "the operator, wide-band", func(s []float64) bool {
		return peertest.Loudness(s) > 0.02 && peertest.Level(s, 16000, 5000) > 0.8
	})
}
