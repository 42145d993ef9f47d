package call_test

import (
	"testing"
	"time"

	"cordboard/appliance"
	"cordboard/ivr/spoken"
)

// TestCallerIsToldHisPlaceAndHowLongItWillBe hears tones in place of words.
func TestCallerIsToldHisPlaceAndHowLongItWillBe(t *testing.T) {
	b := newBox(t)
	pieces := map[string]float64{}
	for i, name := range append(spoken.Ahead(appliance.English, 2), spoken.Wait(appliance.English, 4*time.Minute)...).Prompts() {
		pieces[name] = 1500 + 100*float64(i)
	}
	b.speaks(pieces)
	c := newCaller(t)
	c.dial(t, b, "200")
	c.ear.hears(t, 600)
	for i := range len(pieces) {
		c.ear.hears(t, 1500+100*float64(i))
	}
	c.ear.hears(t, 600)
}

func TestKeyLeadsOutOfTheQueue(t *testing.T) {
	b := newBox(t)
	b.leads(t, `
nodes:
  wait: {queue: Reception, 1: mail}
  mail: {hangup: kept}
`)
	c := newCaller(t)
	c.dial(t, b, "200")
	b.desk.wait(t, "a caller who waits", waiting)
	c.ear.hears(t, 600)
	c.leg.SendDigit(digit('1'))
	c.ear.hears(t, 1400)
	b.desk.wait(t, "that he waits no more", func(d *desk) bool { return d.conversation.State != appliance.Waiting })
	<-c.Over()
}

func TestWhoWaitsTooLongGoesOn(t *testing.T) {
	b := newBox(t)
	b.leads(t, `
nodes:
  wait: {queue: Reception, for: 5s, late: mail}
  mail: {hangup: kept}
`)
	c := newCaller(t)
	c.dial(t, b, "200")
	b.desk.wait(t, "a caller who waits", waiting)
	c.ear.hears(t, 1400)
	<-c.Over()
}
