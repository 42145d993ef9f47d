package call_test

import (
	"slices"
	"testing"

	"cordboard/appliance"
	"cordboard/ivr/run"
)

const wantsJana = `
nodes:
  jana: {operator: jana, busy: busy, nobody: nobody}
  busy: {set: {way: busy}, then: wait}
  nobody: {set: {way: nobody}, then: wait}
  wait: {queue: Reception}
`

// TestCallerGoesTheWayOfTheOperatorWhoDoesNotTakeHim rings an operator, who does
// not take the call in each of the ways.
func TestCallerGoesTheWayOfTheOperatorWhoDoesNotTakeHim(t *testing.T) {
	for name, c := range map[string]struct {
		refuses run.Outcome
		how     appliance.OfferEnd
		way     string
	}{
		"busy":      {run.Busy, "", "busy"},
		"not there": {run.Nobody, "", "nobody"},
		"declined":  {"", appliance.OfferDeclined, "busy"},
		"unheard":   {"", appliance.OfferUnheard, "nobody"},
		"gone":      {"", appliance.OfferWithdrawn, "nobody"},
	} {
		t.Run(name, func(t *testing.T) {
			b := newBox(t)
			b.staff.refuses = c.refuses
			b.tree = parse(t, wantsJana)
			caller := newCaller(t)
			caller.dial(t, b, "200")
			if c.refuses == "" {
				caller.ear.hears(t, 600)
				// Of another's offer nothing follows.
				b.feed.Publish(appliance.OfferEnded{Offer: appliance.Offer{Conversation: 1, Operator: operator + 1}, How: appliance.OfferDeclined})
				b.feed.Publish(appliance.OfferEnded{Offer: appliance.Offer{Conversation: 1, Operator: operator}, How: c.how})
			}
			b.desk.wait(t, "a caller who waits", waiting)
			if got := b.desk.conversation.Parameters; len(got) != 1 || got[0].Value != c.way {
				t.Errorf("went %v, want %s", got, c.way)
			}
			if want := []appliance.OperatorID{operator}; !slices.Equal(b.staff.rung, want) {
				t.Errorf("rung were %v, want %v", b.staff.rung, want)
			}
		})
	}
}

func TestCallerTalksWithTheOperatorWhomHeSpelled(t *testing.T) {
	b := newBox(t)
	b.tree = parse(t, "nodes:\n  name: {directory: welcome, nobody: bye, nothing: bye}\n  bye: {hangup: empty}\n")
	o := newVoice(t, 440)
	b.legs.set(operator, o)
	c := newCaller(t)
	c.dial(t, b, "200")
	c.ear.hears(t, 1200)
	for _, key := range "526" {
		c.leg.SendDigit(digit(byte(key)))
	}
	c.ear.hears(t, 600)
	b.desk.accept()
	c.ear.hears(t, 440)
}

// TestWhoTakesNoCallsIsNotSpelled spells Petr, who takes chats alone.
func TestWhoTakesNoCallsIsNotSpelled(t *testing.T) {
	b := newBox(t)
	b.tree = parse(t, "nodes:\n  name: {directory: welcome, nobody: bye, nothing: bye, wrong: {then: unknown}, retries: 0}\n  bye: {hangup: empty}\n  unknown: {hangup: kept}\n")
	c := newCaller(t)
	c.dial(t, b, "200")
	for _, key := range "738#" {
		c.leg.SendDigit(digit(byte(key)))
	}
	c.ear.hears(t, 1400)
}
