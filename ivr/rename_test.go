package ivr_test

import (
	"errors"
	"testing"

	"cordboard/ivr"
)

func TestTreeIsRenamedWhereATextLeadsThroughItAndNowhereElse(t *testing.T) {
	for text, want := range map[string]string{
		"nodes:\n  a:\n    tree: main # by day\n    then: main\n  main: {queue: main}\n": "nodes:\n  a:\n    tree: front door # by day\n    then: main\n  main: {queue: main}\n",
		"nodes:\n  a: {tree: \"main\", then: b}\n  b: {tree: main}\n":                    "nodes:\n  a: {tree: front door, then: b}\n  b: {tree: front door}\n",
		"nodes:\n  a: {tree: other}\n  b: {hangup: main}\n":                              "nodes:\n  a: {tree: other}\n  b: {hangup: main}\n",
		"nodes:\n  a: {tree: main, then: nowhere}\n  b: {menu: }\n":                      "nodes:\n  a: {tree: front door, then: nowhere}\n  b: {menu: }\n",
	} {
		got, err := ivr.RenameTree([]byte(text), "main", "front door")
		if err != nil || string(got) != want {
			t.Errorf("%q became %q, %v, want %q", text, got, err, want)
		}
		if before, after := ivr.LeadsThrough([]byte(text), "main"), ivr.LeadsThrough(got, "front door"); before != after || ivr.LeadsThrough(got, "main") {
			t.Errorf("%q led through it: %v, and then %v", text, before, after)
		}
	}
	if _, err := ivr.RenameTree([]byte("nodes: ["), "main", "x"); !errors.Is(err, ivr.ErrOutline) {
		t.Errorf("a text without an outline: got %v, want %v", err, ivr.ErrOutline)
	}
}
