package desk

import (
	"errors"
	"regexp"
	"sync"
	"testing"
	"time"

	"cordboard/appliance"
	"cordboard/appliance/sqlite"
)

// invited is an invitation by Jana about a chat of hers.
func invited(t *testing.T, h *house) (appliance.Invitation, appliance.Conversation) {
	t.Helper()
	chat, err := h.Open(t.Context(), Opening{Channel: appliance.WebChat, EntryPoint: h.widget.ID, Queue: sales.ID, Name: "Eva", Mail: "eva@example.org"})
	if err != nil {
		t.Fatal(err)
	}
	if err := h.join(chat.ID, jana.ID); err != nil {
		t.Fatal(err)
	}
	i, err := h.Invite(t.Context(), jana.ID, chat.ID)
	if err != nil {
		t.Fatal(err)
	}
	return i, chat
}

// standing are Jana's invitations that are still good.
func standing(h *house) (all []appliance.Invitation) {
	h.t.Helper()
	err := h.store.Read(h.t.Context(), func(v *sqlite.View) (err error) {
		all, err = Invitations(v, jana.ID, h.clock)
		return err
	})
	if err != nil {
		h.t.Fatal(err)
	}
	return all
}

func TestInvitationIsTakenBackByItsOperatorAlone(t *testing.T) {
	h := furnish(t)
	i, _ := invited(t, h)
	if err := h.Disinvite(t.Context(), petr.ID, i.Code); !errors.Is(err, ErrInvitation) || len(standing(h)) != 1 {
		t.Errorf("Petr takes Jana's back: %v, want %v", err, ErrInvitation)
	}
	if err := h.Disinvite(t.Context(), jana.ID, i.Code); err != nil || len(standing(h)) != 0 {
		t.Errorf("Jana takes hers back: %v, and %d stand", err, len(standing(h)))
	}
	if _, err := h.Redeem(t.Context(), i.Code, h.call("775 418 102").ID); !errors.Is(err, ErrInvitation) {
		t.Errorf("it is used afterwards: %v, want %v", err, ErrInvitation)
	}
	if err := h.Disinvite(t.Context(), jana.ID, i.Code); !errors.Is(err, ErrInvitation) {
		t.Errorf("taken back again: %v, want %v", err, ErrInvitation)
	}
}

func TestInvitationLeadsToWhoMadeItAndToWhatItIsAbout(t *testing.T) {
	h := furnish(t)
	i, chat := invited(t, h)
	if !regexp.MustCompile(`^[0-9]{6}$`).MatchString(i.Code) || i.Until.Sub(i.Made) != 15*time.Minute {
		t.Errorf("the invitation is %+v, want six digits for 15 minutes", i)
	}
	call := h.call("775 418 102")
	got, err := h.Redeem(t.Context(), i.Code, call.ID)
	if err != nil || got.Operator != jana.ID {
		t.Fatalf("redeemed %+v, %v, want it to lead to Jana", got, err)
	}
	c := h.conversation(call.ID)
	if About(c) != chat.ID || c.Contact != h.conversation(chat.ID).Contact || c.Name != "Eva" {
		t.Errorf("the call is %s's, contact %s, about %s; want Eva's, about %s", c.Name, c.Contact, About(c), chat.ID)
	}
}

// TestInvitationIsGoodOnce has two callers come by one at the same moment. It is
// good again when the first has gone without reaching anybody.
func TestInvitationIsGoodOnce(t *testing.T) {
	h := furnish(t)
	i, _ := invited(t, h)
	calls := []appliance.Conversation{h.call("775 418 102"), h.call("775 418 103")}
	errs := make([]error, len(calls))
	var both sync.WaitGroup
	for n, c := range calls {
		both.Go(func() { _, errs[n] = h.Redeem(t.Context(), i.Code, c.ID) })
	}
	both.Wait()
	if (errs[0] == nil) == (errs[1] == nil) {
		t.Fatalf("both callers: %v", errs)
	}
	first, second := calls[0].ID, calls[1].ID
	if errs[0] != nil {
		first, second = second, first
	}
	if _, err := h.Redeem(t.Context(), i.Code, first); err != nil {
		t.Errorf("the same caller types it again: %v", err)
	}
	if err := h.End(t.Context(), first, appliance.ByContact, 0, "hangup"); err != nil {
		t.Fatal(err)
	}
	if _, err := h.Redeem(t.Context(), i.Code, second); err != nil {
		t.Errorf("when the first has gone unanswered: %v", err)
	}
	if err := h.want(second, jana.ID); err != nil {
		t.Fatal(err)
	}
	if err := h.join(second, jana.ID); err != nil {
		t.Fatal(err)
	}
	if err := h.End(t.Context(), second, appliance.ByContact, 0, "hangup"); err != nil {
		t.Fatal(err)
	}
	third := h.call("775 418 104")
	if _, err := h.Redeem(t.Context(), i.Code, third.ID); !errors.Is(err, ErrInvitation) {
		t.Errorf("after it was used: %v, want %v", err, ErrInvitation)
	}
	if all := standing(h); len(all) > 0 {
		t.Errorf("used and still shown: %v", all)
	}
}

func TestInvitationRunsOut(t *testing.T) {
	h := furnish(t)
	i, _ := invited(t, h)
	if all := standing(h); len(all) != 1 || all[0].Code != i.Code {
		t.Fatalf("Jana has given %v, want %s", all, i.Code)
	}
	h.clock = i.Until
	call := h.call("775 418 102")
	if _, err := h.Redeem(t.Context(), i.Code, call.ID); !errors.Is(err, ErrInvitation) {
		t.Errorf("got %v, want %v", err, ErrInvitation)
	}
	if _, err := h.Redeem(t.Context(), "12345", call.ID); !errors.Is(err, ErrInvitation) {
		t.Errorf("a code that nobody made: %v, want %v", err, ErrInvitation)
	}
}

func TestInvitationsAreBoundedAndAboutWhatIsOnesOwn(t *testing.T) {
	h := furnish(t)
	_, chat := invited(t, h)
	if _, err := h.Invite(t.Context(), petr.ID, chat.ID); !errors.Is(err, appliance.ErrNotServing) {
		t.Errorf("about a chat of Jana's: %v, want %v", err, appliance.ErrNotServing)
	}
	for range mostInvitations - 1 {
		if _, err := h.Invite(t.Context(), jana.ID, 0); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := h.Invite(t.Context(), jana.ID, 0); !errors.Is(err, ErrInvitations) {
		t.Errorf("one more: %v, want %v", err, ErrInvitations)
	}
}
