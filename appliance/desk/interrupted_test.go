package desk

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"cordboard/appliance"
	"cordboard/appliance/sqlite"
)

// TestChatOfAWayThatWasSwitchedOffCanOnlyBeEnded (F127): neither side says anything in it
// or hands over a file until the way is on again. Notes are ours, and what had arrived
// before is answered as it was.
func TestChatOfAWayThatWasSwitchedOffCanOnlyBeEnded(t *testing.T) {
	h, c := filing(t, appliance.FilesAllowed, appliance.FileRules{Limit: 1})
	over := h.chat("over")
	if err := h.join(over.ID, jana.ID); err != nil {
		t.Fatal(err)
	}
	if err := h.End(t.Context(), over.ID, appliance.ByOperator, jana.ID, ""); err != nil {
		t.Fatal(err)
	}
	file := func(name string) Handed { return Handed{Name: name, Content: strings.NewReader("%PDF-1.7")} }
	said := func(text string) []error {
		_, received := h.Receive(t.Context(), c, Message{Text: text})
		_, replied := h.Reply(t.Context(), jana.ID, c, Message{Text: text})
		_, _, given := h.ReceiveFile(t.Context(), c, file(text+".pdf"))
		_, _, sent := h.ReplyFile(t.Context(), jana.ID, c, file(text+".pdf"))
		return []error{received, replied, given, sent}
	}
	switched := func(off bool) {
		t.Helper()
		h.widget.Off = off
		h.write(func(tx *sqlite.Tx) error { return tx.SaveEntryPoint(h.widget) })
	}
	for i, err := range said("while it is on") {
		if err != nil {
			t.Errorf("%d while it is on: %v", i, err)
		}
	}
	before, err := h.Receive(t.Context(), c, Message{Text: "sent again", Key: "key"})
	if err != nil {
		t.Fatal(err)
	}
	own, err := h.Reply(t.Context(), jana.ID, c, Message{Text: "rewritten later"})
	if err != nil {
		t.Fatal(err)
	}
	taken, err := h.Reply(t.Context(), jana.ID, c, Message{Text: "taken back later"})
	if err != nil {
		t.Fatal(err)
	}
	had, files := h.messages(c), len(h.onDisk())

	switched(true)
	for i, err := range said("while it is off") {
		if !errors.Is(err, ErrInterrupted) {
			t.Errorf("%d while it is off: %v", i, err)
		}
	}
	if err := h.TakeUp(t.Context(), jana.ID, over.ID); !errors.Is(err, ErrInterrupted) {
		t.Errorf("what is over is taken up: %v", err)
	}
	if err := h.Edit(t.Context(), jana.ID, c, own.ID, Message{Text: "said all the same"}); !errors.Is(err, ErrInterrupted) {
		t.Errorf("what was said says something else: %v", err)
	}
	if got := h.messages(c); !slices.Equal(got, had) || len(h.onDisk()) != files {
		t.Errorf("%q and %d files, want %q and %d", got, len(h.onDisk()), had, files)
	}
	if err := h.Delete(t.Context(), jana.ID, c, taken.ID); err != nil {
		t.Errorf("what was said is not taken back: %v", err)
	}
	if again, err := h.Receive(t.Context(), c, Message{Text: "sent again", Key: "key"}); err != nil || again.ID != before.ID {
		t.Errorf("what had arrived: %v, %v", again, err)
	}
	if _, err := h.Note(t.Context(), jana.ID, c, Message{Text: "switched off"}); err != nil {
		t.Error(err)
	}

	switched(false)
	if _, err := h.Reply(t.Context(), jana.ID, c, Message{Text: "on again"}); err != nil {
		t.Error(err)
	}
	switched(true)
	if err := h.End(t.Context(), c, appliance.ByOperator, jana.ID, ""); err != nil {
		t.Fatal(err)
	}
	if _, err := h.Receive(t.Context(), c, Message{Text: "late"}); !errors.Is(err, ErrOver) {
		t.Errorf("after the end: %v", err)
	}
}
