package main

import (
	"fmt"
	"testing"
	"time"

	"cordboard/appliance"
	"cordboard/appliance/peertest"
	"cordboard/appliance/sqlite"
	"cordboard/cmd/cordboard/demo"
)

// TestOperatorWorksACallWithTheDesksButtons goes through a call as an operator
// does, by pressing what he sees, and listens at the telephone's end.
func TestOperatorWorksACallWithTheDesksButtons(t *testing.T) {
	b := demonstration(t)
	browser := peertest.StartBrowser(t, withMicrophone(sine(t, 440, 20*time.Second))...)
	desk := operator(t, b, browser, "thomas")
	phone := caller(t, 1000)
	phone.Dial(reach(b, demo.GroupNumber))
	desk.Press(`#offer [data-accept]`)
	call := awaitCall(t, b, 0, appliance.Active).ID
	hears(t, phone, "the operator", tone(440))
	desk.Eval(hearing, nil)
	heard(desk, 1000)

	desk.Press(`[data-control=mute]`)
	desk.Wait(`document.querySelector('[data-control=mute][aria-pressed=true]')`)
	hears(t, phone, "silence from the muted operator", silent)
	heard(desk, 1000) // who is muted still hears
	desk.Press(`[data-control=mute]`)
	desk.Wait(`document.querySelector('[data-control=mute][aria-pressed=false]')`)
	hears(t, phone, "the operator again", tone(440))

	desk.Press(`[data-control=hold]`)
	desk.Wait(onHold)
	hears(t, phone, "music", loud)
	hearsNothing(desk)
	desk.Press(`[data-control=hold]`)
	desk.Wait(`document.querySelector('[data-control=hold][aria-pressed=false]')`)
	hears(t, phone, "the operator after the hold", tone(440))
	heard(desk, 1000)

	desk.Press(`#keypad summary`)
	for _, key := range []string{"5", "0", "#", "*"} {
		desk.Press(fmt.Sprintf(`#keypad .pad-key[value=%q]`, key))
		if got := phone.Wait("CALL_DTMF_START", patience); got.Param != key {
			t.Errorf("the telephone got key %q, want %q", got.Param, key)
		}
		phone.Wait("CALL_DTMF_END", patience)
	}
	desk.Press(`#keypad summary`)

	desk.Press(`#call .control-end button`)
	phone.Wait("CALL_CLOSED", patience)
	wrapUp(t, desk, "Change of delivery", "to the neighbour")
	wrappedUpWith(t, b, call, "Change of delivery", "to the neighbour")
	awaitPresence(t, b, "thomas", appliance.Available)
	for _, kind := range []appliance.EntryKind{appliance.EntryHeld, appliance.EntryResumed, appliance.EntrySound, appliance.EntryEnded, appliance.EntryWrappedUp} {
		if !contains(entriesOf(t, b, call), kind) {
			t.Errorf("the call's story does not tell that it was %s", kind)
		}
	}
	playAndSeek(t, b, desk, call)
}

// hearsNothing waits until the operator's browser plays nothing.
func hearsNothing(tab *peertest.Tab) {
	tab.Wait(`(() => {
		const samples = new Float32Array(2048);
		attend();
		listening.getFloatTimeDomainData(samples);
		return Math.max(...samples.map(Math.abs)) < 0.005;
	})()`)
}

func wrappedUpWith(t *testing.T, b *box, call appliance.ConversationID, reason, note string) {
	t.Helper()
	await(t, b, "the call is wrapped up with "+reason, func(v *sqlite.View) (bool, error) {
		parts, err := v.Parts(call)
		if err != nil || len(parts) != 1 || parts[0].WrappedUp.IsZero() {
			return false, err
		}
		r, err := v.Reason(parts[0].Reason)
		return r.Name[appliance.English] == reason && parts[0].Note == note, err
	})
}

// playAndSeek opens a finished call at the desk, plays its recording and goes
// to a place in it.
func playAndSeek(t *testing.T, b *box, desk *peertest.Tab, call appliance.ConversationID) {
	t.Helper()
	row, _ := recordingOf(t, b, call)
	desk.Press(`#tabs a[href*="tab=finished"]`)
	desk.Press(fmt.Sprintf(`#row-%d .row-link`, call))
	desk.Wait(`document.querySelector('[data-player][data-ready] audio')?.readyState >= 1`)
	var duration float64
	desk.Eval(`document.querySelector('[data-player] audio').duration`, &duration)
	if want := row.Length.Seconds(); duration < want-0.05 || duration > want+0.05 || want < 3 {
		t.Errorf("the player says %.2f s, the store %.2f s", duration, want)
	}
	desk.Press(`[data-player] [data-play]`)
	desk.Wait(`!document.querySelector('[data-player] audio').paused && document.querySelector('[data-player] audio').currentTime > 0.2`)
	desk.Press(`[data-player] [data-play]`)
	var sought float64
	desk.Eval(`new Promise((done, fail) => {
		const audio = document.querySelector('[data-player] audio'), slider = document.querySelector('[data-seek]');
		audio.addEventListener('seeked', () => done(audio.currentTime), {once: true});
		audio.addEventListener('error', () => fail(audio.error), {once: true});
		slider.value = audio.duration * 500; // the middle, in milliseconds
		slider.dispatchEvent(new Event('input', {bubbles: true}));
	})`, &sought)
	if sought < duration/2-0.2 || sought > duration/2+0.2 {
		t.Errorf("sought to %.2f s of %.2f s, want the middle", sought, duration)
	}
	var part struct {
		Status  int
		Range   string
		Samples int
	}
	desk.Eval(`fetch(document.querySelector('[data-player] audio').src, {headers: {Range: 'bytes=44-3243'}})
		.then(async (r) => ({status: r.status, range: r.headers.get('Content-Range'), samples: (await r.arrayBuffer()).byteLength}))`, &part)
	if part.Status != 206 || part.Samples != 3200 {
		t.Errorf("a range of the recording: %d with %d bytes (%s), want 206 with 3200", part.Status, part.Samples, part.Range)
	}
}

// TestReloadedDeskGivesTheCallerMusicForTwoSecondsAtMost reloads the
// operator's page in mid-call and looks at what the telephone recorded.
func TestReloadedDeskGivesTheCallerMusicForTwoSecondsAtMost(t *testing.T) {
	b := demonstration(t)
	browser := peertest.StartBrowser(t, withMicrophone(sine(t, 440, 20*time.Second))...)
	desk := operator(t, b, browser, "thomas")
	phone := caller(t, 1000)
	phone.Dial(reach(b, demo.GroupNumber))
	desk.Press(`#offer [data-accept]`)
	awaitCall(t, b, 0, appliance.Active)
	before := hears(t, phone, "the operator", tone(440))
	desk.Eval(`window.before = true; location.reload()`, nil)
	desk.Wait("!window.before && " + onCall)
	desk.Wait(`document.querySelector('#leg[data-state=on]')`)
	hears(t, phone, "the operator again", tone(440))
	desk.Eval(hearing, nil)
	heard(desk, 1000)
	phone.Hangup()
	phone.Wait("CALL_CLOSED", patience)

	sound := wav(t, phone.Heard()).Channels[0]
	sound = sound[int((before-500*time.Millisecond)*rate/time.Second):]
	from, to := gap(sound)
	t.Logf("the caller was without the operator for %v", to-from)
	if to-from > 2*time.Second {
		t.Errorf("the caller was without the operator for %v, want two seconds at most", to-from)
	}
	if to == from {
		t.Fatal("the caller never was without the operator: nothing was reloaded")
	}
	// What he heard meanwhile was music, but for the moment in which the box
	// had yet to notice.
	quiet := time.Duration(0)
	for at := from; at+50*time.Millisecond <= to; at += 50 * time.Millisecond {
		if silent(window(sound, at, 50*time.Millisecond)) {
			quiet += 50 * time.Millisecond
		}
	}
	t.Logf("%v of it were silent", quiet)
	if quiet > 600*time.Millisecond {
		t.Errorf("the caller heard nothing at all for %v of %v", quiet, to-from)
	}
}

// gap is the longest stretch of sound without the operator's tone, measured in
// steps of 10 ms over windows of 50 ms, which end inside it.
func gap(sound []float64) (from, to time.Duration) {
	const wide, step = 50 * time.Millisecond, 10 * time.Millisecond
	length := time.Duration(len(sound)) * time.Second / rate
	begun := time.Duration(-1)
	for at := time.Duration(0); at+wide <= length; at += step {
		s := window(sound, at, wide)
		there := peertest.Loudness(s) > 0.02 && peertest.Level(s, rate, 440) > 0.5
		switch {
		case there && begun >= 0:
			if at-begun > to-from {
				from, to = begun, at
			}
			begun = -1
		case !there && begun < 0:
			begun = at + wide/2
		}
	}
	return from, to
}

func window(sound []float64, at, length time.Duration) []float64 {
	from := int(at * rate / time.Second)
	return sound[from : from+int(length*rate/time.Second)]
}
