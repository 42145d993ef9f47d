package main

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"cordboard/appliance"
	"cordboard/appliance/peertest"
	"cordboard/appliance/site"
	"cordboard/appliance/studio"
	"cordboard/cmd/cordboard/demo"
)

var whistled = studio.Piece{Language: appliance.Czech, Name: "chime"}

// orderRecording has the demonstration's administrator ask for a code.
func orderRecording(t *testing.T, b *box) studio.Standing {
	t.Helper()
	s, err := b.studio.Record(studio.Order{Piece: whistled, Words: "Píp", By: operatorID(t, b, "admin"), Speaks: appliance.Czech})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// whistle calls the studio with a code and whistles until the hash; the take is
// being played back when it returns.
func whistle(t *testing.T, b *box, phone *peertest.Baresip, code string) {
	t.Helper()
	phone.Dial(reach(b, demo.StudioNumber))
	phone.Wait("CALL_ESTABLISHED", patience)
	hears(t, phone, "the question", loud)
	for _, key := range code {
		phone.Digits(string(key))
	}
	hears(t, phone, "what to do, and the tone", tone(1000))
	saysFor(t, phone, 2*time.Second) // this is how long he whistles
	phone.Digits("#")
	hears(t, phone, "himself", tone(1000))
}

// TestPromptIsRecordedByTelephoneAndHeardByTheNextCaller: what is spoken is a
// tone, so that it is told from the box's own words. The page that gave the code
// shows by itself that it came in.
func TestPromptIsRecordedByTelephoneAndHeardByTheNextCaller(t *testing.T) {
	t.Parallel()
	b := demonstration(t)
	keepTone(t, b, "chime", 700)
	if _, err := b.site.SaveTree(t.Context(), 0, "main", chimes); err != nil {
		t.Fatal(err)
	}
	page := signInAt(t, b.deskURL(), peertest.StartBrowser(t), "admin")
	dump(t, "admin", page)
	page.Go(b.deskURL() + "/admin/prompt?language=cs&name=chime")
	var before, code string
	page.Eval(`document.querySelector('#prompt-now audio').src`, &before)
	page.Eval(`window.asking = true; document.querySelector('[name="words"]').value = 'Píp'; document.querySelector('button[value="record"]').click()`, nil)
	page.Wait(`!window.asking && document.querySelectorAll('#prompt-recording:not([hidden]) dd')[1]`) // the page that asked is shown the code too, and goes
	page.Eval(`document.querySelectorAll('#prompt-recording dd')[1].textContent.replace(/\D/g, '')`, &code)
	phone := caller(t, 1000)
	whistle(t, b, phone, code)
	page.Wait(`document.querySelector('#prompt-recording:not(:has(dl)) .chip')`) // that somebody records
	if p, err := b.site.Prompt(t.Context(), appliance.Czech, "chime"); err != nil || p.Origin != site.Uploaded {
		t.Errorf("before he has chosen anything it is %+v, %v", p, err)
	}
	hears(t, phone, "which keys there are", loud)
	phone.Digits("1")
	hears(t, phone, "that it is kept", loud)
	phone.Wait("CALL_CLOSED", patience)
	page.Wait(fmt.Sprintf(`document.querySelector('#prompt-recording .chip.ok') && document.querySelector('#prompt-now audio').src !== %q`, before))

	p, err := b.site.Prompt(t.Context(), appliance.Czech, "chime")
	if err != nil || p.Origin != site.Recorded || p.By != operatorID(t, b, "admin") || p.Words != "Píp" || p.Length < time.Second || p.Length > 4*time.Second {
		t.Errorf("kept: %+v, %v", p, err)
	}
	if s := b.studio.Standing(whistled); s.Stage != studio.Kept {
		t.Errorf("it stands %q", s.Stage)
	}
	if id := newestCall(t, b); id != 0 {
		t.Errorf("the call was conversation %s", id)
	}
	next := caller(t, 440)
	next.Dial(reach(b, demo.TreeNumber))
	hears(t, next, "what was recorded", tone(1000))
}

func TestCallerWhoHangsUpBeforeHisChoiceKeepsNothing(t *testing.T) {
	t.Parallel()
	b := demonstration(t)
	order := orderRecording(t, b)
	phone := caller(t, 1000)
	whistle(t, b, phone, order.Code)
	phone.Hangup()
	if !peertest.Until(patience, func() bool { return b.studio.Standing(whistled).Stage == studio.Lost }) {
		t.Fatalf("it stands %q", b.studio.Standing(whistled).Stage)
	}
	if p, err := b.site.Prompt(t.Context(), appliance.Czech, "chime"); !errors.Is(err, appliance.ErrNotFound) {
		t.Errorf("kept: %+v, %v", p, err)
	}
}

// TestCallOfTheStudioTakesAPlaceAndEndsAfterThreeWrongCodes has a box with one
// place; who types wrong codes has it, until he has typed three.
func TestCallOfTheStudioTakesAPlaceAndEndsAfterThreeWrongCodes(t *testing.T) {
	t.Parallel()
	b := demonstration(t)
	config := b.trunks.Config()
	config.Calls = 1
	if err := b.trunks.Save(t.Context(), config); err != nil {
		t.Fatal(err)
	}
	wrong, other := "000000", "000001"
	if orderRecording(t, b).Code == wrong {
		wrong = other
	}
	phone, second := caller(t, 1000), caller(t, 440)
	phone.Dial(reach(b, demo.StudioNumber))
	phone.Wait("CALL_ESTABLISHED", patience)
	second.Dial(reach(b, demo.TreeNumber))
	second.Wait("CALL_CLOSED", patience)
	if id := newestCall(t, b); id != 0 {
		t.Errorf("a second call found a place: conversation %s", id)
	}
	for range 3 {
		for _, key := range wrong {
			phone.Digits(string(key))
		}
	}
	phone.Wait("CALL_CLOSED", patience)
	if s := b.studio.Standing(whistled); s.Stage != studio.Awaited {
		t.Errorf("the code that nobody typed stands %q", s.Stage)
	}
	// The place is free when the caller has answered our BYE, just after he was told.
	if !peertest.Until(patience, func() bool { return b.trunks.Room(loopback) }) {
		t.Fatal("the call that is over keeps its place")
	}
	second.Dial(reach(b, demo.TreeNumber))
	second.Wait("CALL_ESTABLISHED", patience)
}
