package desk

import (
	"errors"
	"slices"
	"testing"

	"cordboard/appliance"
	"cordboard/appliance/sqlite"
)

// dials is Dial in a transaction of its own.
func (h *house) dials(o Dialling) (c appliance.Conversation, err error) {
	h.t.Helper()
	err = h.store.Write(h.t.Context(), func(tx *sqlite.Tx) (err error) { c, err = h.Dial(tx, o); return err })
	return c, err
}

func TestOperatorsCallIsHisFromTheBeginning(t *testing.T) {
	h := furnish(t)
	h.write(func(tx *sqlite.Tx) error {
		_, err := tx.AddContact(appliance.Contact{Name: "Krzysztof", Phones: []string{"+420775418102"}, Created: noon})
		return err
	})
	able := jana
	able.Login, able.Calls = "jana", 1
	h.write(func(tx *sqlite.Tx) error { return tx.SaveOperator(able) })
	h.heard()

	c, err := h.dials(Dialling{Operator: jana.ID, EntryPoint: h.number.ID, Number: "775 418 102"})
	if err != nil {
		t.Fatal(err)
	}
	if !c.Outbound || c.State != appliance.Active || c.Name != "Krzysztof" || !slices.Equal(c.Operators, []appliance.OperatorID{jana.ID}) {
		t.Errorf("conversation = %+v, want an active call of ours by operator %s to Krzysztof", c, jana.ID)
	}
	if want := "+420775418102"; c.Phone != want || c.Called != want {
		t.Errorf("it is to %q by %q, want %q", c.Phone, c.Called, want)
	}
	if got, want := h.heard(), []string{"ConversationOpened", "EntryPosted", "PartBegan"}; !slices.Equal(got, want) {
		t.Errorf("told %v, want %v", got, want)
	}
	if read := h.conversation(c.ID); !read.Outbound {
		t.Error("that we called is forgotten when it is read again")
	}

	if _, err := h.dials(Dialling{Operator: jana.ID, EntryPoint: h.number.ID, Number: "775418103"}); !errors.Is(err, appliance.ErrOnCall) {
		t.Errorf("second call at once: %v, want %v", err, appliance.ErrOnCall)
	}
	if err := h.End(t.Context(), c.ID, appliance.ByOperator, jana.ID, "hangup"); err != nil {
		t.Fatal(err)
	}
	if _, err := h.dials(Dialling{Operator: jana.ID, EntryPoint: h.number.ID, Number: "775418103"}); err != nil {
		t.Errorf("call after the first one ended: %v", err)
	}
}

func TestSenderOfAVoicemailIsCalledWhileItIsOpen(t *testing.T) {
	h := furnish(t)
	able := jana
	able.Login, able.Calls = "jana", 1
	h.write(func(tx *sqlite.Tx) error { return tx.SaveOperator(able) })
	call := h.call("775 418 102")
	message, err := h.Voicemail(t.Context(), call.ID, sales.ID)
	if err != nil {
		t.Fatal(err)
	}
	if err := h.Enqueue(t.Context(), message.ID, sales.ID, ""); err != nil {
		t.Fatal(err)
	}
	if err := h.join(message.ID, jana.ID); err != nil {
		t.Fatal(err)
	}
	c, err := h.dials(Dialling{Operator: jana.ID, EntryPoint: h.number.ID, Number: message.Phone})
	if err != nil {
		t.Fatalf("call to its sender: %v", err)
	}
	if c.Contact != message.Contact {
		t.Errorf("the call is to contact %s, want %s", c.Contact, message.Contact)
	}
	if got := h.conversation(message.ID); got.State != appliance.Active {
		t.Errorf("the voicemail is %s during the call, want active", got.State)
	}
}

func TestOperatorsCallIsRefusedToWhoTakesNone(t *testing.T) {
	h := furnish(t)
	deaf := petr
	deaf.Login, deaf.Calls = "petr", 0
	h.write(func(tx *sqlite.Tx) error { return tx.SaveOperator(deaf) })
	h.heard()
	if _, err := h.dials(Dialling{Operator: petr.ID, EntryPoint: h.number.ID, Number: "775418103"}); !errors.Is(err, appliance.ErrNoCalls) {
		t.Errorf("got %v, want %v", err, appliance.ErrNoCalls)
	}
	if got := h.heard(); len(got) > 0 {
		t.Errorf("a refusal told %v", got)
	}
	if _, err := h.dials(Dialling{Operator: petr.ID, EntryPoint: h.number.ID, Number: "112", Emergency: true}); err != nil {
		t.Errorf("he calls for help: %v", err)
	}
}

func TestPassedOnConversationWaitsInTheOtherQueueWithItsStory(t *testing.T) {
	h := furnish(t)
	c := h.chat("v")
	if err := h.join(c.ID, jana.ID); err != nil {
		t.Fatal(err)
	}
	h.heard()
	if err := h.Requeue(t.Context(), petr.ID, c.ID, help.ID); !errors.Is(err, appliance.ErrNotServing) {
		t.Errorf("passed on by one who does not serve it: %v, want %v", err, appliance.ErrNotServing)
	}
	if err := h.Requeue(t.Context(), jana.ID, c.ID, help.ID); err != nil {
		t.Fatal(err)
	}
	if got, want := h.heard(), []string{"PartEnded", "EntryPosted", "EntryPosted", "ConversationQueued"}; !slices.Equal(got, want) {
		t.Errorf("told %v, want %v", got, want)
	}
	read := h.conversation(c.ID)
	if read.Topic != help.In(read.Language) || read.Topic == help.Name {
		t.Errorf("its topic is %q, want what its contact calls it", read.Topic)
	}
	if read.State != appliance.Waiting || read.Queue != help.ID || len(read.Operators) > 0 {
		t.Errorf("conversation = %+v, want one that waits in queue %s for anybody", read, help.ID)
	}
	if err := h.join(c.ID, petr.ID); err != nil {
		t.Errorf("the next operator takes it: %v", err)
	}
}

// TestCallThatNobodyTookAsksForNoWrapUp ends calls of ours in every way: only one
// that the contact took is wrapped up.
func TestCallThatNobodyTookAsksForNoWrapUp(t *testing.T) {
	h := furnish(t)
	able := jana
	able.Login, able.Calls = jana.Name, 1
	h.write(func(tx *sqlite.Tx) error { return tx.SaveOperator(able) })
	for _, end := range []struct {
		by      appliance.Author
		cause   string
		reached bool
	}{
		{appliance.BySystem, "busy", false},
		{appliance.BySystem, "no-answer", false},
		{appliance.BySystem, "declined", false},
		{appliance.BySystem, "unreachable", false},
		{appliance.ByOperator, "hangup", false},
		{appliance.ByContact, "hangup", true},
		{appliance.ByOperator, "hangup", true},
	} {
		c, err := h.dials(Dialling{Operator: jana.ID, EntryPoint: h.number.ID, Number: "775 418 102"})
		if err != nil {
			t.Fatal(err)
		}
		if end.reached {
			if err := h.Log(t.Context(), c.ID, appliance.Entry{Kind: appliance.EntryReached, By: appliance.ByContact}); err != nil {
				t.Fatal(err)
			}
		}
		if err := h.End(t.Context(), c.ID, end.by, jana.ID, end.cause); err != nil {
			t.Fatal(err)
		}
		h.view(func(v *sqlite.View) error {
			parts, err := v.OpenPartsOf(jana.ID)
			if asked := len(parts) > 0; asked != end.reached {
				t.Errorf("ended by %s, %s, taken %t: a wrap-up is asked %t", end.by, end.cause, end.reached, asked)
			}
			return err
		})
		if got := h.conversation(c.ID); got.State != appliance.Finished {
			t.Errorf("%s: it is %s, want it finished", end.cause, got.State)
		}
		if end.reached {
			if err := h.WrapUp(t.Context(), jana.ID, c.ID, WrapUp{Reason: 1}); err != nil {
				t.Fatal(err)
			}
		}
	}
}
