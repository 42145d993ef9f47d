package desk

import (
	"context"
	"fmt"
	"slices"
	"time"

	"cordboard/appliance"
	"cordboard/appliance/sqlite"
)

// Enqueue puts a conversation into a queue, out of the tree or out of another
// queue; its waiting time goes on, also that of a caller whom the tree has taken
// out of the queue for a moment. A language that is not empty becomes that
// of the conversation.
func (d *Desk) Enqueue(ctx context.Context, id appliance.ConversationID, q appliance.QueueID, l appliance.Language) error {
	return d.change(ctx, "queue", id, func(tx *sqlite.Tx, x *exchange) error {
		queue, err := tx.Queue(q)
		if err != nil {
			return err
		}
		whole := x.Channel == appliance.Voicemail && x.Queued.IsZero()
		if err := x.enqueue(queue, l); err != nil || !whole {
			return err
		}
		return x.tellOfMessage(tx)
	})
}

// PassOn has a conversation that waits in one queue wait in another, inside the
// write of who decided that; its waiting time goes on. It is refused when it does
// not wait there any more.
func (d *Desk) PassOn(tx *sqlite.Tx, id appliance.ConversationID, from, to appliance.QueueID, now time.Time) error {
	return wrap("pass on", id, changeIn(tx, id, now, func(tx *sqlite.Tx, x *exchange) error {
		if x.State != appliance.Waiting || x.Queue != from {
			return appliance.ErrNotWaiting
		}
		queue, err := tx.Queue(to)
		if err != nil {
			return err
		}
		return x.enqueue(queue, "")
	}))
}

// Unqueue takes a waiting conversation out of its queue, back into the tree:
// nobody is offered it any more while the tree ends it.
func (d *Desk) Unqueue(ctx context.Context, id appliance.ConversationID) error {
	return d.change(ctx, "take out of the queue", id, func(_ *sqlite.Tx, x *exchange) error { return x.unqueue() })
}

// TurnAway tells that a contact found a queue full: he is missed there, and not
// lost. What waits or is served by now is ErrNotInTree, what is over ErrOver.
func (d *Desk) TurnAway(ctx context.Context, id appliance.ConversationID, q appliance.QueueID) error {
	return d.change(ctx, "turn away from a queue", id, func(tx *sqlite.Tx, x *exchange) error {
		queue, err := tx.Queue(q)
		if err != nil {
			return err
		}
		return x.turnAway(queue)
	})
}

// Waiting counts the conversations that wait in a queue.
func (d *Desk) Waiting(ctx context.Context, q appliance.QueueID) (count int, err error) {
	err = d.store.Read(ctx, func(v *sqlite.View) error {
		count, err = v.CountQueued(q)
		return err
	})
	if err != nil {
		return 0, fmt.Errorf("count who waits in queue %s: %w", q, err)
	}
	return count, nil
}

// Join makes an operator serve a waiting conversation, inside the write of who
// decided that he does. It is refused when somebody else serves it by now; for
// one who serves it already it does nothing. A call is refused to one who is in
// another: ErrOnCall.
func (d *Desk) Join(tx *sqlite.Tx, id appliance.ConversationID, o appliance.OperatorID, now time.Time) error {
	return wrap("join", id, changeIn(tx, id, now, by(o, func(tx *sqlite.Tx, x *exchange, operator appliance.Operator) error {
		calls, err := OnCall(&tx.View, o)
		if err != nil {
			return err
		}
		return x.join(operator, calls)
	})))
}

// Enter makes an operator serve what a colleague serves, inside the write of who
// decided that he does: in his place when it is passed to him, else beside him.
// Who looks after others passes to him what one of them serves. It is refused when the
// colleague does not serve it any more, a call to one who is in another (ErrOnCall), and
// what several serve to all but them (ErrShared).
func (d *Desk) Enter(tx *sqlite.Tx, id appliance.ConversationID, o, asker appliance.OperatorID, why appliance.Purpose, now time.Time) error {
	return wrap("enter", id, changeIn(tx, id, now, by(o, func(tx *sqlite.Tx, x *exchange, operator appliance.Operator) error {
		calls, err := OnCall(&tx.View, o)
		if err != nil {
			return err
		}
		colleague, err := tx.Operator(asker)
		if err != nil {
			return err
		}
		return x.comeTo(operator, colleague, why, calls)
	})))
}

// comeTo seats the new one first, so that the contact is never with nobody.
func (x *exchange) comeTo(o, asker appliance.Operator, why appliance.Purpose, calls bool) error {
	from := x.passedFrom(asker)
	switch {
	case x.State.Over():
		return ErrOver
	case x.serving(o.ID) >= 0:
		return nil
	case !o.Answers():
		return o.Barred()
	case from == 0 || why != appliance.ToPass && from != asker.ID:
		return appliance.ErrNotWaiting
	case from != asker.ID && len(x.servers()) > 1:
		return appliance.ErrShared
	case x.Channel.Kind() == appliance.KindCall && calls:
		return appliance.ErrOnCall
	}
	x.enter(o)
	x.parts[len(x.parts)-1].Aside = why == appliance.ToConsult
	if why != appliance.ToPass {
		came := byOperator(appliance.EntryJoined, o)
		came.Data["purpose"], came.Data["asker"] = string(why), asker.ID.String()
		x.post(came)
		return nil
	}
	x.passes(from, asker.ID, o)
	return nil
}

// passedFrom is who gives it away when an operator passes it on: himself, or, where
// he looks after others, whoever serves it; zero: it is not his to pass.
func (x *exchange) passedFrom(o appliance.Operator) appliance.OperatorID {
	if x.serving(o.ID) >= 0 {
		return o.ID
	}
	i := slices.IndexFunc(x.parts, func(p appliance.Part) bool { return p.Role == appliance.Serving && p.Left.IsZero() && !p.Aside })
	if i < 0 || !o.PassesOthers() {
		return 0
	}
	return x.parts[i].Operator
}

// passes ends the part of one who leaves the contact to a colleague, as somebody wanted.
func (x *exchange) passes(from, by appliance.OperatorID, to appliance.Operator) {
	x.goes(x.serving(from))
	passed := byOperator(appliance.EntryPassed, to)
	passed.Operator = by
	x.post(passed)
}

// Leave ends an operator's part in a conversation; it then waits for his wrap-up,
// unless it is a message. What the last one left waits again. A call, which has a
// line, he cannot leave, only end: ErrHangUp. What is over is ErrOver, what he does
// not serve ErrNotServing.
func (d *Desk) Leave(ctx context.Context, o appliance.OperatorID, id appliance.ConversationID) error {
	return d.change(ctx, "leave", id, by(o, func(tx *sqlite.Tx, x *exchange, operator appliance.Operator) error {
		queue, err := x.queue(tx)
		if err != nil {
			return err
		}
		return x.leave(operator, queue)
	}))
}

// Release ends the parts of all who serve a call, which goes on in its tree
// without them; they then wait for their wrap-up.
func (d *Desk) Release(ctx context.Context, id appliance.ConversationID) error {
	return d.change(ctx, "release", id, func(_ *sqlite.Tx, x *exchange) error { return x.release() })
}

func (x *exchange) release() error {
	if x.State.Over() {
		return ErrOver
	}
	for _, o := range x.servers() {
		x.goes(x.serving(o))
	}
	x.State, x.Queued = appliance.InTree, time.Time{}
	x.note(changed)
	return nil
}

// Requeue passes a conversation on to a queue: the operator who serves it
// leaves as by Leave, and it waits there for another. So may be passed what waits,
// which keeps its waiting time, and for whoever looks after others what they serve.
// What several serve is theirs: ErrShared. What is over is ErrOver, what is not his to
// pass on ErrNotServing.
func (d *Desk) Requeue(ctx context.Context, o appliance.OperatorID, id appliance.ConversationID, q appliance.QueueID) error {
	return d.change(ctx, "pass on", id, by(o, func(tx *sqlite.Tx, x *exchange, operator appliance.Operator) error {
		queue, err := tx.Queue(q)
		if err != nil {
			return err
		}
		if x.State == appliance.Waiting {
			was, err := x.queue(tx)
			if err != nil {
				return err
			}
			return x.redirect(operator, was, queue)
		}
		return x.requeue(operator, queue)
	}))
}

// redirect passes on what waits in one queue to another.
func (x *exchange) redirect(o appliance.Operator, was, q appliance.Queue) error {
	switch {
	case !x.PassedBy(o, was, x.now):
		return x.stranger(o.ID)
	case was.ID == q.ID:
		return nil
	}
	x.Queue, x.Topic = q.ID, q.In(x.Language)
	x.lineBy(o, q)
	return nil
}

func (x *exchange) requeue(o appliance.Operator, q appliance.Queue) error {
	from := x.passedFrom(o)
	switch {
	case x.State.Over():
		return ErrOver
	case from == 0:
		return x.stranger(o.ID)
	case len(x.servers()) > 1:
		return appliance.ErrShared
	}
	i := x.serving(from)
	if from == o.ID {
		x.departs(o, i)
	} else {
		x.givesBack(i)
	}
	x.waitsAgain()
	x.Queue, x.For, x.Topic = q.ID, 0, q.In(x.Language)
	if from == o.ID {
		x.line(q)
	} else {
		x.lineBy(o, q)
	}
	return nil
}

// waitsAgain begins the wait of what nobody serves any more. A message waits since it
// was left, whoever heard it.
func (x *exchange) waitsAgain() {
	x.State = appliance.Waiting
	if x.Channel != appliance.Voicemail {
		x.Queued = x.now
	}
}

func (x *exchange) enqueue(q appliance.Queue, l appliance.Language) error {
	switch {
	case x.State.Over():
		return ErrOver
	case x.State == appliance.Active:
		return appliance.ErrNotWaiting
	}
	if l.Known() {
		x.Language = l
	}
	if x.State == appliance.Waiting && x.Queue == q.ID {
		return nil
	}
	if x.Queued.IsZero() {
		x.Queued = x.now
	}
	x.State, x.Queue, x.For, x.Topic = appliance.Waiting, q.ID, 0, q.In(x.Language)
	x.waitsOn()
	x.line(q)
	return nil
}

// waitsOn forgets that the tree had taken it away from who answers.
func (x *exchange) waitsOn() { x.Unqueued, x.SentAway = time.Time{}, "" }

func (x *exchange) turnAway(q appliance.Queue) error {
	switch {
	case x.State.Over():
		return ErrOver
	case x.State != appliance.InTree:
		return ErrNotInTree
	}
	x.Queue, x.For, x.Topic = q.ID, 0, q.In(x.Language)
	return x.tell(appliance.Entry{Kind: appliance.EntryFull, By: appliance.BySystem, Data: map[string]string{"queue": q.Name}})
}

func (x *exchange) unqueue() error {
	switch x.State {
	case appliance.InTree:
		return nil
	case appliance.Waiting:
		x.State, x.Unqueued = appliance.InTree, x.now
		x.note(changed)
		return nil
	case appliance.Active:
		return appliance.ErrNotWaiting
	}
	return ErrOver
}

// queue is the one that it came through; the zero Queue: none.
func (x *exchange) queue(tx *sqlite.Tx) (appliance.Queue, error) {
	if x.Queue == 0 {
		return appliance.Queue{}, nil
	}
	return tx.Queue(x.Queue)
}

// line tells that the conversation stands in a queue.
func (x *exchange) line(q appliance.Queue) {
	x.post(appliance.Entry{Kind: appliance.EntryQueued, By: appliance.BySystem, Data: map[string]string{"queue": q.Name}})
	x.note(queued)
}

// lineBy tells that an operator who does not serve it had it stand there.
func (x *exchange) lineBy(o appliance.Operator, q appliance.Queue) {
	moved := byOperator(appliance.EntryQueued, o)
	moved.Data["queue"] = q.Name
	x.post(moved)
	x.note(queued)
}

func (x *exchange) join(o appliance.Operator, calls bool) error {
	switch {
	case x.State.Over():
		return ErrOver
	case x.serving(o.ID) >= 0:
		return nil
	case !o.Answers():
		return o.Barred()
	case x.State != appliance.Waiting:
		return appliance.ErrNotWaiting
	case x.Channel.Kind() == appliance.KindCall && calls:
		return appliance.ErrOnCall
	}
	x.enter(o)
	x.post(byOperator(appliance.EntryJoined, o))
	return nil
}

// enter begins an operator's part.
func (x *exchange) enter(o appliance.Operator) {
	x.unobserve(o.ID)
	x.parts = append(x.parts, appliance.Part{
		Conversation: x.ID, Operator: o.ID, Role: appliance.Serving, Began: x.now,
	})
	x.State, x.Operators = appliance.Active, x.servers()
	if x.Joined.IsZero() {
		x.Joined = x.now
	}
	x.noteOf(began, len(x.parts)-1)
}

// goes ends the part of one who serves.
func (x *exchange) goes(part int) {
	x.endPart(part)
	x.Operators = x.servers()
}

// endPart ends a part. Who was only asked something has nothing to wrap up.
func (x *exchange) endPart(part int) {
	x.parts[part].Left = x.now
	x.noteOf(gone, part)
	if x.parts[part].Aside {
		x.spareWrapUp(part)
	}
}

// spareWrapUp has nothing said of a part that has ended.
func (x *exchange) spareWrapUp(part int) {
	if p := &x.parts[part]; p.Open() {
		p.WrappedUp = x.now
		x.noteOf(wrapped, part)
	}
}

// givesBack ends the part of one who leaves the contact to others. A message that
// waits again waits as it came: of what became of it, who answers it will say.
func (x *exchange) givesBack(part int) {
	x.goes(part)
	if x.Channel == appliance.Voicemail && len(x.Operators) == 0 {
		x.spareWrapUp(part)
	}
}

// departs tells that one gives back what he served. Whom the last one who served it
// had asked aside serves it then.
func (x *exchange) departs(o appliance.Operator, part int) {
	x.givesBack(part)
	x.post(byOperator(appliance.EntryLeft, o))
	if !slices.ContainsFunc(x.parts, func(p appliance.Part) bool { return p.Holds(appliance.KindCall) && !p.Aside }) {
		x.promote()
	}
}

// unobserve ends the looking on of one who now serves.
func (x *exchange) unobserve(o appliance.OperatorID) {
	for i := range x.parts {
		if p := x.parts[i]; p.Operator == o && p.Role == appliance.Observing && p.Left.IsZero() {
			x.endPart(i)
		}
	}
}

func (x *exchange) leave(o appliance.Operator, q appliance.Queue) error {
	i := x.serving(o.ID)
	switch {
	case x.State.Over():
		return ErrOver
	case i < 0:
		return x.stranger(o.ID)
	case x.Channel.Kind() == appliance.KindCall && len(x.servers()) == 1:
		return ErrHangUp
	}
	x.departs(o, i)
	if len(x.Operators) == 0 {
		x.waitsAgain()
		x.line(q)
	}
	return nil
}

// byOperator is an event that an operator brought about.
func byOperator(k appliance.EntryKind, o appliance.Operator) appliance.Entry {
	return appliance.Entry{Kind: k, By: appliance.ByOperator, Operator: o.ID, Data: map[string]string{"operator": o.Name}}
}
