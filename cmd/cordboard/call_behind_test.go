package main

import (
	"net/netip"
	"testing"

	"cordboard/appliance"
	"cordboard/appliance/peertest"
	"cordboard/appliance/sqlite"
	"cordboard/appliance/trunk"
	"cordboard/cmd/cordboard/demo"
)

// An exchange behind address translation names an address that nobody reaches,
// and its sound comes from ports that it does not know of. Where the trunk says
// so, who calls hears and is heard; where not, nobody does, for no sound is
// taken from where it was not agreed on.
func TestExchangeBehindTranslationIsHeardWhereTheTrunkSaysSo(t *testing.T) {
	if !peertest.OwnNetwork(t) {
		return
	}
	behind := peertest.NewBehind(t)
	b := start(t, settled(t), func(o *options) { o.SIP, o.RTP = behind.Here.String()+":0", behind.Here.String() })
	microphone := sine(t, 1000, patience)
	for _, translated := range []bool{true, false} {
		config := b.trunks.Config()
		config.Trunks = config.Trunks[:1]
		config.Trunks[0].Sources = []trunk.Source{{Prefix: netip.PrefixFrom(behind.Outside, 32)}}
		config.Trunks[0].Sound.Translated = translated
		if err := b.trunks.Save(t.Context(), config); err != nil {
			t.Fatal(err)
		}
		before := newestCall(t, b)
		phone := peertest.StartBaresipBehind(t, behind, microphone, "PCMA")
		phone.Dial(reach(b, demo.TreeNumber))
		phone.Wait("CALL_ESTABLISHED", patience)
		id := awaitCall(t, b, before, appliance.InTree).ID
		if translated {
			hears(t, phone, "the welcome", loud)
			phone.Digits("3")
			phone.Digits("2")
			awaitState(t, b, id, appliance.Waiting) // it is heard
		} else {
			if !peertest.Until(patience, func() bool { return len(phone.Says()) > 3*rate }) {
				t.Fatal("the telephone never spoke")
			}
			if heard := phone.Hears(); peertest.Loudness(heard) > 0 {
				t.Errorf("it hears %d samples", len(heard))
			}
			phone.Digits("3")
			phone.Digits("2")
			spoke := len(phone.Says())
			if !peertest.Until(patience, func() bool { return len(phone.Says()) > spoke+2*rate }) {
				t.Fatal("the telephone spoke no more")
			}
		}
		phone.Hangup()
		phone.Wait("CALL_CLOSED", patience)
		var c appliance.Conversation
		await(t, b, "the call is over", func(v *sqlite.View) (_ bool, err error) {
			c, err = v.Conversation(id)
			return !c.Ended.IsZero(), err
		})
		if heard := !c.Queued.IsZero(); heard != translated {
			t.Errorf("translated: %t; its keys were heard: %t", translated, heard)
		}
	}
}
