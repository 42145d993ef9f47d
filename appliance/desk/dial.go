package desk

import (
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
	// Emergency says that it is a call for help, which he may make who takes no calls.
	Emergency bool
}

// Dial begins the conversation of a call that an operator makes: he serves it
// from the beginning. It is refused to one who is in a call, for he has one
// pair of ears. Whoever counts the call does so in the same transaction.
func (d *Desk) Dial(tx *sqlite.Tx, o Dialling) (appliance.Conversation, error) {
	c, err := d.dial(tx, o)
	if err != nil {
		return appliance.Conversation{}, fmt.Errorf("open conversation of a call by operator %s: %w", o.Operator, err)
	}
	return c, nil
}

// dialler is who calls, and the missed call that he answers, if he does: or why he
// may not.
func (d *Desk) dialler(v *sqlite.View, o Dialling) (operator appliance.Operator, missed appliance.Conversation, err error) {
	if operator, err = v.Operator(o.Operator); err != nil {
		return operator, missed, err
	}
	if o.Missed != 0 {
		if missed, err = d.stillMissed(v, o.Missed); err != nil {
			return operator, missed, err
		}
	}
	calls, err := OnCall(v, o.Operator)
	switch {
	case err != nil:
		return operator, missed, err
	case operator.Disabled, !o.Emergency && !operator.Answers():
		return operator, missed, operator.Barred()
	case !o.Emergency && !operator.Takes(appliance.KindCall):
		return operator, missed, appliance.ErrNoCalls
	case calls:
		return operator, missed, appliance.ErrOnCall
	}
	return operator, missed, nil
}

func (d *Desk) dial(tx *sqlite.Tx, o Dialling) (appliance.Conversation, error) {
	operator, missed, err := d.dialler(&tx.View, o)
	if err != nil {
		return appliance.Conversation{}, err
	}
	on, err := d.groundOf(o.EntryPoint)(&tx.View)
	if err != nil {
		return appliance.Conversation{}, err
	}
	opening := Opening{Channel: appliance.Phone, EntryPoint: o.EntryPoint, Name: missed.Name, Phone: o.Number, dialler: &operator}
	to, err := reachOf(opening, on.region)
	if err != nil {
		return appliance.Conversation{}, err
	}
	// However it was typed, it is the number that the contact's card has.
	opening.Phone = to.number()
	opening.Called = opening.Phone
	x, err := d.begin(tx, opening, on)
	if err != nil {
		return appliance.Conversation{}, err
	}
	x.serve(operator)
	if err := x.save(tx); err != nil {
		return appliance.Conversation{}, err
	}
	return x.Conversation, nil
}

// OnCall tells whether an operator is in a call.
func OnCall(v *sqlite.View, o appliance.OperatorID) (bool, error) {
	parts, err := v.OpenPartsOf(o)
	if err != nil {
		return false, err
	}
	for _, p := range parts {
		c, err := v.Conversation(p.Conversation)
		if err != nil {
			return false, err
		}
		if c.Channel.Kind() == appliance.KindCall && p.Holds(appliance.KindCall) {
			return true, nil
		}
	}
	return false, nil
}

// serve makes the operator serve the conversation that he begins.
func (x *exchange) serve(o appliance.Operator) {
	x.parts = append(x.parts, appliance.Part{Operator: o.ID, Role: appliance.Serving, Began: x.now})
	x.State, x.Joined, x.Operators = appliance.Active, x.now, x.servers()
	x.noteOf(began, len(x.parts)-1)
}
