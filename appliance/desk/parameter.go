package desk

import (
	"context"
	"slices"

	"cordboard/appliance"
	"cordboard/appliance/plain"
	"cordboard/appliance/sqlite"
)

// The bounds of a parameter, in characters.
const (
	ParameterKeyLimit   = 64
	ParameterValueLimit = 1000
)

// MostFromScript is how many parameters of one conversation a page's script may tell,
// MostFromOperators how many those may write who serve it.
const (
	MostFromScript    = 20
	MostFromOperators = 20
)

var (
	// ErrParameters refuses a page that tells more of them.
	ErrParameters = appliance.Refuse(appliance.Invalid, "refusal.parameters").With("count", MostFromScript)
	// ErrMayNotFill refuses to fill a parameter to who neither serves the conversation
	// nor served it; ErrParameterName one without a name; ErrParameterLong one that is
	// too long; ErrParametersFull one more than there is room for.
	ErrMayNotFill     = appliance.Refuse(appliance.Forbidden, "refusal.parameter-right")
	ErrParameterName  = appliance.Refuse(appliance.Invalid, "refusal.parameter-name")
	ErrParameterLong  = appliance.Refuse(appliance.Invalid, "refusal.parameter-long").With("name", ParameterKeyLimit).With("value", ParameterValueLimit)
	ErrParametersFull = appliance.Refuse(appliance.Conflict, "refusal.parameters-full").With("count", MostFromOperators)
)

// Set writes parameters of a conversation, each in place of one of the same key
// and origin.
func (d *Desk) Set(ctx context.Context, id appliance.ConversationID, all ...appliance.Parameter) error {
	return d.change(ctx, "set parameters of", id, func(tx *sqlite.Tx, x *exchange) error {
		if x.State.Over() {
			return nil
		}
		if slices.ContainsFunc(all, func(p appliance.Parameter) bool { return p.From == appliance.FromScript }) {
			if err := Admit(&tx.View, CameWith(x.Conversation), x.now); err != nil {
				return err
			}
		}
		for _, p := range all {
			x.set(bounded(p))
		}
		if x.from(appliance.FromScript) > MostFromScript {
			return ErrParameters
		}
		return nil
	})
}

// MayFill tells whether an operator writes parameters of a conversation: whoever tags it.
func MayFill(o appliance.Operator, c appliance.Conversation, serves bool) bool {
	return MayTag(o, c, serves)
}

// Fill has an operator write a parameter (F111), also after the conversation's end, in
// place of one of that name that an operator wrote before. An empty value takes it away.
func (d *Desk) Fill(ctx context.Context, o appliance.OperatorID, id appliance.ConversationID, key, value string) error {
	p := appliance.Parameter{Key: plain.Line(key, ParameterKeyLimit+1), Value: plain.Line(value, ParameterValueLimit+1), From: appliance.FromOperator}
	return d.change(ctx, "fill a parameter of", id, by(o, func(_ *sqlite.Tx, x *exchange, operator appliance.Operator) error {
		switch {
		case !MayFill(operator, x.Conversation, x.serving(o) >= 0):
			return ErrMayNotFill
		case p.Key == "":
			return ErrParameterName
		case bounded(p) != p:
			return ErrParameterLong
		case p.Value == "":
			x.unset(p)
			return nil
		}
		x.set(p)
		if x.from(appliance.FromOperator) > MostFromOperators {
			return ErrParametersFull
		}
		return nil
	}))
}

// from counts the parameters of an origin.
func (x *exchange) from(origin string) (n int) {
	for _, p := range x.Parameters {
		if p.From == origin {
			n++
		}
	}
	return n
}

func bounded(p appliance.Parameter) appliance.Parameter {
	p.Key, p.Value = plain.Clip(p.Key, ParameterKeyLimit), plain.Clip(p.Value, ParameterValueLimit)
	return p
}

func (x *exchange) set(p appliance.Parameter) {
	at := x.parameter(p)
	switch {
	case at >= 0 && x.Parameters[at] == p:
		return
	case at >= 0:
		x.Parameters[at] = p
	default:
		x.Parameters = append(x.Parameters, p)
	}
	x.note(changed)
}

func (x *exchange) unset(p appliance.Parameter) {
	if at := x.parameter(p); at >= 0 {
		if x.Parameters = slices.Delete(x.Parameters, at, at+1); len(x.Parameters) == 0 {
			x.Parameters = nil // as the store reads it
		}
		x.note(changed)
	}
}

// parameter is where one of the same name and origin stands; -1: nowhere.
func (x *exchange) parameter(p appliance.Parameter) int {
	return slices.IndexFunc(x.Parameters, func(old appliance.Parameter) bool { return old.Key == p.Key && old.From == p.From })
}
