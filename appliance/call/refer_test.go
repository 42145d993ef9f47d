package call_test

import (
	"context"
	"errors"
	"slices"
	"testing"

	"cordboard/appliance"
	"cordboard/appliance/media"
	"cordboard/appliance/sip"
)

// calls has a telephone of the exchange call somebody, and talk until the end.
func (e *exchange) calls(t *testing.T, s *subscriber, out sip.Outgoing) {
	t.Helper()
	up(t, &box{sip: e.addr})
	leg, err := e.engine.Open()
	if err != nil {
		t.Fatal(err)
	}
	out.Transport, out.Sound = "UDP", leg.Local()
	line, err := e.server.Dial(out)
	if err != nil {
		t.Fatal(err)
	}
	for answered := false; !answered; {
		switch event := (<-line.Events()).(type) {
		case sip.Answered:
			leg.Connect(event.Stream)
			answered = true
		case sip.Failed, nil:
			t.Fatalf("call to %s: %v", out.Number, event)
		}
	}
	leg.Listen(s.ear)
	leg.Play(media.Tone(s.hz, 0.3), nil)
	done := make(chan struct{})
	go func() {
		defer close(done)
		defer leg.Close()
		defer close(s.gone)
		s.talk(context.Background(), line, leg)
	}()
	t.Cleanup(func() { _ = line.Hangup(context.Background()); <-done })
	<-s.called
}

// ends is how the transfer went that a telephone asked for.
func (s *subscriber) ends(t *testing.T) int {
	t.Helper()
	for e := range s.told {
		if e.Over {
			return e.Status
		}
	}
	return 0
}

// withGuest brings the caller, the operator and a number of the exchange's
// together.
func withGuest(t *testing.T, b *box, guest *subscriber) (*caller, *voice) {
	t.Helper()
	c, o := talk(t, b)
	if err := b.calls.Add(t.Context(), 1, operator, "31"); err != nil {
		t.Fatal(err)
	}
	<-guest.called
	guest.ear.hearsBoth(t, 440, 1000)
	return c, o
}

func TestNumberPassesTheCallOnToAnother(t *testing.T) {
	b := newBox(t)
	guest, next := subscribe(1700), subscribe(2300)
	newExchange(t, b, map[string]*subscriber{"31": guest, "32": next}, 404)
	c, o := withGuest(t, b, guest)
	if err := guest.line.Refer(t.Context(), sip.Transfer{Number: "32"}); err != nil {
		t.Fatal(err)
	}
	c.ear.hearsBoth(t, 440, 2300)
	o.hearsBoth(t, 1000, 2300)
	next.ear.hearsBoth(t, 440, 1000)
	if got := guest.ends(t); got != 200 {
		t.Errorf("the one who passed the call on was told %d at last, want 200", got)
	}
	<-guest.gone
	b.desk.wait(t, "who is there now", func(d *desk) bool { return slices.Contains(d.entries, appliance.EntrySucceeded) })
	if s := b.calls.Standing(1); len(s.Parties) != 2 || s.Parties[1].Number != "32" {
		t.Errorf("the call stands as %+v, want 32 there", s)
	}
}

func TestNumberThatMayNotBeCalledIsNotCalledForAnybody(t *testing.T) {
	b := newBox(t)
	guest, next := subscribe(1700), subscribe(2300)
	newExchange(t, b, map[string]*subscriber{"31": guest, "32": next}, 404)
	c, _ := withGuest(t, b, guest)
	b.out.refuse(appliance.Refuse(appliance.Forbidden, "refusal.dial-denied"))
	err := guest.line.Refer(t.Context(), sip.Transfer{Number: "32"})
	if refused := new(sip.Refused); !errors.As(err, &refused) || refused.Status != 403 {
		t.Errorf("Refer = %v, want 403", err)
	}
	c.ear.hearsBoth(t, 440, 1700)
	select {
	case <-next.called:
		t.Error("it was called")
	default:
	}
	if asked := b.out.lastAsked(); asked != operator {
		t.Errorf("operator %v answered for it, want %v", asked, operator)
	}
}

func TestTalkGoesOnWhenNobodyTakesTheCallThatIsPassedOn(t *testing.T) {
	b := newBox(t)
	guest := subscribe(1700)
	newExchange(t, b, map[string]*subscriber{"31": guest}, 486)
	c, o := withGuest(t, b, guest)
	if err := guest.line.Refer(t.Context(), sip.Transfer{Number: "32"}); err != nil {
		t.Fatal(err)
	}
	if got := guest.ends(t); got != 486 {
		t.Errorf("it was told %d, want 486", got)
	}
	c.ear.hearsBoth(t, 440, 1700)
	o.hearsBoth(t, 1000, 1700)
	guest.ear.hearsBoth(t, 440, 1000)
}

// A telephone of the exchange calls us and then passes its own call on, hanging
// up at once: the operator has whom it named.
func TestCallerPassesHisCallOn(t *testing.T) {
	b := newBox(t)
	up(t, b)
	boss, secretary := subscribe(2300), subscribe(1700)
	e := newExchange(t, b, map[string]*subscriber{"32": boss}, 404)
	o := newVoice(t, 440)
	b.legs.set(operator, o)
	e.calls(t, secretary, sip.Outgoing{Peer: b.sip, Number: "200"})
	b.desk.wait(t, "a caller who waits", waiting)
	b.desk.accept()
	o.hears(t, 1700)
	if err := secretary.line.Refer(t.Context(), sip.Transfer{Number: "32"}); err != nil {
		t.Fatal(err)
	}
	close(secretary.hangup)
	o.hears(t, 2300)
	boss.ear.hears(t, 440)
	close(boss.hangup)
	b.desk.wait(t, "the end", func(d *desk) bool { return slices.Contains(d.ended, "contact hangup") })
}

// takesOver has a colleague pick up from 31 what was called there: his call takes the
// place of that one (RFC 3891).
func (e *exchange) takesOver(t *testing.T, b *box, guest, colleague *subscriber) {
	t.Helper()
	asked := subscribe(2900)
	other := newExchange(t, &box{out: &outside{}}, map[string]*subscriber{"33": asked}, 404)
	// 31 tells the colleague's telephone which call to take.
	between := subscribe(2600)
	e.calls(t, between, sip.Outgoing{Peer: other.addr, Number: "33"})
	<-asked.called
	go func() { _ = between.line.Refer(t.Context(), sip.Transfer{Instead: guest.line}) }()
	r := <-asked.asked
	if err := r.Accept(); err != nil {
		t.Fatal(err)
	}
	other.calls(t, colleague, sip.Outgoing{Peer: b.sip, Replaces: r.Replaces, Caller: sip.Party{Number: "33"}})
	<-guest.gone
}

func TestCallTakesThePlaceOfOneThatStands(t *testing.T) {
	b := newBox(t)
	guest, colleague := subscribe(1700), subscribe(2300)
	e := newExchange(t, b, map[string]*subscriber{"31": guest}, 404)
	c, o := withGuest(t, b, guest)
	e.takesOver(t, b, guest, colleague)
	c.ear.hearsBoth(t, 440, 2300)
	o.hearsBoth(t, 1000, 2300)
	colleague.ear.hearsBoth(t, 440, 1000)
	if s := b.calls.Standing(1); len(s.Parties) != 2 || s.Parties[1].Number != "33" {
		t.Errorf("the call stands as %+v, want 33 there", s)
	}
	close(colleague.hangup)
	o.hears(t, 1000)
}

// withCaller brings a telephone of an exchange that leads callers on, and has
// the number 32, to the operator.
func withCaller(t *testing.T, b *box, caller, boss *subscriber) *voice {
	t.Helper()
	up(t, b)
	b.out.refers = true
	e := newExchange(t, b, map[string]*subscriber{"32": boss}, 404)
	o := newVoice(t, 440)
	b.legs.set(operator, o)
	e.calls(t, caller, sip.Outgoing{Peer: b.sip, Number: "200"})
	b.desk.wait(t, "a caller who waits", waiting)
	b.desk.accept()
	o.hears(t, 1700)
	return o
}

func TestExchangeLeadsTheCallerOnToANumber(t *testing.T) {
	b, caller, boss := newBox(t), subscribe(1700), subscribe(2300)
	withCaller(t, b, caller, boss)
	if err := b.calls.Transfer(t.Context(), 1, operator, "32"); err != nil {
		t.Fatal(err)
	}
	r := <-caller.asked
	if r.Number != "32" || r.Replaces != nil {
		t.Errorf("the exchange is asked for %q in place of %v, want 32", r.Number, r.Replaces)
	}
	caller.ear.hears(t, 600) // until it has
	if err := errors.Join(r.Accept(), r.Tell(180, "Ringing"), r.Tell(200, "OK")); err != nil {
		t.Fatal(err)
	}
	<-caller.gone
	b.desk.wait(t, "the end", func(d *desk) bool { return slices.Equal(d.ended, []string{"operator handed"}) })
	select {
	case <-boss.called:
		t.Error("the box called the number too")
	default:
	}
}

func TestOperatorHasTheCallerWhenTheExchangeCannotLeadHimOn(t *testing.T) {
	b, caller, boss := newBox(t), subscribe(1700), subscribe(2300)
	o := withCaller(t, b, caller, boss)
	if err := b.calls.Transfer(t.Context(), 1, operator, "32"); err != nil {
		t.Fatal(err)
	}
	r := <-caller.asked
	if err := errors.Join(r.Accept(), r.Tell(486, "Busy Here")); err != nil {
		t.Fatal(err)
	}
	b.desk.wait(t, "why", func(d *desk) bool { return slices.Contains(d.entries, appliance.EntryPartyFailed) })
	if err := b.calls.Hold(t.Context(), 1, operator, false); err != nil {
		t.Fatal(err)
	}
	o.hears(t, 1700)
	caller.ear.hears(t, 440)
}

func TestBoxCallsTheNumberWhereTheExchangeWillNot(t *testing.T) {
	b, caller, boss := newBox(t), subscribe(1700), subscribe(2300)
	withCaller(t, b, caller, boss)
	if err := b.calls.Transfer(t.Context(), 1, operator, "32"); err != nil {
		t.Fatal(err)
	}
	if err := (<-caller.asked).Refuse(501, "Not Implemented"); err != nil {
		t.Fatal(err)
	}
	<-boss.called
	again := <-caller.asked // now that both talk
	if again.Replaces == nil {
		t.Error("the exchange is not told which calls it could join")
	}
	if err := again.Refuse(501, "Not Implemented"); err != nil {
		t.Fatal(err)
	}
	caller.ear.hears(t, 2300)
	boss.ear.hears(t, 1700)
	close(caller.hangup)
	<-boss.gone
}

func TestExchangeConnectsThoseWhoAreLeftToThemselves(t *testing.T) {
	b, caller, boss := newBox(t), subscribe(1700), subscribe(2300)
	o := withCaller(t, b, caller, boss)
	if err := b.calls.Consult(t.Context(), 1, operator, "32"); err != nil {
		t.Fatal(err)
	}
	o.hears(t, 2300)
	if err := b.calls.Hand(t.Context(), 1, operator); err != nil {
		t.Fatal(err)
	}
	r := <-caller.asked
	<-boss.called
	if r.Replaces == nil || r.Replaces.CallID != boss.line.ID() {
		t.Errorf("the call to be taken is %v, want that to 32", r.Replaces)
	}
	if err := r.Accept(); err != nil {
		t.Fatal(err)
	}
	caller.ear.hears(t, 2300) // the box is still between them
	if err := r.Tell(200, "OK"); err != nil {
		t.Fatal(err)
	}
	<-caller.gone
	<-boss.gone
	b.desk.wait(t, "the end", func(d *desk) bool { return slices.Equal(d.ended, []string{"operator handed"}) })
}

// 31 talks in one call and waits in another, and has the two joined: who talked
// with it is now who waits.
func TestTelephoneJoinsTwoCallsThatItHas(t *testing.T) {
	b, guest, waits := newBox(t), subscribe(1700), subscribe(2600)
	e := newExchange(t, b, map[string]*subscriber{"31": guest}, 404)
	c, o := withGuest(t, b, guest)
	b.desk.change(func() { b.desk.opens = second })
	e.calls(t, waits, sip.Outgoing{Peer: b.sip, Number: "200"})
	b.desk.wait(t, "a caller who waits", waiting)
	waits.ear.hears(t, 600)
	if err := guest.line.Refer(t.Context(), sip.Transfer{Instead: waits.line}); err != nil {
		t.Fatal(err)
	}
	if got := guest.ends(t); got != 200 {
		t.Errorf("it was told %d at last, want 200", got)
	}
	<-guest.gone
	<-waits.gone
	c.ear.hearsBoth(t, 440, 600)

	other := newVoice(t, 2900)
	b.legs.set(operator+1, other)
	b.feed.Publish(appliance.PartBegan{
		Part:         appliance.Part{Operator: operator + 1, Role: appliance.Serving},
		Conversation: appliance.Conversation{ID: second, Channel: appliance.Phone, State: appliance.Active},
	})
	c.ear.hearsBoth(t, 440, 2900)
	o.hearsBoth(t, 1000, 2900)
	other.hearsBoth(t, 440, 1000)
	if err := b.calls.Hangup(t.Context(), second, operator+1); err != nil {
		t.Fatal(err)
	}
	o.hears(t, 1000) // the two of before have each other
	c.ear.hears(t, 440)
}
