package desk

import (
	"slices"
	"testing"

	"cordboard/appliance"
	"cordboard/appliance/sqlite"
)

func TestVoicemailIsTheCallersAndWaitsOnceItIsQueued(t *testing.T) {
	h := furnish(t)
	call := h.call("775 418 102")
	if err := h.Set(t.Context(), call.ID, appliance.Parameter{Key: "order", Value: "77", From: "tree"}); err != nil {
		t.Fatal(err)
	}
	h.heard()
	mail, err := h.Voicemail(t.Context(), call.ID, sales.ID)
	if err != nil {
		t.Fatal(err)
	}
	if got := h.heard(); got[0] != "ConversationOpened" {
		t.Errorf("told %v, want an opened conversation", got)
	}
	if mail.Channel != appliance.Voicemail || mail.State != appliance.InTree || mail.Contact != call.Contact ||
		mail.Phone != call.Phone || mail.Called != call.Called || len(mail.Parameters) != 1 {
		t.Errorf("a voicemail %+v of the call %+v", mail, call)
	}
	if err := h.Enqueue(t.Context(), mail.ID, sales.ID, ""); err != nil {
		t.Fatal(err)
	}
	if err := h.join(mail.ID, jana.ID); err != nil {
		t.Fatal(err)
	}
	if err := h.End(t.Context(), call.ID, appliance.ByContact, 0, "hangup"); err != nil {
		t.Fatal(err)
	}
	if err := h.End(t.Context(), mail.ID, appliance.ByOperator, jana.ID, ""); err != nil {
		t.Fatal(err)
	}
	if got := h.conversation(mail.ID); got.State != appliance.Finished || got.Joined.IsZero() {
		t.Errorf("listened to and closed it is %s", got.State)
	}
}

// others reads from the story of a conversation which others it names by events of
// a kind.
func (h *house) others(c appliance.ConversationID, kind appliance.EntryKind) (all []appliance.ConversationID) {
	h.t.Helper()
	h.view(func(v *sqlite.View) error {
		log, err := v.Entries(c, 0, 0)
		for _, e := range log {
			if e.Kind == kind {
				all = append(all, e.Other())
			}
		}
		return err
	})
	return all
}

// TestCallTellsOfTheMessageThatItsCallerLeft once it is whole, also after he has hung
// up, and the message of the call.
func TestCallTellsOfTheMessageThatItsCallerLeft(t *testing.T) {
	h := furnish(t)
	call := h.call("775 418 102")
	mail, err := h.Voicemail(t.Context(), call.ID, sales.ID)
	if err != nil {
		t.Fatal(err)
	}
	if got := h.others(call.ID, appliance.EntryMessageLeft); len(got) > 0 {
		t.Errorf("he still speaks, and the story names %v", got)
	}
	h.hangs(call.ID)
	if err := h.Enqueue(t.Context(), mail.ID, sales.ID, ""); err != nil {
		t.Fatal(err)
	}
	left := h.conversation(mail.ID).Queued
	if err := h.join(mail.ID, jana.ID); err != nil {
		t.Fatal(err)
	}
	if err := h.Leave(t.Context(), jana.ID, mail.ID); err != nil {
		t.Fatal(err)
	}
	if got := h.conversation(mail.ID); !got.Queued.Equal(left) {
		t.Errorf("given back it waits since %v, want since it was left, %v", got.Queued, left)
	}
	if got := h.others(call.ID, appliance.EntryMessageLeft); !slices.Equal(got, []appliance.ConversationID{mail.ID}) {
		t.Errorf("the story of the call names %v, want %s once", got, mail.ID)
	}
	if got := h.others(mail.ID, appliance.EntryBegan); !slices.Equal(got, []appliance.ConversationID{call.ID}) {
		t.Errorf("that of the message names %v, want %s", got, call.ID)
	}
}
