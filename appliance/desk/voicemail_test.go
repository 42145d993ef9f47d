package desk

import (
	"testing"

	"cordboard/appliance"
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
