package desk

import (
	"testing"

	"cordboard/appliance"
	"cordboard/appliance/sqlite"
)

// TestReceiptGoesOnAndNeverBack: what is not there is not read, what an operator does not
// serve he reads unseen, and who says nothing new is told nothing of.
func TestReceiptGoesOnAndNeverBack(t *testing.T) {
	h := furnish(t)
	c := h.chat("visitor")
	if err := h.join(c.ID, jana.ID); err != nil {
		t.Fatal(err)
	}
	var said []appliance.EntryID
	for range 3 {
		e, err := h.Reply(t.Context(), jana.ID, c.ID, Message{Text: "Hello"})
		if err != nil {
			t.Fatal(err)
		}
		said = append(said, e.ID)
	}
	newest := said[2]
	h.wantReceipt(c.ID, "nothing yet", nil, appliance.Receipt{}, 0)
	h.wantReceipt(c.ID, "it came", h.Received(t.Context(), c.ID, said[1], 0), appliance.Receipt{Got: said[1]}, 1)
	h.wantReceipt(c.ID, "he read one", h.Received(t.Context(), c.ID, 0, said[0]), appliance.Receipt{Got: said[1], Read: said[0]}, 1)
	h.wantReceipt(c.ID, "again", h.Received(t.Context(), c.ID, said[0], said[0]), appliance.Receipt{Got: said[1], Read: said[0]}, 0)
	h.wantReceipt(c.ID, "he read the last, which so has come", h.Received(t.Context(), c.ID, 0, newest+1000), appliance.Receipt{Got: newest, Read: newest}, 1)
	h.wantReceipt(c.ID, "a colleague looks on", h.Seen(t.Context(), petr.ID, c.ID, newest), appliance.Receipt{Got: newest, Read: newest}, 0)
	h.wantReceipt(c.ID, "she reads", h.Seen(t.Context(), jana.ID, c.ID, newest), appliance.Receipt{Got: newest, Read: newest, Seen: newest}, 1)
	h.wantReceipt(c.ID+1000, "of no conversation", h.Received(t.Context(), c.ID+1000, 1, 1), appliance.Receipt{}, 0)
}

// wantReceipt holds what is kept, and how often the feed told of it since the last time.
func (h *house) wantReceipt(id appliance.ConversationID, what string, err error, want appliance.Receipt, told int) {
	h.t.Helper()
	want.Conversation = id
	var got appliance.Receipt
	h.view(func(v *sqlite.View) (err error) { got, err = v.Receipt(id); return err })
	n := 0
	for _, fact := range h.heard() {
		if fact == "ReceiptChanged" {
			n++
		}
	}
	if err != nil || got != want || n != told {
		h.t.Errorf("%s: %+v told %d times, %v, want %+v told %d times", what, got, n, err, want, told)
	}
}
