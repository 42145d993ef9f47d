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

// TestTreeTellsWhyItSendsACallerAway from a queue that is full and one that nobody
// answers in time: he is missed where he wanted to be.
func TestTreeTellsWhyItSendsACallerAway(t *testing.T) {
	tree, err := ivr.Parse("main", []byte(`
nodes:
  wait:
    queue: Reception
    most: 2
    full: bye
    for: 5s
    late: bye
  bye:
    hangup:
`))
	if err != nil {
		t.Fatal(err)
	}
	for want, ahead := range map[appliance.EntryKind]int64{appliance.EntryFull: 2, appliance.EntryLate: 1} {
		b := newBox(t)
		b.follows(tree)
		b.desk.ahead.Store(ahead)
		c := newCaller(t)
		c.dial(t, b, "200")
		b.desk.wait(t, "the end", func(d *desk) bool { return slices.Equal(d.ended, []string{"system tree"}) })
		got := b.desk.written()
		if !slices.Contains(got.entries, want) || got.conversation.Queue != reception {
			t.Errorf("%d are ahead of him: the story is %v, of queue %s, want %s of %d", ahead, got.entries, got.conversation.Queue, want, reception)
		}
		if want == appliance.EntryLate && got.late != "5" {
			t.Errorf("nobody answered him within %q seconds, want 5", got.late)
		}
	}
}
