package desk

import (
	"time"

	"cordboard/appliance"
	"cordboard/appliance/sqlite"
)

// Want has a conversation wait for one operator alone, inside the write of who
// decided that he is asked.
func (d *Desk) Want(tx *sqlite.Tx, id appliance.ConversationID, o appliance.OperatorID, now time.Time) error {
	return wrap("keep for one operator", id, changeIn(tx, id, now, by(o, func(_ *sqlite.Tx, x *exchange, operator appliance.Operator) error {
		return x.want(operator)
	})))
}

// want takes it out of any queue: who waits for one is not offered to others.
func (x *exchange) want(o appliance.Operator) error {
	switch {
	case x.State.Over():
		return ErrOver
	case x.State == appliance.Active:
		return appliance.ErrNotWaiting
	case !o.Answers():
		return o.Barred()
	}
	if x.Queued.IsZero() {
		x.Queued = x.now
	}
	x.State, x.Queue, x.For = appliance.Waiting, 0, o.ID
	x.waitsOn()
	x.post(appliance.Entry{Kind: appliance.EntryRung, By: appliance.BySystem, Operator: o.ID, Data: map[string]string{"operator": o.Name}})
	x.note(queued)
	return nil
}
