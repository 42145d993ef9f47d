package main

import (
	"bufio"
	"bytes"
	"io"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"cordboard/appliance"
	"cordboard/appliance/peertest"
)

// TestDemoCallReachesAnOperatorAndKeepsWhatItHears is "make call" while
// somebody is at the desk.
func TestDemoCallReachesAnOperatorAndKeepsWhatItHears(t *testing.T) {
	b := demonstration(t)
	browser := peertest.StartBrowser(t, withMicrophone(sine(t, 440, 20*time.Second))...)
	desk := operator(t, b, browser, "thomas")
	file := filepath.Join(t.TempDir(), "heard.wav")
	var told, complaints bytes.Buffer
	over := make(chan error, 1)
	go func() {
		over <- run(t.Context(), []string{
			"demo", "call", "--box", b.sipUDP.LocalAddr().String(), "--heard", file, "--pause", "700ms",
		}, func(string) string { return "" }, &told, &complaints)
	}()

	desk.Press(`#offer [data-accept]`)
	call := awaitCall(t, b, 0, appliance.Active)
	if got := pressedIn(entriesOf(t, b, call.ID)); got != "welcome 3, topics 0" {
		t.Errorf("keys taken: %s; want welcome 3, topics 0", got)
	}
	desk.Wait(`document.querySelector('#head .head-name')?.textContent.includes('Marek Šimůnek')`)
	desk.Eval(hearing, nil)
	desk.Wait(`(() => { // the caller's sentence
		const samples = new Float32Array(2048);
		listening.getFloatTimeDomainData(samples);
		return Math.max(...samples.map(Math.abs)) > 0.05;
	})()`)
	hearsInFile(t, file)
	desk.Press(`#call .control-end button`)
	if err := <-over; err != nil {
		t.Fatalf("demo call: %v\n%s%s", err, &told, &complaints)
	}
	for _, line := range []string{"answered", "pressed 3", "pressed 0", "the other side hung up", "kept in " + file} {
		if !strings.Contains(told.String(), line) {
			t.Errorf("the story does not say %q:\n%s", line, &told)
		}
	}
	sound := wav(t, file)
	if starts := peertest.Starts(sound.Channels[0], sound.Rate, 440); len(starts) == 0 {
		t.Error("heard.wav holds nothing of the operator")
	}
	quietBox(t, b)
}

// TestDemoCallSaysThatTheBoxIsGone is "make call" while the box is killed.
func TestDemoCallSaysThatTheBoxIsGone(t *testing.T) {
	p := ownProcess(t)
	told, story := io.Pipe()
	over := make(chan error, 1)
	go func() {
		over <- run(t.Context(), []string{
			"demo", "call", "--box", p.sips, "--heard", filepath.Join(t.TempDir(), "heard.wav"), "--keys", "", "--quiet", "2s",
		}, func(string) string { return "" }, story, io.Discard)
		story.Close()
	}()
	for lines := bufio.NewScanner(told); lines.Scan(); {
		if strings.Contains(lines.Text(), "answered") {
			p.kill()
		}
	}
	if err := <-over; err == nil || !strings.Contains(err.Error(), "the box at "+p.sips+" has sent no sound for 2s") {
		t.Errorf("got %v, want that the box is gone", err)
	}
}

// hearsInFile waits until the end of a recording that is being written is the
// operator's tone.
func hearsInFile(t *testing.T, file string) {
	t.Helper()
	if !peertest.Until(patience, func() bool {
		samples := wav(t, file).Channels[0]
		return len(samples) > rate && tone(440)(samples[len(samples)-rate/2:])
	}) {
		t.Fatal("heard.wav never held the operator's tone")
	}
}
