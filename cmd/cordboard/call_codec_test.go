package main

import (
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"cordboard/appliance"
	"cordboard/appliance/media/sdp"
	"cordboard/appliance/peertest"
	"cordboard/appliance/trunk"
	"cordboard/cmd/cordboard/demo"
)

// Another's telephone speaks G.722 and encrypts: it hears the tree, and its
// keys are heard. One that does not encrypt is refused there.
func TestCallerSpeaksWidebandAndEncrypted(t *testing.T) {
	t.Parallel()
	b := demonstration(t)
	setPresence(t, b, "thomas", appliance.Available)
	speak(t, b, trunk.Sound{Codecs: []trunk.Codec{trunk.G722}, SRTP: sdp.Required, SRTPWithoutTLS: true})
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

// A telephone that speaks Opus and an operator's browser hear what sounds above
// the telephone's band of each other, which their Opus carries as it is; the
// recording, which is of that band, has each on its side. Whether he talked to one
// of the telephone's band before makes no difference.
func TestTelephoneAndBrowserTalkOpus(t *testing.T) {
	b := demonstration(t)
	speak(t, b, trunk.Sound{Codecs: []trunk.Codec{trunk.Opus, trunk.PCMA}})
	browser := peertest.StartBrowser(t, withMicrophone(chordAt(t, 16000, 20*time.Second, 440, 5000))...)
	desk := operator(t, b, browser, "thomas")
	narrow := caller(t, 1000)
	narrow.Dial(reach(b, demo.GroupNumber))
	desk.Press(`#offer [data-accept]`)
	before := awaitCall(t, b, 0, appliance.Active).ID
	hears(t, narrow, "the operator", tone(440))
	narrow.Hangup()
	awaitState(t, b, before, appliance.Finished)
	setPresence(t, b, "thomas", appliance.Available)
	phone := peertest.StartBaresip(t, chordAt(t, 48000, patience, 1000, 6000), "opus/48000/2")
	phone.Dial(reach(b, demo.GroupNumber))
	phone.Wait("CALL_ESTABLISHED", patience)
	desk.Press(`#offer [data-accept]`)
	id := awaitCall(t, b, before, appliance.Active).ID
	desk.Eval(strings.Replace(hearing, "8000", "16000", 1), nil)
	desk.Wait(heardPeak(16000, 6000))
	hears(t, phone, "the operator, wide-band", func(s []float64) bool {
		return peertest.Loudness(s) > 0.02 && peertest.Level(s, 48000, 5000) > 0.5
	})
	longEnough(t, b, id)
	phone.Hangup()
	phone.Wait("CALL_CLOSED", patience)
	apart(t, recorded(t, b, id))
}

// A telephone that speaks Opus hears the tree, and its keys are heard: what the
// box plays is made Opus for it.
func TestCallerOfOpusGoesThroughTheTree(t *testing.T) {
	t.Parallel()
	b := demonstration(t)
	setPresence(t, b, "thomas", appliance.Available)
	speak(t, b, trunk.Sound{Codecs: []trunk.Codec{trunk.Opus}})
	phone := peertest.StartBaresip(t, sineAt(t, 48000, 1000, patience), "opus/48000/2")
	phone.Dial(reach(b, demo.TreeNumber))
	phone.Wait("CALL_ESTABLISHED", patience)
	id := awaitCall(t, b, 0, appliance.InTree).ID
	hears(t, phone, "the welcome", loud)
	phone.Digits("3")
	phone.Digits("2")
	awaitState(t, b, id, appliance.Waiting)
	hears(t, phone, "the queue's music", loud)
	phone.Hangup()
	phone.Wait("CALL_CLOSED", patience)
}

// speak sets the sound of every trunk.
func speak(t *testing.T, b *box, s trunk.Sound) {
	t.Helper()
	c := b.trunks.Config()
	for i := range c.Trunks {
		c.Trunks[i].Sound = s
	}
	if err := b.trunks.Save(t.Context(), c); err != nil {
		t.Fatal(err)
	}
}

// A telephone talks with an operator over TLS, and what they say is encrypted by
// keys that nobody else can read: there is no call without both.
func TestTelephoneTalksOverTLSAndEncrypted(t *testing.T) {
	authority := peertest.NewAuthority(t)
	own := authority.Issue(t, time.Now().Add(time.Hour), "127.0.0.1", "localhost")
	b := start(t, settled(t), func(o *options) { o.TLSCert, o.TLSKey, o.SIPTLS = own.File, own.KeyFile, "127.0.0.1:0" })
	speak(t, b, trunk.Sound{Codecs: []trunk.Codec{trunk.PCMA}, SRTP: sdp.Required})
	over := "sip:" + demo.GroupNumber + "@" + b.sipTLS.Addr().String()

	browser := peertest.StartBrowser(t, append(withMicrophone(sine(t, 440, 20*time.Second)), chromedp.Flag("ignore-certificate-errors", true))...)
	desk := operatorAt(t, b.options.address(b.sockets.desk), browser, "thomas")
	phone := peertest.StartBaresipOverTLS(t, sine(t, 1000, patience), "PCMA;mediaenc=srtp-mand", authority)
	phone.Dial(over)
	phone.Wait("CALL_ESTABLISHED", patience)
	desk.Press(`#offer [data-accept]`)
	id := awaitCall(t, b, 0, appliance.Active).ID
	desk.Eval(hearing, nil)
	heard(desk, 1000)
	hears(t, phone, "the operator", tone(440))
	longEnough(t, b, id)
	phone.Hangup()
	phone.Wait("CALL_CLOSED", patience)
	apart(t, recorded(t, b, id))

	for name, refused := range map[string]struct {
		phone *peertest.Baresip
		uri   string
	}{
		"its sound in the clear":    {peertest.StartBaresipOverTLS(t, sine(t, 1000, patience), "PCMA", authority), over},
		"its messages in the clear": {peertest.StartBaresip(t, sine(t, 1000, patience), "PCMA;mediaenc=srtp-mand"), reach(b, demo.GroupNumber)},
	} {
		refused.phone.Dial(refused.uri)
		refused.phone.Wait("CALL_CLOSED", patience)
		if newest := newestCall(t, b); newest != id {
			t.Errorf("a call with %s came as far as conversation %v", name, newest)
		}
	}
}

// A telephone that speaks G.722 and an operator's browser hear what sounds above
// 4 kHz of each other, which nothing but untouched G.722 carries. To one that does
// not the browser sends what that one hears.
func TestTelephoneAndBrowserTalkWideband(t *testing.T) {
	b := demonstration(t)
	browser := peertest.StartBrowser(t, withMicrophone(sineAt(t, 16000, 5000, 20*time.Second))...)
	desk := operator(t, b, browser, "thomas")
	phone := peertest.StartBaresip(t, sineAt(t, 16000, 6000, patience), "G722")
	phone.Dial(reach(b, demo.GroupNumber))
	desk.Press(`#offer [data-accept]`)
	id := awaitCall(t, b, 0, appliance.Active).ID
	desk.Wait(`window.sent === 'audio/g722'`)
	desk.Eval(strings.Replace(hearing, "8000", "16000", 1), nil)
	desk.Wait(heardPeak(16000, 6000))
	hears(t, phone, "the operator, wide-band", func(s []float64) bool {
		return peertest.Loudness(s) > 0.02 && peertest.Level(s, 16000, 5000) > 0.8
	})
	phone.Hangup()
	awaitState(t, b, id, appliance.Finished)
	setPresence(t, b, "thomas", appliance.Available)
	narrow := peertest.StartBaresip(t, sine(t, 1000, patience), "PCMA")
	narrow.Dial(reach(b, demo.GroupNumber))
	desk.Press(`#offer [data-accept]`)
	awaitCall(t, b, id, appliance.Active)
	desk.Wait(`window.sent === 'audio/pcma'`)
}
