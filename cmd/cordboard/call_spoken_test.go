package main

import (
	"math"
	"testing"

	"cordboard/appliance"
	"cordboard/appliance/site"
	"cordboard/cmd/cordboard/demo"
	"cordboard/ivr"
	"cordboard/ivr/prompt"
	"cordboard/ivr/spoken"
)

// chimes plays a prompt that somebody recorded, and then says something.
const chimes = `language: cs
nodes:
  chime: {play: chime, then: greet}
  greet: {say: "Dobrý den, dovolali jste se do firmy Hobla, která prodává nářadí v Brně a v Krakově.", then: end}
  end: {hangup: }
`

// TestCallerHearsWhatWasUploadedAndWhatTheBoxSpoke: the recording is a tone, so
// that it is told from speech, and another one takes its place before the
// second call.
func TestCallerHearsWhatWasUploadedAndWhatTheBoxSpoke(t *testing.T) {
	t.Parallel()
	b := demonstration(t)
	keepTone(t, b, "chime", 700)
	if _, err := b.site.SaveTree(t.Context(), 0, "main", chimes); err != nil {
		t.Fatal(err)
	}
	for _, hz := range []float64{700, 1700} {
		keepTone(t, b, "chime", hz)
		phone := caller(t, 440)
		phone.Dial(reach(b, demo.TreeNumber))
		phone.Wait("CALL_ESTABLISHED", patience)
		hears(t, phone, "the recording", tone(hz))
		hears(t, phone, "what the box spoke", func(s []float64) bool { return loud(s) && !tone(hz)(s) })
		phone.Wait("CALL_CLOSED", patience)
	}
}

// TestCallerHearsTheValuesOfHisCall: the words of the tree and the one that the
// box brought for the value are tones, so that they are told from one another.
func TestCallerHearsTheValuesOfHisCall(t *testing.T) {
	t.Parallel()
	b := demonstration(t)
	keepTone(t, b, ivr.Spoken("Vaše pořadí je"), 700)
	keepTone(t, b, spoken.Number(appliance.Czech, 12).Prompts()[0], 1700)
	if _, err := b.site.SaveTree(t.Context(), 0, "main", `language: cs
nodes:
  count: {set: {place: "12"}, then: tell}
  tell: {say: "Vaše pořadí je {place as number}.", then: end}
  end: {hangup: }
`); err != nil {
		t.Fatal(err)
	}
	phone := caller(t, 440)
	phone.Dial(reach(b, demo.TreeNumber))
	phone.Wait("CALL_ESTABLISHED", patience)
	hears(t, phone, "the words", tone(700))
	hears(t, phone, "the value", tone(1700))
	phone.Wait("CALL_CLOSED", patience)
}

// keepTone gives the site three seconds of a tone for a prompt.
func keepTone(t *testing.T, b *box, name string, hz float64) {
	t.Helper()
	sound := prompt.Sound{Rate: rate, Samples: make([]float32, 3*rate)}
	for i := range sound.Samples {
		sound.Samples[i] = float32(math.Sin(2 * math.Pi * hz * float64(i) / rate))
	}
	made, err := prompt.Finish(sound)
	if err != nil {
		t.Fatal(err)
	}
	if err := b.site.KeepPrompt(t.Context(), 0, site.Prompt{Language: appliance.Czech, Name: name, Origin: site.Uploaded}, made); err != nil {
		t.Fatal(err)
	}
}
