package desk

import (
	"errors"
	"slices"
	"testing"

	"cordboard/appliance"
)

// vouched opens a chat of a user for whom the site vouches; empty: of one for whom nobody does.
func (h *house) vouched(user, name, mail string) appliance.Conversation {
	h.t.Helper()
	c, err := h.Open(h.t.Context(), Opening{
		Channel: appliance.WebChat, EntryPoint: h.widget.ID, Queue: sales.ID, Name: name, Mail: mail,
		Visitor: []byte(user + "/" + name + "/" + mail), Vouched: user,
	})
	if err != nil {
		h.t.Fatal(err)
	}
	return c
}

func TestUserOfTheSiteIsOneContactOnAllDevices(t *testing.T) {
	h := furnish(t)
	desktop := h.vouched("customer-17", "Eva", "eva@firma.example")
	phone := h.vouched("customer-17", "", "")
	other := h.vouched("customer-18", "Adam", "")
	said := h.vouched("", "customer-17", "")
	if desktop.Contact == 0 || phone.Contact != desktop.Contact || phone.Name != "Eva" || phone.Vouched != "customer-17" {
		t.Errorf("on his second device contact %s called %q, want %s", phone.Contact, phone.Name, desktop.Contact)
	}
	if other.Contact == 0 || other.Contact == desktop.Contact || said.Contact != 0 || said.Vouched != "" {
		t.Errorf("another user is contact %s, who says that he is he is %s", other.Contact, said.Contact)
	}
	if nameless := h.vouched("customer-19", "", ""); h.contact(nameless.Contact).Name != "customer-19" {
		t.Errorf("one without a name is called %q", h.contact(nameless.Contact).Name)
	}
}

// TestSiteVouchesForNoMailAddress: who signed in to the site under one name and gives the
// address of somebody else is not taken for him.
func TestSiteVouchesForNoMailAddress(t *testing.T) {
	h := furnish(t)
	eva := h.vouched("", "Eva", "eva@firma.example")
	thief := h.vouched("customer-66", "Eva", "eva@firma.example")
	if thief.Contact == eva.Contact || len(h.contact(thief.Contact).Mails) != 0 {
		t.Errorf("he is contact %s with %q, want another one than %s", thief.Contact, h.contact(thief.Contact).Mails, eva.Contact)
	}
	begun := h.vouched("", "Eva Malá", "EVA@firma.example") // before he is known
	if begun.Contact != eva.Contact {
		t.Fatalf("whoever gives the address is contact %s, want %s", begun.Contact, eva.Contact)
	}
	if err := h.Vouch(t.Context(), begun.ID, "customer-67"); err != nil {
		t.Fatal(err)
	}
	now := h.conversation(begun.ID)
	if now.Contact == eva.Contact || now.Contact == thief.Contact || now.Vouched != "customer-67" {
		t.Errorf("in the chat that went on he became contact %s", now.Contact)
	}
}

func TestSiteVouchesForOneUserInAConversation(t *testing.T) {
	h := furnish(t)
	before := h.vouched("customer-17", "Eva", "eva@firma.example")
	c := h.vouched("", "Eva", "")
	if err := h.Vouch(t.Context(), c.ID, "customer-17"); err != nil {
		t.Fatal(err)
	}
	if now := h.conversation(c.ID); now.Contact != before.Contact || now.Vouched != "customer-17" {
		t.Errorf("got contact %s by %q, want %s", now.Contact, now.Vouched, before.Contact)
	}
	h.heard()
	if err := h.Vouch(t.Context(), c.ID, "customer-17"); err != nil || len(h.heard()) != 0 {
		t.Errorf("the same again: %v, and it is told", err)
	}
	if err := h.Vouch(t.Context(), c.ID, "customer-18"); !errors.Is(err, ErrVouched) {
		t.Errorf("somebody else: %v, want %v", err, ErrVouched)
	}
	over := h.vouched("", "Adam", "")
	if err := h.End(t.Context(), over.ID, appliance.ByContact, 0, "visitor"); err != nil {
		t.Fatal(err)
	}
	if err := h.Vouch(t.Context(), over.ID, "customer-18"); err != nil || h.conversation(over.ID).Vouched != "" {
		t.Errorf("what is over: %v, %q", err, h.conversation(over.ID).Vouched)
	}
	if got := h.contact(before.Contact).Mails; !slices.Equal(got, []string{"eva@firma.example"}) {
		t.Errorf("his card has %q", got)
	}
}
