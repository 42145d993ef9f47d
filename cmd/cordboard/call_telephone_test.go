package main

import (
	"fmt"
	"net"
	"net/netip"
	"slices"
	"testing"
	"time"

	"cordboard/appliance"
	"cordboard/appliance/peertest"
	"cordboard/appliance/sqlite"
	"cordboard/appliance/telephone"
	"cordboard/cmd/cordboard/demo"
)

// deskTelephone gives an operator a desk telephone that lifts by itself, as an
// exchange's voicemail does, and speaks a tone.
func deskTelephone(t *testing.T, b *box, login string, hz float64) *peertest.Baresip {
	t.Helper()
	own, exchange := peertest.StartExtension(t, "31", sine(t, hz, 60*time.Second))
	leadOut(t, b, exchange, "-31") // nobody may dial it
	onTelephone(t, b, login)
	return own
}

// onTelephone has an operator's sound be his desk telephone.
func onTelephone(t *testing.T, b *box, login string) {
	t.Helper()
	if err := b.accounts.ChooseSound(t.Context(), giveTelephone(t, b, login), true); err != nil {
		t.Fatal(err)
	}
}

// giveTelephone enters an operator's desk telephone.
func giveTelephone(t *testing.T, b *box, login string) appliance.OperatorID {
	t.Helper()
	var o appliance.Operator
	err := b.store.Read(t.Context(), func(v *sqlite.View) (err error) {
		o, err = v.OperatorByLogin(login)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	o.Extension = "31"
	if _, err := b.accounts.SaveOperator(t.Context(), 0, o, ""); err != nil {
		t.Fatal(err)
	}
	return o.ID
}

// stands is a page's eye on its reader's desk telephone.
func stands(state string) string {
	return `document.querySelector('#telephone[data-state="` + state + `"]')`
}

func TestOperatorTakesACallOnHisDeskTelephone(t *testing.T) {
	b := demonstration(t)
	own := deskTelephone(t, b, "thomas", 440)
	desk := signInAt(t, b.deskURL(), peertest.StartBrowser(t), "thomas") // without a microphone
	dump(t, "thomas", desk)
	available(desk)
	desk.Wait(stands("down"))
	phone := caller(t, 1000)
	phone.Dial(reach(b, demo.GroupNumber))
	own.Wait("CALL_ESTABLISHED", patience)
	desk.Wait(stands("asking"))
	hears(t, own, "who calls and which key", loud)
	hears(t, phone, "music", loud)
	own.Digits("1")
	call := awaitCall(t, b, 0, appliance.Active).ID
	desk.Wait(stands("up"))
	awaitPresence(t, b, "thomas", appliance.Busy)
	hears(t, phone, "the operator", tone(440))
	hears(t, own, "the caller", tone(1000))

	desk.Go(b.deskURL() + "/desk/" + call.String())
	desk.Press(`[data-control=mute]`)
	hears(t, phone, "silence from the muted operator", silent)
	hears(t, own, "the caller all the same", tone(1000))
	desk.Press(`[data-control=mute]`)
	hears(t, phone, "the operator again", tone(440))
	desk.Press(`[data-control=hold]`)
	desk.Wait(onHold)
	hears(t, phone, "music", loud)
	desk.Press(`[data-control=hold]`)
	hears(t, phone, "the operator after the hold", tone(440))
	longEnough(t, b, call)

	own.Hangup() // as at the desk
	phone.Wait("CALL_CLOSED", patience)
	awaitState(t, b, call, appliance.Finished)
	for _, kind := range []appliance.EntryKind{appliance.EntryBroken, appliance.EntryRestored} {
		if contains(entriesOf(t, b, call), kind) {
			t.Errorf("the call's story tells that the sound was %s, and it never was", kind)
		}
	}
	desk.Wait(stands("down"))
	_, sound := recordingOf(t, b, call)
	if sound.Length() < 3*time.Second {
		t.Errorf("%v were recorded", sound.Length())
	}
}

func TestVoicemailOnADeskTelephoneIsNoAnswer(t *testing.T) {
	b := demonstration(t)
	voicemail := deskTelephone(t, b, "thomas", 440)
	setPresence(t, b, "thomas", appliance.Available)
	phone := caller(t, 1000)
	phone.Dial(reach(b, demo.GroupNumber))
	voicemail.Wait("CALL_ESTABLISHED", patience)
	awaitPresence(t, b, "thomas", appliance.RONA) // it spoke until the offer's end
	voicemail.Wait("CALL_CLOSED", patience)
	for _, samples := range windows(phone.Hears()) {
		if tone(440)(samples) {
			t.Fatal("the caller heard the voicemail")
		}
	}
	hears(t, phone, "music", loud)
	if c := awaitCall(t, b, 0, appliance.Waiting); len(c.Operators) > 0 {
		t.Errorf("%v serve the caller", c.Operators)
	}
}

// windows are the half seconds of a sound.
func windows(sound []float64) (all [][]float64) {
	for ; len(sound) >= rate/2; sound = sound[rate/2:] {
		all = append(all, sound[:rate/2])
	}
	return all
}

func TestCallAcceptedAtTheDeskIsJoinedByTheKeyOnTheTelephone(t *testing.T) {
	b := demonstration(t)
	own := deskTelephone(t, b, "thomas", 440)
	desk := signInAt(t, b.deskURL(), peertest.StartBrowser(t), "thomas")
	dump(t, "thomas", desk)
	available(desk)
	phone := caller(t, 1000)
	phone.Dial(reach(b, demo.GroupNumber))
	desk.Press(`#offer [data-accept]`)
	call := awaitCall(t, b, 0, appliance.Active).ID
	desk.Wait(stands("asking"))
	hears(t, phone, "music", loud)
	own.Digits("1")
	hears(t, phone, "the operator", tone(440))
	hears(t, own, "the caller", tone(1000))
	phone.Hangup()
	own.Wait("CALL_CLOSED", patience)
	awaitState(t, b, call, appliance.Finished)
}

// TestDeskTelephoneThatCannotBeReachedIsSaidAndItsOperatorNotBlamed: the exchange
// does not know its number.
func TestDeskTelephoneThatCannotBeReachedIsSaidAndItsOperatorNotBlamed(t *testing.T) {
	_, exchange := peertest.StartExtension(t, "32", sine(t, 440, time.Second)) // and no 31
	notReached(t, exchange, "no-such-number", "The exchange has no number 31")
}

// TestDeskTelephoneOfASilentExchangeKeepsNobodyWaiting: the trunk is down, and the
// next operator is asked long before an offer's own time is over.
func TestDeskTelephoneOfASilentExchangeKeepsNobodyWaiting(t *testing.T) {
	silent, err := net.ListenPacket("udp4", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer silent.Close()
	notReached(t, netip.MustParseAddrPort(silent.LocalAddr().String()), "unreachable", "Your telephone cannot be reached")
}

// notReached has a caller offered to one whose telephone an exchange does not
// ring, and then to a colleague.
func notReached(t *testing.T, exchange netip.AddrPort, cause, says string) {
	t.Helper()
	b := demonstration(t)
	leadOut(t, b, exchange)
	onTelephone(t, b, "thomas")
	desk := signInAt(t, b.deskURL(), peertest.StartBrowser(t), "thomas")
	dump(t, "thomas", desk)
	available(desk)
	phone := caller(t, 1000)
	phone.Dial(reach(b, demo.GroupNumber))
	call := awaitCall(t, b, 0, appliance.Waiting).ID
	awaitPresence(t, b, "thomas", appliance.Away)
	setPresence(t, b, "jana", appliance.Available)
	awaitOffer(t, b, call, "jana")
	desk.Wait(stands("fault"))
	desk.Wait(fmt.Sprintf(`document.querySelector('#telephone .own-telephone-word').textContent === %q`, says))
	desk.Wait(fmt.Sprintf(`document.getElementById('notice').textContent.includes(%q)`, says+", so calls go to others."))
	desk.Wait(`document.querySelector('.presence-word').textContent === 'Telephone not reached'`)
	hears(t, phone, "music", loud)
	entries := entriesOf(t, b, call)
	at := slices.IndexFunc(entries, func(e appliance.Entry) bool { return e.Kind == appliance.EntryUnreached })
	if at < 0 || entries[at].Data["cause"] != cause || contains(entries, appliance.EntryMissed) {
		t.Errorf("the story is %+v, want that his telephone was not reached for %s, and nothing missed", entries, cause)
	}
	desk.Eval(`document.querySelector('#notice button').click()`, nil)
	awaitPresence(t, b, "thomas", appliance.Available)
}

// awaitOffer waits until a conversation is offered to an operator.
func awaitOffer(t *testing.T, b *box, c appliance.ConversationID, login string) {
	t.Helper()
	o := operatorID(t, b, login)
	await(t, b, login+" is offered it", func(v *sqlite.View) (bool, error) {
		offers, err := v.Offers()
		return slices.ContainsFunc(offers, func(x appliance.Offer) bool { return x.Conversation == c && x.Operator == o }), err
	})
}

// TestDeskTelephoneIsNotChosenWhileNoTrunkTakesCallsOut: whoever chose it would
// wait for calls that ring nowhere.
func TestDeskTelephoneIsNotChosenWhileNoTrunkTakesCallsOut(t *testing.T) {
	b := demonstration(t)
	_, exchange := peertest.StartExtension(t, "31", sine(t, 440, time.Second))
	giveTelephone(t, b, "thomas")
	desk := signInAt(t, b.deskURL(), peertest.StartBrowser(t), "thomas")
	dump(t, "thomas", desk)
	choose := `document.querySelector('#telephone button[value=telephone]').click()`
	desk.Eval(choose, nil)
	desk.Wait(`document.getElementById('toast').textContent.includes('no trunk of this box takes calls out')`)
	var sound string
	if desk.Eval(`document.getElementById('telephone').dataset.sound`, &sound); sound != "browser" {
		t.Errorf("his sound is %q", sound)
	}
	leadOut(t, b, exchange)
	desk.Eval(choose, nil)
	desk.Wait(`document.querySelector('#telephone[data-sound=telephone]')`)
}

func TestDeskTelephoneStopsRingingWhenTheOfferEndsElsewhere(t *testing.T) {
	b := demonstration(t)
	own := deskTelephone(t, b, "thomas", 440)
	setPresence(t, b, "thomas", appliance.Available)
	phone := caller(t, 1000)
	phone.Dial(reach(b, demo.GroupNumber))
	own.Wait("CALL_ESTABLISHED", patience)
	call := awaitCall(t, b, 0, appliance.Waiting).ID
	if err := b.acd.Decline(t.Context(), operatorID(t, b, "thomas"), call); err != nil {
		t.Fatal(err)
	}
	own.Wait("CALL_CLOSED", patience)
	thomas := operatorID(t, b, "thomas")
	if !peertest.Until(patience, func() bool { return b.desks.Standing(thomas).Stage == telephone.Down }) {
		t.Errorf("it is %q", b.desks.Standing(thomas).Stage)
	}
}
