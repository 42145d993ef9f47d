package call_test

import (
	"testing"
	"time"

	"cordboard/appliance"
	"cordboard/ivr"
)

// TestTreeFindsTheContactWhoCalls leads callers by who has their number. A card
// that the call itself made says nothing about them.
func TestTreeFindsTheContactWhoCalls(t *testing.T) {
	jana := appliance.Contact{ID: 5, Name: "Jana", Created: time.Now().Add(-time.Hour)}
	petr := appliance.Contact{ID: 6, Name: "Petr", Created: time.Now().Add(-time.Hour)}
	fresh := appliance.Contact{ID: 7, Created: time.Now().Add(time.Hour)}
	for name, c := range map[string]struct {
		contacts []appliance.Contact
		way      string
		contact  appliance.ContactID
	}{
		"nobody":       {nil, "unknown", 0},
		"one":          {[]appliance.Contact{jana, fresh}, "found, known", 5},
		"a family":     {[]appliance.Contact{jana, petr}, "several", 0},
		"a new number": {[]appliance.Contact{fresh}, "unknown", 0},
	} {
		t.Run(name, func(t *testing.T) {
			b := newBox(t)
			b.knows(c.contacts)
			b.leads(t, `
nodes:
  who: {lookup: caller, found: found, several: several, unknown: unknown}
  found: {if: known, yes: known, no: wait}
  known: {set: {way: "found, known"}, then: wait}
  several: {set: {way: several}, then: wait}
  unknown: {if: known, yes: wait, no: stranger}
  stranger: {set: {way: unknown}, then: wait}
  wait: {queue: Reception}
`)
			newCaller(t).dial(t, b, "200")
			b.desk.wait(t, "a caller who waits", waiting)
			got := b.desk.written().conversation
			if len(got.Parameters) != 1 || got.Parameters[0].Value != c.way || got.Contact != c.contact {
				t.Errorf("went %v as contact %d, want %s as %d", got.Parameters, got.Contact, c.way, c.contact)
			}
		})
	}
}

func parse(t *testing.T, text string) *ivr.Tree {
	t.Helper()
	tree, err := ivr.Parse("main", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return tree
}
