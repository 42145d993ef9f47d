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
			b.leads(t, wantsJana)
			caller := newCaller(t)
			caller.dial(t, b, "200")
			if c.refuses == "" {
				caller.ear.hears(t, 600)
				// Of another's offer nothing follows.
				b.feed.Publish(appliance.OfferEnded{Offer: appliance.Offer{Conversation: 1, Operator: operator + 1}, How: appliance.OfferDeclined})
				b.feed.Publish(appliance.OfferEnded{Offer: appliance.Offer{Conversation: 1, Operator: operator}, How: c.how})
			}
			b.desk.wait(t, "a caller who waits", waiting)
			if got := b.desk.written().conversation.Parameters; len(got) != 1 || got[0].Value != c.way {
				t.Errorf("went %v, want %s", got, c.way)
			}
			if want := []ring{{1, operator}}; !slices.Equal(b.staff.whoRang(), want) {
				t.Errorf("rung were %v, want %v", b.staff.whoRang(), want)
			}
		})
	}
}

func TestCallerTalksWithTheOperatorWhomHeSpelled(t *testing.T) {
	b := newBox(t)
	b.leads(t, "nodes:\n  name: {directory: welcome, nobody: bye, nothing: bye}\n  bye: {hangup: empty}\n")
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
	b.leads(t, "nodes:\n  name: {directory: welcome, nobody: bye, nothing: bye, wrong: {then: unknown}, retries: 0}\n  bye: {hangup: empty}\n  unknown: {hangup: kept}\n")
	c := newCaller(t)
	c.dial(t, b, "200")
	for _, key := range "738#" {
		c.leg.SendDigit(digit(byte(key)))
	}
	c.ear.hears(t, 1400)
}

func press(c *caller, keys string) {
	for _, key := range []byte(keys) {
		c.leg.SendDigit(digit(key))
	}
}

const invites = `
nodes:
  code: {invitation: welcome, nobody: nobody, nothing: nobody, wrong: {then: again}, retries: 0}
  again: {goto: code}
  nobody: {hangup: empty}
`

func TestCallerReachesWhoGaveHimTheNumber(t *testing.T) {
	b := newBox(t)
	b.leads(t, invites)
	b.legs.set(operator, newVoice(t, 440))
	c := newCaller(t)
	c.dial(t, b, "200")
	press(c, "123456")
	c.ear.hears(t, 600)
	if want := []ring{{1, operator}}; !slices.Equal(b.staff.whoRang(), want) {
		t.Errorf("rung were %v, want %v", b.staff.whoRang(), want)
	}
	b.desk.accept()
	c.ear.hears(t, 440)
}

// TestCallerGuessesSoManyInvitationsAndNoMore lets a tree ask without end.
func TestCallerGuessesSoManyInvitationsAndNoMore(t *testing.T) {
	b := newBox(t)
	b.leads(t, invites)
	c := newCaller(t)
	c.dial(t, b, "200")
	guesses := []string{"000000", "000001", "000002", "000003", "000004"}
	for i, guess := range guesses {
		c.ear.hears(t, 1200)
		press(c, guess)
		b.desk.wait(t, "the guess", func(d *desk) bool { return len(d.codes) == i+1 })
	}
	press(c, "123456")
	press(c, "123456")
	c.ear.hears(t, 1200)
	if !slices.Equal(b.desk.written().codes, guesses) || len(b.staff.whoRang()) > 0 {
		t.Errorf("asked for %v and rang %v, want %v alone", b.desk.written().codes, b.staff.whoRang(), guesses)
	}
}
