package call_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"cordboard/appliance"
	"cordboard/appliance/call"
	"cordboard/appliance/peertest"
	"cordboard/appliance/sqlite"
	trunks "cordboard/appliance/trunk"
)

// owedTo brings a caller to where he is owed a call.
func owedTo(t *testing.T, b *box) {
	t.Helper()
	b.leads(t, `
nodes:
  wait: {queue: Reception, 1: back}
  back: {callback: Reception, then: kept, failed: empty}
  kept: {hangup: kept}
  empty: {hangup: empty}
`)
	c := newCaller(t)
	c.dial(t, b, "200")
	b.desk.wait(t, "a caller who waits", waiting)
	c.leg.SendDigit(digit('1'))
	c.ear.hears(t, 1400)
	if want := []string{"promised 775418102"}; !slices.Equal(b.desk.written().owed, want) {
		t.Errorf("while he hears that he is called back: %v, want %v alone", b.desk.written().owed, want)
	}
	<-c.Over()
	b.desk.wait(t, "that he waits without a telephone", func(d *desk) bool { return len(d.owed) == 2 && d.owed[1] == "waits" })
}

func TestCallerIsCalledBackWhenHisTurnComes(t *testing.T) {
	b := newBox(t)
	s := subscribe(880)
	newExchange(t, b, map[string]*subscriber{"775418102": s}, 486)
	owedTo(t, b)
	o := newVoice(t, 440)
	b.legs.set(operator, o)
	b.desk.takeOwed("775418102")
	s.ear.hears(t, 440)
	o.hears(t, 880)
	b.desk.takeOwed("775418102") // told again, he is not called again
	close(s.hangup)
	b.desk.wait(t, "the end", func(d *desk) bool { return d.owed[len(d.owed)-1] == "ended by contact" })
}

func TestWhoDoesNotTakeTheCallThatHeIsOwedIsCalledAgainSoOften(t *testing.T) {
	b := newBox(t)
	newExchange(t, b, nil, 486)
	owedTo(t, b)
	b.legs.set(operator, newVoice(t, 440))
	b.desk.takeOwed("775418102")
	b.desk.wait(t, "that he waits again", func(d *desk) bool { return len(d.owed) == 4 })
	b.desk.takeOwed("775418102")
	want := []string{"promised 775418102", "waits", "busy", "waits", "busy", "ended by system"}
	b.desk.wait(t, "the end of all tries", func(d *desk) bool { return slices.Equal(d.owed, want) })
}

// owedAndHeard is a caller who is owed a call, and an operator to make it.
func owedAndHeard(t *testing.T, b *box) *subscriber {
	t.Helper()
	s := subscribe(880)
	newExchange(t, b, map[string]*subscriber{"775418102": s}, 486)
	owedTo(t, b)
	b.legs.set(operator, newVoice(t, 440))
	return s
}

// TestPlannedTryIsNotMadeOnceSomebodyHasCalledBeforeItsTime has an operator call a
// contact while he rests between two tries.
func TestPlannedTryIsNotMadeOnceSomebodyHasCalledBeforeItsTime(t *testing.T) {
	b := newBox(t)
	s := owedAndHeard(t, b)
	planned := b.calls.Plan(callback)
	b.desk.takeOwed("775418102")
	defer close(s.hangup)
	s.ear.hears(t, 440)
	if b.calls.Due(callback, planned) {
		t.Error("he was called, and the try that was planned before is made too")
	}
	next := b.calls.Plan(callback)
	if !b.calls.Due(callback, next) || b.calls.Due(callback, next) {
		t.Error("a try that nobody was before is not made once")
	}
}

// A call is found before it has any sound.
func TestLineOfACallThatOnlyBeginsIsNotKnown(t *testing.T) {
	b := newBox(t)
	s := owedAndHeard(t, b)
	before := b.out.entered.Load()
	b.out.gate = make(chan struct{})
	b.desk.takeOwed("775418102")
	if !peertest.Until(20*time.Second, func() bool { return b.out.entered.Load() > before }) {
		t.Fatal("he is not called")
	}
	if line, known := b.calls.Line(callback); known {
		t.Errorf("its line is %+v", line)
	}
	close(b.out.gate)
	defer close(s.hangup)
	s.ear.hears(t, 440)
}

func TestNoCallIsPromisedWhereNoneGoesOut(t *testing.T) {
	b := newBox(t)
	b.leads(t, "nodes:\n  back: {callback: Reception, then: kept, failed: empty}\n  kept: {hangup: kept}\n  empty: {hangup: empty}\n")
	c := newCaller(t)
	c.dial(t, b, "200")
	c.ear.hears(t, 1600)
	if said := b.log.of("no call can be promised"); len(said) != 1 || !strings.Contains(said[0], "no trunk calls out") {
		t.Errorf("logged is %q, want why", said)
	}
}

// TestWhatWeRefuseIsNotTheExchangesDoing neither for a number of the tree nor for one
// that is owed a call.
func TestWhatWeRefuseIsNotTheExchangesDoing(t *testing.T) {
	for refused, want := range map[*appliance.Refusal]string{trunks.ErrDenied: "denied", trunks.ErrNoWayOut: "no-way-out"} {
		b := newBox(t)
		b.out.refuse(refused)
		b.leads(t, "nodes:\n  out: {dial: \"+442071234567\", failed: empty, then: empty}\n  empty: {hangup: empty}\n")
		newCaller(t).dial(t, b, "200")
		b.desk.wait(t, "why it was not called", func(d *desk) bool { return slices.Equal(d.causes, []string{want}) })
	}
	b := newBox(t)
	newExchange(t, b, nil, 486)
	owedTo(t, b)
	b.out.refuse(trunks.ErrDenied)
	b.legs.set(operator, newVoice(t, 440))
	b.desk.takeOwed("775418102")
	b.desk.wait(t, "why he was not called", func(d *desk) bool { return slices.Contains(d.owed, "denied") })
}

func TestCallOwedByAKilledBoxWaitsAgain(t *testing.T) {
	b := newBox(t) // in whose store the call is owed
	if err := b.calls.Recover(t.Context()); err != nil {
		t.Fatal(err)
	}
	if want := []string{"waits"}; !slices.Equal(b.desk.written().owed, want) {
		t.Errorf("got %v, want %v", b.desk.written().owed, want)
	}
}

// A try that was planned when the box stopped is made at its time, and at once
// where that has passed meanwhile.
func TestPlannedTryOutlivesARestart(t *testing.T) {
	const pause = 15 * time.Minute
	for name, x := range map[string]struct {
		ago   time.Duration // of the try before
		waits bool
	}{
		"its time is still to come": {time.Minute, false},
		"its time comes":            {pause - 100*time.Millisecond, true},
		"its time has passed":       {time.Hour, true},
	} {
		t.Run(name, func(t *testing.T) {
			b := newBoxOf(t, func(d *call.Deps) {
				failed := appliance.Entry{
					Conversation: callback, At: time.Now().Add(-x.ago), Kind: appliance.EntryPartyFailed, By: appliance.BySystem,
					Data: map[string]string{"number": "775418102", "cause": "no-answer", "pause": "900"},
				}
				err := d.Recordings.Store.Write(t.Context(), func(tx *sqlite.Tx) error {
					_, err := tx.AddEntry(failed)
					return err
				})
				if err != nil {
					t.Fatal(err)
				}
			})
			if err := b.calls.Recover(t.Context()); err != nil {
				t.Fatal(err)
			}
			if x.waits {
				b.desk.wait(t, "that he waits", func(d *desk) bool { return slices.Equal(d.owed, []string{"waits"}) })
				return
			}
			if got := b.desk.written().owed; len(got) > 0 {
				t.Errorf("before its time: %v", got)
			}
			if !b.calls.Planned(callback) {
				t.Error("the try is not planned any more")
			}
		})
	}
}

// Of calls that were owed as the box was killed, the one in which nobody had
// answered yet is made again, and no other.
func TestWhoHasTalkedIsNotCalledAgainAfterAKill(t *testing.T) {
	for name, c := range map[string]struct {
		reached bool
		want    []string
	}{
		"it rang":    {false, []string{"restart", "waits"}},
		"she talked": {true, []string{"ended by system"}},
	} {
		t.Run(name, func(t *testing.T) {
			b := newBox(t) // in whose store the call is owed
			err := b.store.Write(t.Context(), func(tx *sqlite.Tx) error {
				owed, err := tx.Conversation(callback)
				if err != nil {
					return err
				}
				owed.State = appliance.Active
				if c.reached {
					e := appliance.Entry{Conversation: callback, At: time.Now(), Kind: appliance.EntryReached, By: appliance.ByContact}
					if _, err := tx.AddEntry(e); err != nil {
						return err
					}
				}
				return tx.SaveConversation(owed)
			})
			if err != nil {
				t.Fatal(err)
			}
			if err := b.calls.Recover(t.Context()); err != nil {
				t.Fatal(err)
			}
			if !slices.Equal(b.desk.owed, c.want) {
				t.Errorf("got %v, want %v", b.desk.owed, c.want)
			}
		})
	}
}
