package call_test

import (
	"slices"
	"testing"

	"cordboard/appliance"
	"cordboard/ivr"
)

// TestTreeAsksAboutTheCallAndSetsParameters leads a caller by what a condition
// finds, with a text that nobody has spoken yet on the way.
func TestTreeAsksAboutTheCallAndSetsParameters(t *testing.T) {
	b := newBox(t)
	tree, err := ivr.Parse("main", []byte(`
nodes:
  ask:
    if: called == "200" and caller endsWith "775418102" and queue("Reception").manned and not known
    yes: note
    no: bye
  note:
    set: {topic: orders}
    then: hint
  hint:
    say: One moment
    then: wait
  wait:
    queue: Reception
  bye:
    hangup:
`))
	if err != nil {
		t.Fatal(err)
	}
	b.follows(tree)
	c := newCaller(t)
	c.dial(t, b, "200")
	b.desk.wait(t, "a caller who waits", waiting)
	c.ear.hears(t, 600)
	want := []appliance.Parameter{{Key: "topic", Value: "orders", From: "tree"}}
	if got := b.desk.written().conversation.Parameters; !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}
