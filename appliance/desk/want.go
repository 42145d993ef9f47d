package desk

import (
	"time"

	"cordboard/appliance"
	"cordboard/appliance/sqlite"
)

// Want has a conversation wait for one operator alone, inside the write of who
// decided that he is asked.
func (d *Desk) Want(tx *sqlite.Tx, id appliance.ConversationID, o appliance.OperatorID, now time.Time) error {
	err := changeIn(tx, id, now, func(tx *sqlite.Tx, x *exchange) error {
		operator, err := tx.Operator(o)
		if err != nil {
			return err
		}
		return x.want(operator)
	})
	return wrap("keep for one operator", id, err)
}

// want takes it out of any queue: who waits for one is not offered to others.
func (x *exchange) want(o appliance.Operator) error {
	switch {
	case x.State.Over():
		return ErrOver
	case x.State == appliance.Active:
		return appliance.ErrNotWaiting
	case o.Disabled:
		return appliance.ErrDisabled
	}
	if x.Queued.IsZero() {
		x.Queued = x.now
	}
	x.State, x.Queue, x.For = appliance.Waiting, 0, o.ID
	x.post(appliance.Entry{Kind: appliance.EntryRung, By: appliance.BySystem, Operator: o.ID, Data: map[string]string{"operator": o.Name}})
	x.note(queued)
	return nil
}
