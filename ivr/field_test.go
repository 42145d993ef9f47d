package ivr_test

import (
	"testing"

	"cordboard/ivr"

	"github.com/google/go-cmp/cmp"
)

// TestWhatHoldsOtherwiseIsWhatTheParserTakes reads a node of each kind without a
// key, and with what is said to hold then.
func TestWhatHoldsOtherwiseIsWhatTheParserTakes(t *testing.T) {
	nodes := map[string]string{
		"play": "play: ask\n    then: b", "say": "say: Hello\n    then: b", "menu": "menu: ask\n    1: b\n    nothing: b",
		"collect": "collect: order\n    ask: ask\n    digits: 4\n    then: b\n    nothing: b", "directory": "directory: ask\n    nobody: b\n    nothing: b",
		"invitation": "invitation: ask\n    nobody: b\n    nothing: b", "survey": "survey: mark\n    ask: ask\n    then: b\n    nothing: b",
		"queue": "queue: Orders", "operator": "operator: jana\n    nobody: b", "dial": "dial: \"+420222333444\"\n    nobody: b", "voicemail": "voicemail: ask\n    to: Orders\n    then: b",
	}
	act := func(text string) ivr.Act {
		t.Helper()
		tree, err := ivr.Parse("test", []byte("nodes:\n  a:\n    "+text+"\n  b: {hangup: }\n"))
		if err != nil {
			t.Fatalf("%s: %v", text, err)
		}
		return tree.Find("a").Act
	}
	held := 0
	for _, kind := range ivr.Kinds() {
		for _, f := range ivr.Fields(kind) {
			otherwise := ivr.Otherwise(kind, f.Key)
			if otherwise == "" {
				continue
			}
			held++
			without, with := act(nodes[kind]), act(nodes[kind]+"\n    "+f.Key+": \""+otherwise+"\"")
			if f.Shape == ivr.ShapePrompt { // it is heard, but not written
				if d := cmp.Diff(without.Prompts(), with.Prompts()); d != "" {
					t.Errorf("%s, %s: %s\n%s", kind, f.Key, otherwise, d)
				}
			} else if d := cmp.Diff(without, with); d != "" {
				t.Errorf("%s, %s: %s\n%s", kind, f.Key, otherwise, d)
			}
		}
	}
	if held < 20 {
		t.Errorf("only %d are said", held)
	}
}
