package desk

import (
	"context"
	"errors"
	"slices"
	"strings"

	"cordboard/appliance"
	"cordboard/appliance/plain"
	"cordboard/appliance/sqlite"
	"cordboard/appliance/template"
)

// Message is what somebody writes. Key is his own name for it: sent again with
// the same key, it is the same message. Empty, every sending is a new one.
type Message struct {
	Text, Key, Page string
	// AsIs says that an operator means the < and > that he wrote.
	AsIs bool
	// Quotes is the message of the conversation that this one answers.
	Quotes appliance.EntryID
}

// The longest that others than people hand over; more is cut off.
const (
	keyLimit   = 100
	pageLimit  = 512
	titleLimit = 256
)

// Receive adds a message of the contact. The same key again answers with the
// entry that is there, also after the end of the conversation. Who is blocked is
// ErrBlocked; where his entry point was switched off it is ErrInterrupted.
func (d *Desk) Receive(ctx context.Context, id appliance.ConversationID, m Message) (appliance.Entry, error) {
	e := appliance.Entry{Kind: appliance.EntryMessage, By: appliance.ByContact}
	return d.write(ctx, "receive in", id, e, m, func(tx *sqlite.Tx, x *exchange, e appliance.Entry) error {
		if err := Admit(&tx.View, CameWith(x.Conversation), x.now); err != nil {
			return err
		}
		if err := x.goesOn(&tx.View); err != nil {
			return err
		}
		return x.receive(e)
	})
}

// Reply adds a message of an operator who serves the conversation. Where its entry
// point was switched off it is ErrInterrupted.
func (d *Desk) Reply(ctx context.Context, o appliance.OperatorID, id appliance.ConversationID, m Message) (appliance.Entry, error) {
	e := appliance.Entry{Kind: appliance.EntryMessage, By: appliance.ByOperator, Operator: o}
	return d.write(ctx, "reply in", id, e, m, func(tx *sqlite.Tx, x *exchange, e appliance.Entry) error {
		if err := x.goesOn(&tx.View); err != nil {
			return err
		}
		if err := d.reserved(tx, e.Text, m.AsIs); err != nil {
			return err
		}
		if err := x.reply(e); err != nil {
			return err
		}
		return x.sent(tx, e)
	})
}

// reserved refuses what templates reserve, unless it is meant as it stands.
func (d *Desk) reserved(tx *sqlite.Tx, text string, asIs bool) error {
	reserve, err := d.site.ReserveBrackets(&tx.View)
	if err != nil || !reserve || asIs {
		return err
	}
	return brackets(text)
}

// sent checks what an operator's message or note refers to, and forgets its draft.
func (x *exchange) sent(tx *sqlite.Tx, e appliance.Entry) (err error) {
	if err := quotes(tx, x.ID, e.Kind, e.Quotes); err != nil {
		return err
	}
	x.undrafted, err = tx.ClearDraft(e.Operator, x.ID)
	return err
}

// Note adds a note that only operators see. It may be added until the
// operator's part is wrapped up.
func (d *Desk) Note(ctx context.Context, o appliance.OperatorID, id appliance.ConversationID, m Message) (appliance.Entry, error) {
	e := appliance.Entry{Kind: appliance.EntryNote, By: appliance.ByOperator, Operator: o}
	return d.write(ctx, "note in", id, e, m, func(tx *sqlite.Tx, x *exchange, e appliance.Entry) (err error) {
		if err := x.remark(e); err != nil {
			return err
		}
		if x.deeds[len(x.deeds)-1].names, err = x.mentions(tx, e); err != nil {
			return err
		}
		return x.sent(tx, e)
	})
}

func (d *Desk) write(ctx context.Context, act string, id appliance.ConversationID, e appliance.Entry, m Message,
	decide func(*sqlite.Tx, *exchange, appliance.Entry) error,
) (entry appliance.Entry, err error) {
	if e, err = m.fill(e); err != nil {
		return entry, err
	}
	undrafted := false
	err = d.store.Write(ctx, func(tx *sqlite.Tx) error {
		x, err := load(tx, id, d.now())
		if err != nil {
			return err
		}
		old, repeated, err := repeats(&tx.View, id, e)
		if err != nil || repeated {
			entry = old
			return err
		}
		if err := decide(tx, x, e); err != nil {
			return err
		}
		err = x.save(tx)
		entry, undrafted = x.lastPosted(), x.undrafted
		return err
	})
	if err == nil && undrafted {
		d.feed.Notify(appliance.DraftChanged{Operator: e.Operator, Conversation: id})
	}
	return entry, wrap(act, id, err)
}

// repeats finds the entry that has e's key. One of another author is refused:
// a visitor must not be answered with what somebody else wrote.
func repeats(v *sqlite.View, id appliance.ConversationID, e appliance.Entry) (appliance.Entry, bool, error) {
	if e.Key == "" {
		return appliance.Entry{}, false, nil
	}
	old, err := v.EntryByKey(id, e.Key)
	switch {
	case errors.Is(err, appliance.ErrNotFound):
		return appliance.Entry{}, false, nil
	case err != nil:
		return appliance.Entry{}, false, err
	case old.By != e.By || old.Operator != e.Operator || old.Kind != e.Kind:
		return appliance.Entry{}, false, appliance.ErrKey
	}
	return old, true, nil
}

// fill puts the message into an entry, cleaned, or refuses it.
func (m Message) fill(e appliance.Entry) (appliance.Entry, error) {
	e.Text = plain.Text(m.Text)
	if e.Text == "" {
		return e, appliance.ErrEmpty
	}
	if err := appliance.AtMost(appliance.MessageLimit, e.Text); err != nil {
		return e, err
	}
	if len(m.Key) > keyLimit {
		return e, appliance.ErrKey
	}
	e.Key, e.Page, e.Quotes = m.Key, plain.Clip(m.Page, pageLimit), m.Quotes
	return e, nil
}

// goesOn refuses what is said in a chat whose entry point was switched off. Who is on
// the telephone is not cut off.
func (x *exchange) goesOn(v *sqlite.View) error {
	if x.State.Over() || x.Channel.Kind() != appliance.KindChat {
		return nil
	}
	entry, err := v.EntryPoint(x.EntryPoint)
	if err == nil && entry.Off {
		return ErrInterrupted.With("entry", entry.Name)
	}
	return err
}

func (x *exchange) receive(e appliance.Entry) error {
	if x.State.Over() {
		return ErrOver
	}
	x.say(e)
	return nil
}

func (x *exchange) reply(e appliance.Entry) error {
	if x.State.Over() {
		return ErrOver
	}
	if x.serving(e.Operator) < 0 {
		return x.stranger(e.Operator)
	}
	x.say(e)
	return nil
}

func (x *exchange) remark(e appliance.Entry) error {
	if !x.works(e.Operator) {
		return x.stranger(e.Operator)
	}
	x.post(e)
	return nil
}

// works tells whether an operator serves the conversation or has it to wrap up.
func (x *exchange) works(o appliance.OperatorID) bool {
	return slices.ContainsFunc(x.parts, func(p appliance.Part) bool { return p.Operator == o && p.Open() })
}

// say posts a message or a file and keeps what lists show of it.
func (x *exchange) say(e appliance.Entry) {
	switch e.By {
	case appliance.ByContact:
		x.Unread++
	case appliance.ByOperator:
		x.Unread = 0
	case appliance.BySystem:
	}
	x.LastAt, x.LastBy = x.now, e.By
	x.LastText = plain.Line(e.Text, appliance.PreviewLimit)
	x.post(e)
}

// stranger says why an operator who does not serve the conversation may not
// write in it.
func (x *exchange) stranger(o appliance.OperatorID) error {
	for _, p := range x.parts {
		if p.Operator == o && p.Role == appliance.Observing && p.Left.IsZero() {
			return ErrObserving
		}
	}
	return appliance.ErrNotServing
}

// brackets refuses text that holds what templates reserve, and names the
// first parameter that was left unfilled, which would reach the other side as
// it stands.
func brackets(text string) error {
	if name, wants := template.Blank(text); wants {
		return ErrUnfilled.With("parameter", name)
	}
	if strings.ContainsAny(text, "<>") {
		return ErrBrackets
	}
	return nil
}
