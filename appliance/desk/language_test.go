package desk

import (
	"errors"
	"testing"

	"cordboard/appliance"
	"cordboard/appliance/sqlite"
)

// The box speaks to a contact in the language that he reads now; what was said is
// not said again, and nobody hears of a choice that changes nothing.
func TestConversationFollowsTheLanguageThatItsContactReads(t *testing.T) {
	h := furnish(t)
	h.write(func(tx *sqlite.Tx) error {
		queue, err := tx.Queue(sales.ID)
		queue.Names = map[appliance.Language]string{appliance.Czech: "Prodej", appliance.Polish: "Sprzedaż"}
		if err != nil {
			return err
		}
		return tx.SaveQueue(queue)
	})
	c := h.chat("visitor")
	if c.Topic != "Prodej" {
		t.Fatalf("he chose %q", c.Topic)
	}
	told := func() (all []string) {
		h.view(func(v *sqlite.View) error {
			story, err := v.Entries(c.ID, 0, 0)
			for _, e := range story {
				if e.Kind == appliance.EntryLanguage {
					all = append(all, e.Data["language"])
				}
			}
			return err
		})
		return all
	}
	for _, step := range []struct {
		language appliance.Language
		topic    string
		told     int
	}{{appliance.Czech, "Prodej", 0}, {appliance.Polish, "Sprzedaż", 1}, {appliance.Polish, "Sprzedaż", 1}, {appliance.English, "Sales", 2}} {
		if err := h.Speak(t.Context(), c.ID, step.language); err != nil {
			t.Fatal(err)
		}
		now := h.conversation(c.ID)
		if now.Language != step.language || now.Topic != step.topic || len(told()) != step.told {
			t.Errorf("in %s: it is %s about %q, and %v is told", step.language, now.Language, now.Topic, told())
		}
	}
	if err := h.Speak(t.Context(), c.ID, "xx"); !errors.Is(err, appliance.ErrLanguage) {
		t.Errorf("a language that the box does not speak: got %v", err)
	}
	if err := h.End(t.Context(), c.ID, appliance.ByContact, 0, "visitor"); err != nil {
		t.Fatal(err)
	}
	if err := h.Speak(t.Context(), c.ID, appliance.Czech); err != nil || h.conversation(c.ID).Language != appliance.English {
		t.Errorf("after the end: got %v, %s", err, h.conversation(c.ID).Language)
	}
}
