package desk

import (
	"testing"

	"cordboard/appliance"
)

func TestStoryNamesAPressedKeyByItsLabelAndNeverByANode(t *testing.T) {
	w := &writer{ctx: t.Context()}
	for want, data := range map[string]map[string]string{
		"Pressed 1 · Orders": {"key": "1", "node": "n7", "label": "Orders"},
		"Pressed 8":          {"key": "8", "node": "topics", "label": ""},
		"Pressed *":          {"key": "*", "node": "older"},
	} {
		got := w.happened(appliance.Conversation{}, appliance.Entry{Kind: appliance.EntryPressed, Data: data})
		if got != want {
			t.Errorf("%v: got %q, want %q", data, got, want)
		}
	}
}

func TestStorySaysThatAVisitorWentAwayWhileHeWaited(t *testing.T) {
	w := &writer{ctx: t.Context(), book: &book{names: &names{}}}
	for cause, want := range map[string]string{"": "The contact ended the conversation", "gone": "The contact went away while waiting"} {
		e := appliance.Entry{Kind: appliance.EntryEnded, By: appliance.ByContact, Data: map[string]string{"cause": cause}}
		if got := w.happened(appliance.Conversation{Channel: appliance.WebChat}, e); got != want {
			t.Errorf("%q: got %q, want %q", cause, got, want)
		}
	}
}

func TestStorySaysHowOftenTheSoundBroke(t *testing.T) {
	w := &writer{ctx: t.Context()}
	for count, want := range map[string]string{"1": "The sound broke once more, for 0:42", "10": "The sound broke 10 more times, 0:42 in all"} {
		e := appliance.Entry{Kind: appliance.EntryBreaks, Data: map[string]string{"count": count, "seconds": "42"}}
		if got := w.happened(appliance.Conversation{}, e); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}
