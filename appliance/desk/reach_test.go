package desk

import (
	"slices"
	"testing"

	"cordboard/appliance"
	"cordboard/appliance/sqlite"
)

// rings opens the conversation of a call.
func (h *house) rings(phone, written string) appliance.Conversation {
	h.t.Helper()
	c, err := h.Open(h.t.Context(), Opening{Channel: appliance.Phone, EntryPoint: h.number.ID, Phone: phone, Written: written})
	if err != nil {
		h.t.Fatal(err)
	}
	return c
}

func (h *house) contact(id appliance.ContactID) (c appliance.Contact) {
	h.t.Helper()
	h.write(func(tx *sqlite.Tx) (err error) {
		c, err = tx.Contact(id)
		return err
	})
	return c
}

func TestCallersNumberIsThatOfHisCard(t *testing.T) {
	h := furnish(t)
	for given, want := range map[string]string{
		"541230800": "+420541230800", "00420541230800": "+420541230800", "+48221234567": "+48221234567",
		"31": "31", "541230": "541230", "anonymous": "anonymous", "*72": "*72", "": "",
	} {
		c := h.rings(given, "")
		if c.Phone != want {
			t.Errorf("%q is kept as %q, want %q", given, c.Phone, want)
		}
		if c.Contact != 0 && !slices.Equal(h.contact(c.Contact).Phones, []string{want}) {
			t.Errorf("%q: his card says %q", given, h.contact(c.Contact).Phones)
		}
	}
	c, err := h.Open(t.Context(), Opening{Channel: appliance.WebChat, EntryPoint: h.widget.ID, Phone: "777 123 456"})
	if err != nil || c.Phone != "+420777123456" {
		t.Errorf("typed into a form: %q, %v", c.Phone, err)
	}
}

// TestCallerKeptUnderAFormerFormIsFoundAndRightFromThenOn: before the trunk was
// told that its exchange puts a 0 in front, the 0 was taken for a part of the
// number.
func TestCallerKeptUnderAFormerFormIsFoundAndRightFromThenOn(t *testing.T) {
	h := furnish(t)
	old := h.rings("0541230800", "")
	now := h.rings("+420541230800", "0541230800")
	if old.Contact == 0 || now.Contact != old.Contact {
		t.Fatalf("contact %s, want %s", now.Contact, old.Contact)
	}
	if got := h.contact(old.Contact).Phones; !slices.Equal(got, []string{"+420541230800"}) {
		t.Errorf("his card says %q", got)
	}
	if again := h.rings("+420541230800", "0541230800"); again.Contact != old.Contact {
		t.Errorf("the next time: contact %s, want %s", again.Contact, old.Contact)
	}
}

// TestNumberThatSomebodyElseMayHaveIsNoFormerForm: a Polish trunk writes nine
// digits, which are also a Czech number.
func TestNumberThatSomebodyElseMayHaveIsNoFormerForm(t *testing.T) {
	h := furnish(t)
	czech := h.rings("+420541230800", "")
	if polish := h.rings("+48541230800", "541230800"); polish.Contact == 0 || polish.Contact == czech.Contact {
		t.Errorf("contact %s is taken for %s", polish.Contact, czech.Contact)
	}
}
