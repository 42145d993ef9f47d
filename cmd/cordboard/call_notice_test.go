package main

import (
	"errors"
	"testing"
	"time"

	"cordboard/appliance"
	"cordboard/appliance/peertest"
	"cordboard/appliance/sqlite"
	"cordboard/cmd/cordboard/demo"
)

// TestCallerHearsThatHeIsRecordedAndThenTheOperator, who sees why he waits; in a
// queue that records nothing he sees that.
func TestCallerHearsThatHeIsRecordedAndThenTheOperator(t *testing.T) {
	b := demonstration(t)
	changeQueue(t, b, "Reception", func(q *appliance.Queue) { q.Recording.Notice = "topics" }) // a long one
	browser := peertest.StartBrowser(t, withMicrophone(sine(t, 440, 20*time.Second))...)
	desk := operator(t, b, browser, "thomas")

	first := caller(t, 1000)
	first.Dial(reach(b, demo.GroupNumber))
	one := awaitCall(t, b, 0, appliance.Waiting).ID
	desk.Press(`#offer [data-accept]`)
	desk.Wait(`document.getElementById('call').textContent.includes('Announcement is playing')`)
	if isRecorded(t, b, one) {
		t.Error("it is recorded while the caller is told")
	}
	hears(t, first, "the operator", tone(440))
	desk.Wait(`document.querySelector('.chip.bad.rec') && document.getElementById('pausing')`)
	if !isRecorded(t, b, one) || !contains(entriesOf(t, b, one), appliance.EntryNoticed) {
		t.Error("it is not recorded, or its story does not say that he was told")
	}
	first.Hangup()
	desk.Wait(wrapping)
	wrapUp(t, desk, "Question about an order", "sent again")

	changeQueue(t, b, "Reception", func(q *appliance.Queue) { q.Recording = appliance.RecordingRule{Off: true} })
	second := caller(t, 700)
	second.Dial(reach(b, demo.GroupNumber))
	two := awaitCall(t, b, one, appliance.Waiting).ID
	desk.Wait(offered)
	desk.Press(`#offer [data-accept]`)
	hears(t, second, "the operator", tone(440))
	desk.Wait(`document.querySelector('.chip.rec')?.textContent.includes('Not recorded') && !document.getElementById('pausing')`)
	second.Hangup()
	awaitState(t, b, two, appliance.Finished)
	if isRecorded(t, b, two) {
		t.Error("it was recorded")
	}
}

// isRecorded tells whether a conversation has a recording.
func isRecorded(t *testing.T, b *box, c appliance.ConversationID) bool {
	t.Helper()
	err := b.store.Read(t.Context(), func(v *sqlite.View) error {
		_, err := v.RecordingOf(c)
		return err
	})
	if err != nil && !errors.Is(err, appliance.ErrNotFound) {
		t.Fatal(err)
	}
	return err == nil
}

// TestCallOutShowsTheNumberOfTheSite whatever an operator's page asks for.
func TestCallOutShowsTheNumberOfTheSite(t *testing.T) {
	b := demonstration(t)
	contact, exchange := peertest.StartExtension(t, "31", sine(t, 1700, 60*time.Second))
	leadOut(t, b, exchange, "31")
	ways := map[string]appliance.EntryPointID{}
	err := b.store.Read(t.Context(), func(v *sqlite.View) error {
		all, err := v.EntryPoints()
		for _, e := range all {
			ways[e.Phone.Number] = e.ID
		}
		return err
	})
	settings, unread := b.site.Settings(t.Context())
	settings.Shown = demo.GroupNumber
	if err := errors.Join(err, unread, b.site.SaveSettings(t.Context(), 0, settings)); err != nil {
		t.Fatal(err)
	}
	id, err := b.calls.Dial(t.Context(), operatorID(t, b, "thomas"), "31", ways[demo.TreeNumber])
	if err != nil {
		t.Fatal(err)
	}
	contact.Wait("CALL_ESTABLISHED", patience)
	if c := awaitCall(t, b, 0, appliance.Active); c.ID != id || c.EntryPoint != ways[demo.GroupNumber] {
		t.Errorf("the call is from %d, want %d", c.EntryPoint, ways[demo.GroupNumber])
	}
	if err := b.calls.Hangup(t.Context(), id, operatorID(t, b, "thomas")); err != nil {
		t.Fatal(err)
	}
	contact.Wait("CALL_CLOSED", patience)
}
