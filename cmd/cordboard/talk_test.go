package main

import (
	"fmt"
	"path/filepath"
	"testing"
	"time"

	"cordboard/appliance"
	"cordboard/appliance/peertest"
	"cordboard/appliance/sqlite"
)

// hearing begins to measure what the operator's browser plays, and heard
// waits until that is mostly one tone.
const hearing = `(() => {
	const audio = document.getElementById('line');
	const context = new AudioContext({sampleRate: 8000});
	window.listening = context.createAnalyser();
	window.listening.fftSize = 2048;
	let source;
	window.attend = () => {
		if (source?.mediaStream === audio.srcObject) return;
		source?.disconnect();
		source = context.createMediaStreamSource(audio.srcObject);
		source.connect(window.listening);
	};
	attend();
	return context.resume();
})()`

func heard(tab *peertest.Tab, hz int) { tab.Wait(heardPeak(8000, hz)) }

// heardPeak is true where what is heard, at so many samples a second, is loudest
// there.
func heardPeak(rate, hz int) string {
	return fmt.Sprintf(`(() => {
		const bins = new Float32Array(1024);
		attend();
		listening.getFloatFrequencyData(bins);
		let peak = 1;
		bins.forEach((v, i) => { if (i > 0 && v > bins[peak]) peak = i; });
		return bins[peak] > -40 && Math.abs(peak * %d / 2048 - %d) < 12;
	})()`, rate, hz)
}

func TestCallerOfBaresipTalksWithAnOperatorInChromium(t *testing.T) {
	b := demonstration(t)
	browser := peertest.StartBrowser(t, withMicrophone(sine(t, 440, 20*time.Second))...)
	tab := signIn(t, b, browser, "thomas")
	dump(t, "operator", tab)
	tab.Eval(`localStorage.setItem('voice-processing', 'off')`, nil)
	available(tab)
	tab.Wait(`document.querySelector('#leg[data-state=on]')`)

	phone := peertest.StartBaresip(t, sine(t, 1000, 60*time.Second), "PCMA")
	phone.Dial("sip:100@" + b.sipUDP.LocalAddr().String())
	phone.Wait("CALL_ESTABLISHED", 20*time.Second)
	phone.Digits("3")
	phone.Digits("0")
	tab.Wait(`document.querySelector('[data-accept]')`)
	tab.Eval(`document.querySelector('[data-accept]').click()`, nil)
	tab.Wait(`document.querySelector('#foot') && document.querySelector('[data-call], .call')`)
	tab.Wait(`document.querySelector('#head .rec') && document.querySelector('#pausing')`) // as it begins, without a reload
	tab.Eval(hearing, nil)
	heard(tab, 1000)

	var conversation appliance.Conversation
	err := b.store.Read(t.Context(), func(v *sqlite.View) error {
		active, err := v.Conversations(sqlite.ConversationFilter{States: []appliance.ConversationState{appliance.Active}})
		if err == nil && len(active) == 1 {
			conversation = active[0]
		}
		return err
	})
	if err != nil || conversation.ID == 0 {
		t.Fatalf("no active conversation: %v", err)
	}
	longEnough(t, b, conversation.ID)
	phone.Hangup()
	phone.Wait("CALL_CLOSED", 20*time.Second)
	tab.Wait(`document.querySelector('#foot[data-kind=wrap-up]')`)

	said := wav(t, phone.Heard())
	last := said.Channels[0][len(said.Channels[0])-2*said.Rate : len(said.Channels[0])-said.Rate/2]
	mostly(t, "what baresip heard at last", last, said.Rate, 440, 1000)

	apart(t, recorded(t, b, conversation.ID))
}

// apart holds that a recording has the caller, who sounds at 1 kHz, and the
// operator, at 440 Hz, in a channel each.
func apart(t *testing.T, recording peertest.Sound) {
	t.Helper()
	for i, tones := range [][2]float64{{1000, 440}, {440, 1000}} {
		channel := recording.Channels[i]
		mostly(t, []string{"the caller's channel", "the operator's channel"}[i], channel[len(channel)/2:], recording.Rate, tones[0], tones[1])
	}
}

// recorded is the recording of a call that is over.
func recorded(t *testing.T, b *box, call appliance.ConversationID) peertest.Sound {
	t.Helper()
	var row appliance.Recording
	err := b.store.Read(t.Context(), func(v *sqlite.View) (err error) {
		row, err = v.RecordingOf(call)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return wav(t, filepath.Join(b.options.Var, "recordings", row.File))
}

func wav(t *testing.T, file string) peertest.Sound {
	t.Helper()
	sound, err := peertest.ReadWAV(file)
	if err != nil {
		t.Fatal(err)
	}
	return sound
}

// mostly checks that samples hold one tone and not the other.
func mostly(t *testing.T, what string, samples []float64, rate int, own, other float64) {
	t.Helper()
	if level := peertest.Level(samples, rate, own); level < 0.8 {
		t.Errorf("%s: %.0f Hz is %.2f of it, want 0.8 at least", what, own, level)
	}
	if level := peertest.Level(samples, rate, other); level > 0.01 {
		t.Errorf("%s: %.0f Hz is %.3f of it, want none", what, other, level)
	}
}
