package call_test

import (
	"testing"

	"cordboard/appliance"
)

func TestCallerTalksWithTheNumberThatTheTreeCalls(t *testing.T) {
	const text = `
nodes:
  out: {dial: "31", nobody: busy, busy: busy, then: kept}
  busy: {hangup: empty}
  kept: {hangup: kept}
`
	t.Run("and goes on when it hangs up", func(t *testing.T) {
		b := newBox(t)
		s := subscribe(880)
		newExchange(t, b, map[string]*subscriber{"31": s}, 486)
		b.leads(t, text)
		c := newCaller(t)
		c.dial(t, b, "200")
		c.ear.hears(t, 880)
		s.ear.hears(t, 1000)
		close(s.hangup)
		c.ear.hears(t, 1400)
		<-c.Over()
	})
	t.Run("or goes on where it is busy", func(t *testing.T) {
		b := newBox(t)
		newExchange(t, b, nil, 486)
		b.leads(t, text)
		c := newCaller(t)
		c.dial(t, b, "200")
		c.ear.hears(t, 1600)
		<-c.Over()
	})
}

func TestCallerRatesTheTalkWhenTheOperatorHasLeft(t *testing.T) {
	b := newBox(t)
	b.leads(t, `
nodes:
  wait: {queue: Reception, after: rate}
  rate: {survey: mark, ask: welcome, keys: 1-5, then: thanks, nothing: thanks}
  thanks: {hangup: kept}
`)
	c, _ := talk(t, b)
	if err := b.calls.Hangup(t.Context(), 1, operator); err != nil {
		t.Fatal(err)
	}
	c.ear.hears(t, 1200)
	c.leg.SendDigit(digit('4'))
	c.ear.hears(t, 1400)
	<-c.Over()
	b.desk.wait(t, "the mark", func(d *desk) bool {
		p := d.conversation.Parameters
		return len(p) == 1 && p[0] == appliance.Parameter{Key: "mark", Value: "4", From: "tree"}
	})
}
