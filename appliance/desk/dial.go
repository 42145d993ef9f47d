package desk

import (
	"context"
	"fmt"

	"cordboard/appliance"
	"cordboard/appliance/sqlite"
)

// Dialling is a call that an operator makes.
type Dialling struct {
	Operator appliance.OperatorID
	// EntryPoint is the number of ours that the contact sees.
	EntryPoint appliance.EntryPointID
	Number     string
	// Missed is the call that this one answers: once only.
	Missed appliance.ConversationID
}

// Dial begins the conversation of a call that an operator makes: he serves it
// from the beginning. It is refused to one who is in a call, for he has one
// pair of ears.
func (d *Desk) Dial(ctx context.Context, o Dialling) (appliance.Conversation, error) {
	var c appliance.Conversation
	err := d.store.Write(ctx, func(tx *sqlite.Tx) (err error) {
		c, err = d.dial(tx, o)
		return err
	})
	if err != nil {
		return appliance.Conversation{}, fmt.Errorf("open conversation of a call by operator %s: %w", o.Operator, err)
	}
	return c, nil
}

func (d *Desk) dial(tx *sqlite.Tx, o Dialling) (appliance.Conversation, error) {
	operator, err := tx.Operator(o.Operator)
	if err != nil {
		return appliance.Conversation{}, err
	}
	var missed appliance.Conversation
	if o.Missed != 0 {
		if missed, err = d.stillMissed(&tx.View, o.Missed); err != nil {
			return appliance.Conversation{}, err
		}
	}
	calls, err := calling(tx, o.Operator)
	if err != nil {
		return appliance.Conversation{}, err
	}
	x, err := d.begin(tx, Opening{
		Channel: appliance.Phone, EntryPoint: o.EntryPoint, Name: missed.Name, Phone: o.Number, Called: o.Number, dialler: &operator,
	})
	if err != nil {
		return appliance.Conversation{}, err
	}
	if err := x.serve(operator, calls); err != nil {
		return appliance.Conversation{}, err
	}
	if err := x.save(tx); err != nil {
		return appliance.Conversation{}, err
	}
	return x.Conversation, nil
}

// calling tells whether an operator is in a call.
func calling(tx *sqlite.Tx, o appliance.OperatorID) (bool, error) {
	parts, err := tx.OpenPartsOf(o)
	if err != nil {
		return false, err
	}
	for _, p := range parts {
		c, err := tx.Conversation(p.Conversation)
		if err != nil {
			return false, err
		}
		if c.Channel.Voice() && p.Holds(true) {
			return true, nil
		}
	}
	return false, nil
}

// serve makes the operator serve the conversation that he begins.
func (x *exchange) serve(o appliance.Operator, calls bool) error {
	switch {
	case o.Disabled:
		return appliance.ErrDisabled
	case !o.Takes(true):
		return appliance.ErrNoCalls
	case calls:
		return appliance.ErrOnCall
	}
	x.parts = append(x.parts, appliance.Part{Operator: o.ID, Role: appliance.Serving, Began: x.now})
	x.State, x.Joined, x.Operators = appliance.Active, x.now, x.servers()
	x.noteOf(began, len(x.parts)-1)
	return nil
}
