package main

import (
	"testing"
	"time"

	"cordboard/appliance"
	"cordboard/appliance/desk"
	"cordboard/appliance/peertest"
	"cordboard/appliance/sqlite"
	"cordboard/cmd/cordboard/demo"
)

// TestOperatorAcceptsACallThatIsOwedAndTheContactRings has an owed call offered
// like any other; accepting it calls the contact.
func TestOperatorAcceptsACallThatIsOwedAndTheContactRings(t *testing.T) {
	b := demonstration(t)
	contact, exchange := peertest.StartExtension(t, "31", sine(t, 1700, 60*time.Second))
	leadOut(t, b, exchange, "31")
	browser := peertest.StartBrowser(t, withMicrophone(sine(t, 440, 20*time.Second))...)
	page := operator(t, b, browser, "thomas")
	owed := owe(t, b, "31")
	page.Press(`#offer [data-accept]`)
	contact.Wait("CALL_ESTABLISHED", patience)
	hears(t, contact, "the operator", tone(440))
	awaitPresence(t, b, "thomas", appliance.Busy)
	page.Press(`#call .control-end button`)
	contact.Wait("CALL_CLOSED", patience)
	awaitState(t, b, owed, appliance.Finished)
}

// owe has a caller who gave up wait for a call to a number.
func owe(t *testing.T, b *box, number string) appliance.ConversationID {
	t.Helper()
	var entry appliance.EntryPoint
	err := b.store.Read(t.Context(), func(v *sqlite.View) error {
		all, err := v.EntryPoints()
		for _, e := range all {
			if e.Phone.Number == demo.GroupNumber {
				entry = e
			}
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	call, err := b.desk.Open(t.Context(), desk.Opening{Channel: appliance.Phone, EntryPoint: entry.ID, Phone: number, Called: demo.GroupNumber, Call: "gone"})
	if err != nil {
		t.Fatal(err)
	}
	owed, err := b.desk.CallBack(t.Context(), call.ID, entry.Queue, number)
	if err != nil {
		t.Fatal(err)
	}
	if err := b.desk.End(t.Context(), call.ID, appliance.ByContact, 0, "hangup"); err != nil {
		t.Fatal(err)
	}
	if err := b.desk.Enqueue(t.Context(), owed.ID, entry.Queue, ""); err != nil {
		t.Fatal(err)
	}
	return owed.ID
}

// TestContactIsCalledAgainAtTheTimeThatWasPlannedBeforeARestart: who did not take
// his call is not called at once because the box started again.
func TestContactIsCalledAgainAtTheTimeThatWasPlannedBeforeARestart(t *testing.T) {
	dir := settled(t)
	var owed appliance.ConversationID
	var planned time.Time
	t.Run("before", func(t *testing.T) {
		b := start(t, dir)
		owed = owe(t, b, "31") // which no trunk leads to
		thomas := operatorID(t, b, "thomas")
		err := b.store.Write(t.Context(), func(tx *sqlite.Tx) error { return b.desk.Join(tx, owed, thomas, time.Now()) })
		if err != nil {
			t.Fatal(err)
		}
		awaitState(t, b, owed, appliance.InTree)
		planned = plannedFor(t, b, owed)
	})
	b := start(t, dir)
	<-b.calls.Ready()
	if again := plannedFor(t, b, owed); !again.Equal(planned) || !again.After(time.Now()) {
		t.Errorf("he is called again at %v, want %v as before", again, planned)
	}
}

// plannedFor is when a contact is called again who rests until then.
func plannedFor(t *testing.T, b *box, owed appliance.ConversationID) time.Time {
	t.Helper()
	all, err := b.desk.Owed(t.Context())
	if err != nil || len(all) != 1 || all[0].Conversation.ID != owed {
		t.Fatalf("owed are %+v, %v, want that one", all, err)
	}
	return all[0].Again
}
