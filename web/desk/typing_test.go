package desk

import (
	"net/http/httptest"
	"strings"
	"testing"

	"cordboard/appliance"
	"cordboard/web"
)

// TestTypingIsShownToWhoHoldsTheConversationWithoutTheStore has no store: who
// reads it panics.
func TestTypingIsShownToWhoHoldsTheConversationWithoutTheStore(t *testing.T) {
	sent := httptest.NewRecorder()
	f := &follower{
		Pages: &Pages{}, ctx: t.Context(), stream: web.NewStream(sent),
		holds: map[appliance.ConversationID]appliance.Part{10: {}},
	}
	f.dirty = partList // of others' doings: it is no reason to read
	for _, e := range []appliance.Typing{
		{Conversation: 11, By: appliance.ByContact, Text: "to another"},
		{Conversation: 10, By: appliance.ByOperator, Text: "by us"},
	} {
		if err := f.typing(e); err != nil || sent.Body.Len() > 0 {
			t.Errorf("%q: %v, sent %q", e.Text, err, sent.Body)
		}
	}
	f.dirty = 0
	err := f.typing(appliance.Typing{Conversation: 10, By: appliance.ByContact, Text: "to me"})
	if err != nil || !strings.Contains(sent.Body.String(), "to me") {
		t.Errorf("%v, sent %q", err, sent.Body)
	}
}
