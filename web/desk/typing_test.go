package desk

import (
	"errors"
	"net/http/httptest"
	"strings"
	"testing"

	"cordboard/appliance"
	"cordboard/appliance/feed"
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

func TestWritingMarkIsNotTheText(t *testing.T) {
	if writes == "" {
		t.Error("nobody hears that somebody writes: an empty text is that he stopped")
	}
}

func TestPageOfADisabledOperatorEndsAtOnce(t *testing.T) {
	f := &follower{ctx: t.Context(), me: 1}
	changed := func(o appliance.OperatorID, disabled bool) error {
		return f.note(feed.Fact{Event: appliance.OperatorChanged{Operator: appliance.Operator{ID: o, Disabled: disabled}}})
	}
	if err := errors.Join(changed(1, false), changed(2, true)); err != nil {
		t.Errorf("a page ends though its operator may stay: %v", err)
	}
	if changed(1, true) == nil {
		t.Error("his page goes on")
	}
}
