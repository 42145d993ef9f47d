package desk

import (
	"context"
	"errors"
	"slices"
	"time"

	"cordboard/appliance"
	"cordboard/appliance/sqlite"
)

// GiveBack has those chats wait for anybody whose visitors have had no answer for as long
// as the site says, for none of who serve them is there (F201): each is offline or has no
// page of the desk open. They wait at the place that they had.
func (d *Desk) GiveBack(ctx context.Context) error {
	var due []appliance.ConversationID
	err := d.store.Read(ctx, func(v *sqlite.View) error {
		after, err := d.site.Unattended(v)
		if err != nil || after <= 0 {
			return err
		}
		here, err := whoIsHere(v)
		if err != nil {
			return err
		}
		all, err := v.Conversations(sqlite.ConversationFilter{States: []appliance.ConversationState{appliance.Active}})
		for _, c := range all {
			if forsaken(c, here) && !d.now().Before(c.Joined.Add(after)) {
				due = append(due, c.ID)
			}
		}
		return err
	})
	for _, id := range due {
		err = errors.Join(err, d.change(ctx, "give back", id, d.giveBack))
	}
	return err
}

// giveBack does so, as the store has it by now.
func (d *Desk) giveBack(tx *sqlite.Tx, x *exchange) error {
	after, err := d.site.Unattended(&tx.View)
	if err != nil || after <= 0 {
		return err
	}
	here, err := whoIsHere(&tx.View)
	if err != nil || !forsaken(x.Conversation, here) {
		return err
	}
	log, err := tx.Entries(x.ID, 0, 0)
	if err != nil {
		return err
	}
	if x.now.Before(later(unanswered(log), x.lastCame()).Add(after)) {
		return nil
	}
	queue, err := x.queue(tx)
	if err != nil {
		return err
	}
	for _, o := range x.servers() {
		operator, err := tx.Operator(o)
		if err != nil {
			return err
		}
		if err := x.reclaim(operator, queue); err != nil {
			return err
		}
	}
	return nil
}

// whoIsHere are those who are at the desk, in whatever state.
func whoIsHere(v *sqlite.View) (map[appliance.OperatorID]bool, error) {
	all, err := v.Presences()
	here := make(map[appliance.OperatorID]bool, len(all))
	for _, p := range all {
		here[p.Operator] = p.State != "" && p.State != appliance.Offline && !p.Absent
	}
	return here, err
}

// forsaken tells whether a chat is such that its contact wrote last and nobody who serves
// it is there.
func forsaken(c appliance.Conversation, here map[appliance.OperatorID]bool) bool {
	return c.State == appliance.Active && c.Channel == appliance.WebChat && c.LastBy == appliance.ByContact &&
		!slices.ContainsFunc(c.Operators, func(o appliance.OperatorID) bool { return here[o] })
}

// unanswered is when the contact wrote first since one of us did.
func unanswered(log []appliance.Entry) (since time.Time) {
	for _, e := range log {
		switch {
		case e.Kind != appliance.EntryMessage && e.Kind != appliance.EntryFile:
		case e.By != appliance.ByContact:
			since = time.Time{}
		case since.IsZero():
			since = e.At
		}
	}
	return since
}
