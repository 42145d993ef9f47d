package main

import (
	"bytes"
	"math"
	"net/netip"
	"os"
	"path/filepath"
	"testing"
	"time"

	"cordboard/appliance"
	"cordboard/appliance/media"
	"cordboard/appliance/peertest"
)

// TestCallerOfSippTalksWithAnOperatorInChromium calls over TCP, presses keys
// by INFO and speaks 1 kHz.
func TestCallerOfSippTalksWithAnOperatorInChromium(t *testing.T) {
	b := demonstration(t)
	browser := peertest.StartBrowser(t, withMicrophone(sine(t, 440, 20*time.Second))...)
	desk := operator(t, b, browser, "thomas")
	sipp := peertest.Sipp{
		Scenario: speaking(t, "testdata/sipp/talk.xml", 1000), Target: netip.MustParseAddrPort(b.sipTCP.Addr().String()), TCP: true,
		Limit: 2 * patience,
	}
	over := make(chan peertest.SippResult, 1)
	go func() {
		defer close(over)
		over <- sipp.Run(t)
	}()

	desk.Press(`#offer [data-accept]`)
	call := awaitCall(t, b, 0, appliance.Active)
	if got := pressedIn(entriesOf(t, b, call.ID)); got != "welcome 3, topics 0" {
		t.Errorf("keys taken: %s; want welcome 3, topics 0", got)
	}
	desk.Eval(hearing, nil)
	heard(desk, 1000)
	longEnough(t, b, call.ID)
	desk.Press(`#call .control-end button`)
	result := <-over
	result.OK(t)
	_, sound := recordingOf(t, b, call.ID)
	apart(t, sound)
	quietBox(t, b)
}

// speaking is a scenario whose tone.alaw is a minute of a tone: sipp reads the
// file when it reads the scenario, and knows no directory for it.
func speaking(t *testing.T, scenario string, hertz float64) string {
	t.Helper()
	samples := make([]int16, 60*rate)
	for i := range samples {
		samples[i] = int16(8000 * math.Sin(2*math.Pi*hertz*float64(i)/rate))
	}
	text, err := os.ReadFile(scenario)
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	tone, copied := filepath.Join(dir, "tone.alaw"), filepath.Join(dir, filepath.Base(scenario))
	text = bytes.ReplaceAll(text, []byte("tone.alaw,"), []byte(tone+","))
	for file, content := range map[string][]byte{tone: media.PCMA.Encode(nil, samples), copied: text} {
		if err := os.WriteFile(file, content, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return copied
}
