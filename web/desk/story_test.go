package desk

import (
	"strings"
	"testing"

	"cordboard/appliance"
)

func TestStoryNamesAPressedKeyByItsLabel(t *testing.T) {
	w := &writer{ctx: t.Context()}
	for want, data := range map[string]map[string]string{
		"Orders": {"key": "1", "node": "n7", "label": "Orders"},
		"topics": {"key": "8", "node": "topics", "label": ""},
		"older":  {"key": "1", "node": "older"},
	} {
		got := w.happened(appliance.Conversation{}, appliance.Entry{Kind: appliance.EntryPressed, Data: data})
		if !strings.HasSuffix(got, "· "+want) || !strings.Contains(got, data["key"]) {
			t.Errorf("%v: got %q, want the key and %q", data, got, want)
		}
	}
}
