package call_test

import (
	"slices"
	"testing"
	"time"

	"cordboard/appliance"
	"cordboard/appliance/sqlite"
)

// Whatever happened while the feed was cut, the call stands as the store says
// afterwards.
func TestCallLearnsFromTheStoreWhatItDidNotHear(t *testing.T) {
	active := func(o ...appliance.OperatorID) func(*appliance.Conversation) {
		return func(c *appliance.Conversation) { c.State, c.Operators = appliance.Active, o }
	}
	for name, x := range map[string]struct {
		happened func(*appliance.Conversation)
		stands   func(t *testing.T, c *caller, o, colleague *voice)
	}{
		"a colleague has it": {active(supervisor), func(t *testing.T, c *caller, _, colleague *voice) {
			c.ear.hears(t, 880)
			colleague.hears(t, 1000)
		}},
		"a colleague came": {active(operator, supervisor), func(t *testing.T, c *caller, o, _ *voice) {
			c.ear.hearsBoth(t, 440, 880)
			o.hearsBoth(t, 1000, 880)
		}},
		"it waits in another queue": {
			func(c *appliance.Conversation) { c.State, c.Queue, c.Operators = appliance.Waiting, reception+1, nil },
			func(t *testing.T, c *caller, _, _ *voice) { c.ear.hears(t, 600) },
		},
		"it is over": {
			func(c *appliance.Conversation) { c.State = appliance.Finished },
			func(_ *testing.T, c *caller, _, _ *voice) { <-c.Over() },
		},
	} {
		t.Run(name, func(t *testing.T) {
			b := newBox(t)
			c, o := talk(t, b)
			colleague := newVoice(t, 880)
			b.legs.set(supervisor, colleague)
			b.desk.change(func() { x.happened(&b.desk.conversation) })
			b.calls.CatchUp(t.Context())
			x.stands(t, c, o, colleague)
		})
	}
}

func TestColleagueWhoWentUnheardSitsAtTheCallNoMore(t *testing.T) {
	b := newBox(t)
	c, o := talk(t, b)
	b.legs.set(supervisor, newVoice(t, 880))
	b.desk.change(func() { b.desk.conversation.Operators = []appliance.OperatorID{operator, supervisor} })
	b.calls.CatchUp(t.Context())
	c.ear.hearsBoth(t, 440, 880)
	b.desk.change(func() { b.desk.conversation.Operators = []appliance.OperatorID{operator} })
	b.calls.CatchUp(t.Context())
	c.ear.hears(t, 440)
	o.hears(t, 1000)
}

// The tree goes on where the operator whom it asked let it ring, which was not heard.
func TestTreeGoesOnWhenNobodyIsAskedAnyMore(t *testing.T) {
	b := newBox(t)
	b.leads(t, `
nodes:
  jana: {operator: jana, nobody: kept, busy: empty}
  kept: {hangup: kept}
  empty: {hangup: empty}
`)
	b.desk.change(func() { b.desk.offered = true })
	b.staff.rings = make(chan struct{}, 1)
	c := newCaller(t)
	c.dial(t, b, "200")
	<-b.staff.rings
	b.calls.CatchUp(t.Context())
	b.desk.change(func() { b.desk.offered = false })
	b.calls.CatchUp(t.Context())
	c.ear.hears(t, 1400)
	<-c.Over()
}

// A call that is owed was taken as the feed was cut: the contact is called all the
// same.
func TestCallThatIsOwedIsMadeThoughNobodyHeardThatItWasTaken(t *testing.T) {
	b := newBox(t)
	up(t, b)
	s := subscribe(880)
	newExchange(t, b, map[string]*subscriber{"775418102": s}, 486)
	o := newVoice(t, 440)
	err := b.store.Write(t.Context(), func(tx *sqlite.Tx) error {
		jana, err := tx.AddOperator(appliance.Operator{Login: "jana", Name: "Jana", Role: appliance.RoleOperator, Language: appliance.Czech})
		if err != nil {
			return err
		}
		b.legs.set(jana.ID, o)
		_, err = tx.AddConversation(appliance.Conversation{
			Channel: appliance.Callback, State: appliance.Active, Called: "775418102", Operators: []appliance.OperatorID{jana.ID}, Began: time.Now(),
		})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	b.calls.CatchUp(t.Context())
	s.ear.hears(t, 440)
	o.hears(t, 880)
	close(s.hangup)
	b.desk.wait(t, "the end", func(d *desk) bool { return slices.Contains(d.ended, "contact hangup") })
}
