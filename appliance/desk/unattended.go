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
// page of the desk open. They wait at the place that they had. What is interrupted stays
// as it is: whoever took it could say nothing.
func (d *Desk) GiveBack(ctx context.Context) error {
	due := map[appliance.ConversationID]time.Time{} // with when what they say came last
	var after time.Duration
	err := d.store.Read(ctx, func(v *sqlite.View) (err error) {
		if after, err = d.site.Unattended(v); err != nil || after <= 0 {
			return err
		}
		here, err := whoIsHere(v)
		if err != nil {
			return err
		}
		all, err := v.Conversations(sqlite.ConversationFilter{States: []appliance.ConversationState{appliance.Active}})
		for _, c := range all {
			if !forsaken(c, here) || d.now().Before(c.Joined.Add(after)) {
				continue
			}
			entry, err := v.EntryPoint(c.EntryPoint)
			if err != nil {
				return err
			}
			if entry.Off {
				continue
			}
			log, err := v.Entries(c.ID, 0, 0)
			if err != nil {
				return err
			}
			if !d.now().Before(unanswered(log).Add(after)) {
				due[c.ID] = c.LastAt
			}
		}
		return err
	})
	for id, said := range due {
		err = errors.Join(err, d.change(ctx, "give back", id, func(tx *sqlite.Tx, x *exchange) error {
			if !x.LastAt.Equal(said) { // he may have been answered: the next look sees
				return nil
			}
			return d.giveBack(tx, x, after)
		}))
	}
	return err
}

// giveBack does so, if it still is as it was read.
func (d *Desk) giveBack(tx *sqlite.Tx, x *exchange, after time.Duration) error {
	here, err := whoIsHere(&tx.View)
	if err != nil || !forsaken(x.Conversation, here) || x.now.Before(x.lastCame().Add(after)) {
		return err
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
