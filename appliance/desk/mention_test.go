package desk

import (
	"slices"
	"testing"

	"cordboard/appliance"
	"cordboard/appliance/sqlite"
)

func TestNoteNamesWhoIsMeant(t *testing.T) {
	called := func(id appliance.OperatorID, as string) Named {
		return Named{appliance.Operator{ID: id}, as}
	}
	all := []Named{called(1, "Jana Nová"), called(2, "Jana Nováková"), called(3, "Jana"), called(4, "łukasz.k")}
	for text, want := range map[string][]appliance.OperatorID{
		"@Jana Nová":                       {1},
		"ask @Jana Nováková.":              {2},
		"@jana novakova and @jana nova":    {1, 2},
		"@Jana, look":                      {3},
		"@Janatová":                        nil,
		"mail jana@jana.example":           nil,
		"(@Lukasz.K) @lukasz.k":            {4},
		"@Jana\nNová":                      {1},
		"no sign: Jana Nová":               nil,
		"@ Jana":                           nil,
		"@Jana @Jana Nováková @Jana Nová!": {1, 2, 3},
	} {
		if got := Mentioned(text, all); !slices.Equal(got, want) {
			t.Errorf("%q names %v, want %v", text, got, want)
		}
	}
}

func TestOnlyWhoMayOpenTheConversationCanBeNamed(t *testing.T) {
	c := appliance.Conversation{State: appliance.Active, Operators: []appliance.OperatorID{1, 5}, Served: []appliance.OperatorID{1, 2}}
	serve, watch := appliance.Serve(), appliance.Oversee()
	all := []appliance.Operator{
		{ID: 1, Name: "Writes", Rights: serve},
		{ID: 2, Name: "Served it", Rights: serve},
		{ID: 3, Name: "Serves others", Rights: serve},
		{ID: 4, Name: "Oversees", Login: "over", Rights: watch},
		{ID: 5, Name: "Asked aside", Rights: serve},
		{ID: 6, Name: "Gone", Rights: watch, Disabled: true},
		{ID: 7, Name: "oversées", Login: "over2", Rights: watch},
	}
	var got []string
	for _, n := range Nameable(c, 1, all) {
		got = append(got, n.As)
	}
	if want := []string{"Served it", "over", "Asked aside", "over2"}; !slices.Equal(got, want) {
		t.Errorf("can name %q, want %q", got, want)
	}
}

// TestWhoIsNamedInANoteIsToldUntilHeHasSeenIt has Petr serve a chat before Jana, who
// names him.
func TestWhoIsNamedInANoteIsToldUntilHeHasSeenIt(t *testing.T) {
	h := furnish(t)
	c := h.served()
	h.heard()
	note, err := h.Note(t.Context(), jana.ID, c.ID, Message{Text: "@Petr knows more", Key: "n1"})
	if err != nil {
		t.Fatal(err)
	}
	if got := h.heard(); !slices.Contains(got, "MentionsChanged") {
		t.Errorf("told %v, want that Petr is named", got)
	}
	if _, err := h.Note(t.Context(), jana.ID, c.ID, Message{Text: "@Petr knows more", Key: "n1"}); err != nil {
		t.Fatal(err)
	}
	h.named(t, petr.ID, note.ID)
	h.named(t, jana.ID)

	if err := h.Edit(t.Context(), jana.ID, c.ID, note.ID, Message{Text: "somebody knows more"}); err != nil {
		t.Fatal(err)
	}
	h.named(t, petr.ID)
	if err := h.Edit(t.Context(), jana.ID, c.ID, note.ID, Message{Text: "yes, @petr"}); err != nil {
		t.Fatal(err)
	}
	h.named(t, petr.ID, note.ID)

	h.stop()
	h.start()
	h.named(t, petr.ID, note.ID)
	if err := h.SeeMentions(t.Context(), petr.ID, c.ID); err != nil {
		t.Fatal(err)
	}
	if got := h.heard(); !slices.Equal(got, []string{"MentionsChanged"}) {
		t.Errorf("told %v, want that he saw it", got)
	}
	h.named(t, petr.ID)
	if err := h.SeeMentions(t.Context(), petr.ID, c.ID); err != nil || len(h.heard()) > 0 {
		t.Errorf("seen twice: %v, or told again", err)
	}
	if _, err := h.Reply(t.Context(), jana.ID, c.ID, Message{Text: "@Petr will write to you"}); err != nil {
		t.Fatal(err)
	}
	h.named(t, petr.ID)
}

// named checks which notes name an operator that he has not seen.
func (h *house) named(t *testing.T, o appliance.OperatorID, want ...appliance.EntryID) {
	t.Helper()
	var got []appliance.EntryID
	h.view(func(v *sqlite.View) error {
		all, err := v.Mentions(o, 10)
		for _, e := range all {
			got = append(got, e.ID)
		}
		return err
	})
	if !slices.Equal(got, want) {
		t.Errorf("%s is named in %v, want %v", o, got, want)
	}
}

// served is a chat that Petr served before Jana, who does now.
func (h *house) served() appliance.Conversation {
	h.t.Helper()
	c := h.chat("visitor")
	for _, step := range []func() error{
		func() error { return h.join(c.ID, petr.ID) },
		func() error { return h.Leave(h.t.Context(), petr.ID, c.ID) },
		func() error { return h.join(c.ID, jana.ID) },
	} {
		if err := step(); err != nil {
			h.t.Fatal(err)
		}
	}
	return c
}
