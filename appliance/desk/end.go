package desk

import (
	"context"
	"errors"

	"cordboard/appliance"
	"cordboard/appliance/plain"
	"cordboard/appliance/sqlite"
)

// End ends a conversation: Finished if an operator ever joined, Abandoned if
// none did. An operator must serve it; what has ended already stays as it is
// and is no error, since both sides may hang up at once. Parts that served
// then wait for their wrap-up, but for those of a call of ours that its contact did
// not take: what came of it says all.
func (d *Desk) End(ctx context.Context, id appliance.ConversationID, by appliance.Author, o appliance.OperatorID, cause string) error {
	return d.change(ctx, "end", id, func(tx *sqlite.Tx, x *exchange) error {
		if x.State.Over() {
			return nil
		}
		if err := x.end(by, o, cause); err != nil || !x.ByUs() {
			return err
		}
		reached, err := tx.Told(id, appliance.EntryReached)
		if err == nil && !reached {
			for part := range x.parts {
				x.spareWrapUp(part)
			}
		}
		return err
	})
}

// Abandon ends a conversation that still waits, because its contact has gone;
// one that somebody serves by now, or that is over, stays as it is.
func (d *Desk) Abandon(ctx context.Context, id appliance.ConversationID, cause string) error {
	return d.change(ctx, "abandon", id, func(_ *sqlite.Tx, x *exchange) error {
		if x.State != appliance.Waiting {
			return nil
		}
		return x.end(appliance.ByContact, 0, cause)
	})
}

// WrapUp is what an operator says of his part when it is over.
type WrapUp struct {
	Reason appliance.ReasonID
	Note   string
	// Transcript has the contact mailed what was said, to his address or to Mail.
	Transcript bool
	Mail       string
}

// WrapUp closes an operator's part after he left or the conversation ended,
// and gives its place in his capacity back. The same one again does nothing.
func (d *Desk) WrapUp(ctx context.Context, o appliance.OperatorID, id appliance.ConversationID, w WrapUp) error {
	w.Note = plain.Text(w.Note)
	if err := appliance.AtMost(appliance.MessageLimit, w.Note); err != nil {
		return err
	}
	return d.change(ctx, "wrap up", id, by(o, func(tx *sqlite.Tx, x *exchange, operator appliance.Operator) error {
		reason, err := tx.Reason(w.Reason)
		if errors.Is(err, appliance.ErrNotFound) {
			return ErrReason
		}
		if err != nil {
			return err
		}
		if done, err := x.wrapUp(operator, reason, w.Note); err != nil || !done || !w.Transcript {
			return err
		}
		return d.transcript(tx, x, appliance.ByOperator, operator, w.Mail)
	}))
}

func (x *exchange) end(by appliance.Author, o appliance.OperatorID, cause string) error {
	switch {
	case x.State.Over():
		return nil
	case by == appliance.ByOperator && x.serving(o) < 0:
		return x.stranger(o)
	}
	x.finish(by, o, cause)
	return nil
}

func (x *exchange) finish(by appliance.Author, o appliance.OperatorID, cause string) {
	for i := range x.parts {
		if x.parts[i].Left.IsZero() {
			x.endPart(i)
		}
	}
	if len(x.Operators) == 0 {
		x.Operators = x.lastServer()
	}
	x.State, x.Ended, x.EndedBy = appliance.Abandoned, x.now, by
	if !x.Joined.IsZero() {
		x.State = appliance.Finished
	}
	x.post(appliance.Entry{Kind: appliance.EntryEnded, By: by, Operator: o, Data: map[string]string{"cause": cause}})
	x.note(ended)
}

// lastServer is who served the conversation last, before he left it waiting.
func (x *exchange) lastServer() []appliance.OperatorID {
	var last appliance.Part
	for _, p := range x.parts {
		if p.Role == appliance.Serving && !p.Aside && !p.Left.Before(last.Left) {
			last = p
		}
	}
	if last.Operator == 0 {
		return nil
	}
	return []appliance.OperatorID{last.Operator}
}

// wrapUp closes an operator's parts; done is false where he had wrapped up alike before.
func (x *exchange) wrapUp(o appliance.Operator, r appliance.Reason, note string) (done bool, err error) {
	var before *appliance.Part
	wrapping := false
	for i := range x.parts {
		p := &x.parts[i]
		if p.Operator != o.ID || p.Role != appliance.Serving {
			continue
		}
		switch {
		case !p.WrappedUp.IsZero():
			before = p
		case !p.Left.IsZero():
			if r.Off {
				return false, ErrReason
			}
			p.WrappedUp, p.Reason, p.Note = x.now, r.ID, note
			x.noteOf(wrapped, i)
			wrapping = true
		}
	}
	switch {
	case wrapping:
		e := byOperator(appliance.EntryWrappedUp, o)
		e.Data["reason"] = r.ID.String()
		x.post(e)
		return true, nil
	case x.serving(o.ID) >= 0:
		return false, ErrGoesOn
	case before == nil:
		return false, x.stranger(o.ID)
	case before.Reason != r.ID || before.Note != note:
		return false, ErrWrappedUp
	}
	return false, nil
}
