package desk

import (
	"context"
	"errors"
	"slices"
	"testing"
	"time"

	"cordboard/appliance"
	"cordboard/appliance/sqlite"
)

func TestWhoMayChangeWhatHeWroteAndForHowLong(t *testing.T) {
	by := func(kind appliance.EntryKind, a appliance.Author, o appliance.OperatorID) appliance.Entry {
		return appliance.Entry{Kind: kind, By: a, Operator: o, At: noon}
	}
	mine := by(appliance.EntryMessage, appliance.ByOperator, jana.ID)
	for _, c := range []struct {
		rule   string
		e      appliance.Entry
		within time.Duration
		after  time.Duration
		want   error
	}{
		{"one's own message", mine, 5 * time.Minute, time.Minute, nil},
		{"one's own note", by(appliance.EntryNote, appliance.ByOperator, jana.ID), 5 * time.Minute, time.Minute, nil},
		{"at the last moment", mine, 5 * time.Minute, 5 * time.Minute, nil},
		{"a moment later", mine, 5 * time.Minute, 5*time.Minute + 1, ErrTooLate},
		{"where the site has it off", mine, 0, 0, ErrFinal},
		{"a colleague's", by(appliance.EntryMessage, appliance.ByOperator, petr.ID), 5 * time.Minute, 0, ErrNotYours},
		{"the contact's", by(appliance.EntryMessage, appliance.ByContact, 0), 5 * time.Minute, 0, ErrNotYours},
		{"what happened", by(appliance.EntryJoined, appliance.ByOperator, jana.ID), 5 * time.Minute, 0, ErrNotYours},
	} {
		if got := Revisable(c.e, jana.ID, c.within, noon.Add(c.after)); !errors.Is(got, c.want) {
			t.Errorf("%s: got %v, want %v", c.rule, got, c.want)
		}
	}
}

func TestEditedAndDeletedMessagesKeepWhatTheySaid(t *testing.T) {
	h := furnish(t)
	c := h.served()
	said, err := h.Reply(t.Context(), jana.ID, c.ID, Message{Text: "Tomorow"})
	if err != nil {
		t.Fatal(err)
	}
	h.heard()
	for _, text := range []string{"Tomorrow", "Tomorrow", "Tomorrow at ten"} {
		if err := h.Edit(t.Context(), jana.ID, c.ID, said.ID, Message{Text: text}); err != nil {
			t.Fatal(err)
		}
	}
	if got := h.heard(); !slices.Equal(got, []string{"EntryChanged", "EntryChanged"}) {
		t.Errorf("told %v, want each change once", got)
	}
	if got := h.conversation(c.ID).LastText; got != "Tomorrow at ten" {
		t.Errorf("lists show %q", got)
	}
	h.stop()
	h.start()
	for range 2 {
		if err := h.Delete(t.Context(), jana.ID, c.ID, said.ID); err != nil {
			t.Fatal(err)
		}
	}
	h.view(func(v *sqlite.View) error {
		e, err := v.Entry(said.ID)
		if err != nil || e.Text != "" || e.Deleted.IsZero() || e.Edited.IsZero() {
			t.Errorf("stored %+v, %v", e, err)
		}
		all, err := v.Revisions(c.ID)
		var texts []string
		for _, r := range all {
			texts = append(texts, r.Text)
		}
		if want := []string{"Tomorow", "Tomorrow", "Tomorrow at ten"}; !slices.Equal(texts, want) || all[2].At != e.Deleted {
			t.Errorf("it said %q before, want %q", texts, want)
		}
		return err
	})
	if got := h.conversation(c.ID).LastText; got != "" {
		t.Errorf("lists still show %q", got)
	}
}

func TestChangesAreRefusedAndChangeNothing(t *testing.T) {
	h := furnish(t)
	c, other := h.served(), h.chat("another")
	said, err := h.Reply(t.Context(), jana.ID, c.ID, Message{Text: "Sure"})
	if err != nil {
		t.Fatal(err)
	}
	note, err := h.Note(t.Context(), jana.ID, c.ID, Message{Text: "Not sure"})
	if err != nil {
		t.Fatal(err)
	}
	edit := func(o appliance.OperatorID, id appliance.ConversationID, e appliance.EntryID, text string) error {
		return h.Edit(t.Context(), o, id, e, Message{Text: text})
	}
	refused := func(rule string, got, want error) {
		t.Helper()
		if !errors.Is(got, want) {
			t.Errorf("%s: got %v, want %v", rule, got, want)
		}
	}
	refused("nothing", edit(jana.ID, c.ID, said.ID, " "), appliance.ErrEmpty)
	refused("what templates reserve", edit(jana.ID, c.ID, said.ID, "a > b"), ErrBrackets)
	refused("a colleague's", edit(petr.ID, c.ID, said.ID, "No"), ErrNotYours)
	refused("in another conversation", edit(jana.ID, other.ID, said.ID, "No"), appliance.ErrNotFound)
	refused("what is not there", edit(jana.ID, c.ID, 999, "No"), appliance.ErrNotFound)
	if err := h.End(t.Context(), c.ID, appliance.ByContact, 0, ""); err != nil {
		t.Fatal(err)
	}
	refused("after the end", edit(jana.ID, c.ID, said.ID, "No"), ErrOver)
	refused("deleted after the end", h.Delete(t.Context(), jana.ID, c.ID, said.ID), ErrOver)
	refused("a note until the wrap-up", h.Delete(t.Context(), jana.ID, c.ID, note.ID), nil)
	refused("a note that is gone", edit(jana.ID, c.ID, note.ID, "Sure"), ErrDeleted)
	h.clock = h.clock.Add(time.Hour)
	refused("too late", edit(jana.ID, c.ID, said.ID, "No"), ErrTooLate)
	if got := h.messages(c.ID); !slices.Equal(got, []string{"Sure"}) {
		t.Errorf("messages %q", got)
	}
}

func TestMessagesQuoteWhatTheirReaderSees(t *testing.T) {
	h := furnish(t)
	c := h.served()
	asked, err := h.Receive(t.Context(), c.ID, Message{Text: "When?"})
	if err != nil {
		t.Fatal(err)
	}
	note, err := h.Note(t.Context(), jana.ID, c.ID, Message{Text: "Ask the store", Quotes: asked.ID})
	if err != nil || note.Quotes != asked.ID {
		t.Fatalf("got %+v, %v", note, err)
	}
	elsewhere, err := h.Receive(t.Context(), h.chat("another").ID, Message{Text: "Who?"})
	if err != nil {
		t.Fatal(err)
	}
	gone, err := h.Reply(t.Context(), jana.ID, c.ID, Message{Text: "Never"})
	if err != nil {
		t.Fatal(err)
	}
	if err := h.Delete(t.Context(), jana.ID, c.ID, gone.ID); err != nil {
		t.Fatal(err)
	}
	for rule, quoted := range map[string]appliance.EntryID{"a note": note.ID, "of another conversation": elsewhere.ID, "deleted": gone.ID, "nothing": 999, "what happened": 1} {
		if _, err := h.Reply(t.Context(), jana.ID, c.ID, Message{Text: "Soon", Quotes: quoted}); !errors.Is(err, ErrQuote) {
			t.Errorf("%s: got %v, want %v", rule, err, ErrQuote)
		}
	}
	if _, err := h.Note(t.Context(), jana.ID, c.ID, Message{Text: "Asked", Quotes: note.ID}); err != nil {
		t.Errorf("a note quotes a note: %v", err)
	}
	if e, err := h.Reply(t.Context(), jana.ID, c.ID, Message{Text: "Tomorrow", Quotes: asked.ID}); err != nil || e.Quotes != asked.ID {
		t.Errorf("got %+v, %v", e, err)
	}
}

// TestDraftIsToldOfWhenThereWasOne and not with every message.
func TestDraftIsToldOfWhenThereWasOne(t *testing.T) {
	h := furnish(t)
	c := h.served()
	h.heard()
	for _, drafted := range []bool{false, true} {
		if drafted {
			if _, err := h.SaveDraft(t.Context(), appliance.Draft{Operator: jana.ID, Conversation: c.ID, Text: "Hello"}); err != nil {
				t.Fatal(err)
			}
			h.heard()
		}
		for kind, say := range map[string]func(context.Context, appliance.OperatorID, appliance.ConversationID, Message) (appliance.Entry, error){"reply": h.Reply, "note": h.Note} {
			_, err := say(t.Context(), jana.ID, c.ID, Message{Text: "Hello there"})
			if told := slices.Contains(h.heard(), "DraftChanged"); err != nil || told != drafted {
				t.Errorf("a %s, with a draft %t: %v, told of the draft %t", kind, drafted, err, told)
			}
			drafted = false // it was sent
		}
	}
}

func TestDraftStaysWithItsOperatorUntilItIsSent(t *testing.T) {
	h := furnish(t)
	c := h.served()
	draft := func(o appliance.OperatorID) (d appliance.Draft) {
		t.Helper()
		h.view(func(v *sqlite.View) (err error) { d, err = v.Draft(o, c.ID); return err })
		return d
	}
	save := func(o appliance.OperatorID, note bool, text string) error {
		_, err := h.SaveDraft(t.Context(), appliance.Draft{Operator: o, Conversation: c.ID, Note: note, Text: text})
		return err
	}
	for _, text := range []string{"Half a", "Half a sentence "} {
		if err := save(jana.ID, false, text); err != nil {
			t.Fatal(err)
		}
	}
	h.stop()
	h.start()
	if got := draft(jana.ID); got.Text != "Half a sentence " || got.Note || got.Version != 2 {
		t.Errorf("got %+v", got)
	}
	if got := draft(petr.ID); got.Text != "" {
		t.Errorf("a colleague has %q", got.Text)
	}
	if err := save(99, false, "Mine"); !errors.Is(err, appliance.ErrNotServing) {
		t.Errorf("a stranger: got %v, want %v", err, appliance.ErrNotServing)
	}
	if _, err := h.Reply(t.Context(), jana.ID, c.ID, Message{Text: " "}); err == nil || draft(jana.ID).Text == "" {
		t.Errorf("a refused message (%v) took the draft along", err)
	}
	if _, err := h.Reply(t.Context(), jana.ID, c.ID, Message{Text: "Half a sentence and the rest"}); err != nil || draft(jana.ID).Text != "" {
		t.Errorf("sent (%v), and the draft is still %q", err, draft(jana.ID).Text)
	}
	if err := save(jana.ID, true, "A note"); err != nil || !draft(jana.ID).Note || draft(jana.ID).Version != 4 {
		t.Fatalf("got %+v, %v", draft(jana.ID), err)
	}
	if err := h.End(t.Context(), c.ID, appliance.ByContact, 0, ""); err != nil {
		t.Fatal(err)
	}
	if draft(jana.ID).Text == "" {
		t.Error("the end took the draft along, which belongs into the wrap-up")
	}
	if err := h.WrapUp(t.Context(), jana.ID, c.ID, WrapUp{Reason: 1}); err != nil || draft(jana.ID).Text != "" {
		t.Errorf("wrapped up (%v), and the draft is still %q", err, draft(jana.ID).Text)
	}
}
