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
