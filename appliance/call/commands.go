package call

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"cordboard/appliance"
	"cordboard/appliance/plain"
	"cordboard/appliance/sqlite"
)

// Mute keeps the operator's sound from the others, or lets it pass again, also a
// supervisor's. It is ErrNoCall or ErrNotYourCall where nobody hears him there.
func (cs *Calls) Mute(ctx context.Context, c appliance.ConversationID, o appliance.OperatorID, on bool) error {
	return cs.command(ctx, c, wish{o, mute{on}})
}

// Hold gives the caller music in place of the operators, or takes him back.
// Who is asked aside has the operators meanwhile. Taking back one who is not held
// has Standing.Failed not said any more. It is ErrNoCall or ErrNotYourCall where the
// operator does not serve him.
func (cs *Calls) Hold(ctx context.Context, c appliance.ConversationID, o appliance.OperatorID, on bool) error {
	return cs.command(ctx, c, wish{o, hold{on}})
}

// Hangup ends the call on our side, or leaves it to the other operators. It is
// ErrNoCall or ErrNotYourCall where he has no part in it.
func (cs *Calls) Hangup(ctx context.Context, c appliance.ConversationID, o appliance.OperatorID) error {
	return cs.command(ctx, c, wish{o, hangup{}})
}

// Leave takes an operator's place at a call away: who watches hears it no more, and
// whoever has a part in it hangs up. It fails as Watch and Hangup do.
func (cs *Calls) Leave(ctx context.Context, c appliance.ConversationID, o appliance.OperatorID) error {
	return cs.command(ctx, c, leave{o})
}

// End ends the call for all who are in it, whoever would go on without him. It is
// ErrNoCall where there is none, ErrNotYourCall for all but its Owner.
func (cs *Calls) End(ctx context.Context, c appliance.ConversationID, o appliance.OperatorID) error {
	return cs.command(ctx, c, wish{o, hangup{all: true}})
}

// Digit presses a key towards those whom the operator talks with. It is ErrDigit
// for what is no key, ErrNoCall or ErrNotYourCall where he does not serve it.
func (cs *Calls) Digit(ctx context.Context, c appliance.ConversationID, o appliance.OperatorID, key string) error {
	if len(key) != 1 || !strings.Contains("0123456789*#", key) {
		return ErrDigit
	}
	return cs.command(ctx, c, wish{o, digit{key[0]}})
}

// reasonLimit is the longest reason for a pause, in characters.
const reasonLimit = 200

// PauseRecording keeps what is said from now on out of the recording, for a
// reason that the call's story tells, or has it kept again. It is ErrPauseReason
// without one, ErrNotRecorded where nothing is kept, ErrNoCall or ErrNotYourCall where the operator does not serve it.
func (cs *Calls) PauseRecording(ctx context.Context, c appliance.ConversationID, o appliance.OperatorID, on bool, reason string) error {
	reason = plain.Line(reason, reasonLimit)
	if on && reason == "" {
		return ErrPauseReason
	}
	return cs.command(ctx, c, wish{o, pause{on, reason}})
}

// Consult holds the caller and has a number called whom the operator asks. It is
// ErrAsking while somebody is asked already, and else as Add is.
func (cs *Calls) Consult(ctx context.Context, c appliance.ConversationID, o appliance.OperatorID, number string) error {
	return cs.ask(ctx, c, o, number, ask{role: Aside})
}

// Add has a number called that joins caller and operators. It is ErrUnanswered
// before the contact has answered, ErrTableFull, ErrNoCall or ErrNotYourCall where
// the operator does not serve the call, and what Outside.Ways refuses.
func (cs *Calls) Add(ctx context.Context, c appliance.ConversationID, o appliance.OperatorID, number string) error {
	return cs.ask(ctx, c, o, number, ask{role: Guest})
}

// Transfer holds the caller, has a number called, and leaves the caller to
// whoever answers. If nobody does, the operator still has him. It fails as Consult
// does.
func (cs *Calls) Transfer(ctx context.Context, c appliance.ConversationID, o appliance.OperatorID, number string) error {
	return cs.ask(ctx, c, o, number, ask{role: Aside, handing: true})
}

// Merge has those who were asked aside talk with the caller too. It is
// ErrNobodyAside where nobody was or has answered, ErrNoCall or ErrNotYourCall where
// the operator does not serve the call.
func (cs *Calls) Merge(ctx context.Context, c appliance.ConversationID, o appliance.OperatorID) error {
	return cs.command(ctx, c, wish{o, merge{}})
}

// Hand leaves the caller to the numbers that were called for him. It fails as Merge
// does.
func (cs *Calls) Hand(ctx context.Context, c appliance.ConversationID, o appliance.OperatorID) error {
	return cs.command(ctx, c, wish{o, hand{}})
}

// Drop hangs up on a number that was called, or lets a colleague go who is asked
// aside. It is ErrNoParty where there is none at that seat, ErrNoCall or
// ErrNotYourCall where the operator does not serve the call.
func (cs *Calls) Drop(ctx context.Context, c appliance.ConversationID, o appliance.OperatorID, at int) error {
	return cs.command(ctx, c, wish{o, drop{seat(at)}})
}

// Watch lets a supervisor hear a call, in a Role: Listening, Whispering, or
// Guest to talk with everybody; without one he leaves. What he watched before, he
// leaves too. Whether he may is decided by who asks.
//
// It is ErrNoParty for another role, ErrNoSound while his sound is not up,
// appliance.ErrOnCall while he serves another call, ErrOwnCall where he serves
// this one, ErrNoCall where nobody talks in it, and ErrTableFull.
func (cs *Calls) Watch(ctx context.Context, c appliance.ConversationID, o appliance.OperatorID, role Role) error {
	switch role {
	case "", Listening, Whispering, Guest:
	default:
		return ErrNoParty
	}
	_, up := cs.Legs.Leg(o)
	if role != "" && !up && !cs.Legs.Comes(o) {
		return ErrNoSound
	}
	return cs.command(ctx, c, watch{operator: o, role: role})
}

// ask has a number called, which may be refused.
func (cs *Calls) ask(ctx context.Context, c appliance.ConversationID, o appliance.OperatorID, number string, what ask) error {
	what.number = number
	return cs.command(ctx, c, wish{o, what})
}

// Outward tells whether numbers can be called at all.
func (cs *Calls) Outward() bool { return cs.Outside.Outward() }

// Dial calls a number for an operator. The contact sees the number of the entry point
// that Site.Shown has for the one he asked for, or it fails as that does, and else as
// DialMissed.
func (cs *Calls) Dial(ctx context.Context, o appliance.OperatorID, number string, as appliance.EntryPointID) (appliance.ConversationID, error) {
	entry, err := cs.Site.Shown(ctx, as)
	if err != nil {
		return 0, err
	}
	return cs.begin(ctx, Dialling{Operator: o, EntryPoint: entry, Number: number})
}

// DialMissed calls the number of a missed call back for an operator, from the one that
// it had called. It is what Desk.Dial refuses, among that appliance.ErrOnCall for one who has a call,
// or what Outside.Ways does: the call is counted with its conversation or not at
// all, so that of two clicks at once only one counts.
func (cs *Calls) DialMissed(ctx context.Context, o appliance.OperatorID, missed appliance.ConversationID) (appliance.ConversationID, error) {
	c, err := cs.Desk.Conversation(ctx, missed)
	if err != nil {
		return 0, err
	}
	entry, err := cs.Desk.EntryPoint(ctx, c.EntryPoint)
	if err != nil {
		return 0, err
	}
	return cs.begin(ctx, Dialling{Operator: o, EntryPoint: entry, Number: c.Phone, Missed: missed})
}

// begin begins a call, which the operator has as a conversation at once.
func (cs *Calls) begin(ctx context.Context, d Dialling) (appliance.ConversationID, error) {
	select {
	case <-cs.started:
	case <-ctx.Done():
		return 0, ctx.Err()
	}
	leg, err := cs.Engine.Open()
	if err != nil {
		return 0, fmt.Errorf("open leg: %w", err)
	}
	var c appliance.Conversation
	ways, err := cs.Outside.Ways(ctx, d.Operator, d.Number, d.EntryPoint, func(tx *sqlite.Tx, emergency bool) (err error) {
		d.Emergency = emergency
		c, err = cs.Desk.Dial(tx, d)
		return err
	})
	if err != nil {
		leg.Close()
		return 0, err
	}
	a := cs.actor(c, cs.Log)
	a.furnish(&far{leg: leg})
	a.entry, a.language = d.EntryPoint, d.EntryPoint.Language
	a.state = state{Phase: talking}
	a.enter()
	a.mail.Post(lookAgain{}) // what happened before nobody has told it
	if !cs.keep(a, placed{operator: d.Operator, ways: ways}) {
		leg.Close()
		a.exit()
		return 0, errors.Join(errStopped, cs.Desk.End(context.WithoutCancel(ctx), c.ID, appliance.BySystem, 0, "shutdown"))
	}
	return c.ID, nil
}

var errStopped = errors.New("calls are not running")

// keep runs the actor of a call that we make, while Run does. It tells whether
// that is possible.
func (cs *Calls) keep(a *actor, first event) bool {
	cs.mu.Lock()
	defer cs.mu.Unlock()
	if cs.stopped || cs.running == nil {
		return false
	}
	cs.alongside(func() { a.run(cs.running, first, nil) })
	return true
}

// command hands a wish to the call's actor and waits for its verdict, which
// comes before anything is done and so at once.
func (cs *Calls) command(ctx context.Context, c appliance.ConversationID, e event) error {
	a := cs.find(c)
	if a == nil {
		return ErrNoCall
	}
	cmd := command{event: e, verdict: make(chan error, 1)}
	a.mail.Post(cmd)
	return decided(ctx, cmd.verdict, a.gone)
}

// decided waits for the verdict on a command. The command itself may end the
// call: what was decided counts then, and not that the call is gone.
func decided(ctx context.Context, verdict <-chan error, gone <-chan struct{}) error {
	select {
	case err := <-verdict:
		return err
	case <-gone:
	case <-ctx.Done():
		return ctx.Err()
	}
	select {
	case err := <-verdict:
		return err
	default:
		return ErrNoCall
	}
}

// find is the actor of a call, or nil.
func (cs *Calls) find(c appliance.ConversationID) *actor {
	cs.mu.Lock()
	defer cs.mu.Unlock()
	return cs.calls[c]
}
