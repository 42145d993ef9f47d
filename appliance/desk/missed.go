package desk

import (
	"context"
	"fmt"
	"slices"
	"time"

	"cordboard/appliance"
	"cordboard/appliance/address"
	"cordboard/appliance/sqlite"
)

// Missed is a number that was not spoken with: its caller gave up, found
// nobody, or did not take the call that he was owed. Those who withheld theirs
// are told one by one, for nobody knows whether they are the same.
type Missed struct {
	// Conversation is the newest of them, Calls how many there were since the number
	// was settled.
	Conversation appliance.Conversation
	Calls        int
	// Contact is who has the number; the zero Contact: nobody who is known.
	Contact appliance.Contact
	// Tried is our newest call to it since, which he did not take; the zero
	// Conversation: there was none.
	Tried appliance.Conversation
}

// missedFor is how long a number stands in the list.
const missedFor = 7 * 24 * time.Hour

// withheldFor is how long a caller stands there who withheld his number: nobody
// can call him back, and nothing else takes him off.
const withheldFor = 24 * time.Hour

// ErrSettled refuses to call back a number that is not missed any more: it
// calls, is being called, or was talked with.
var ErrSettled = appliance.Refuse(appliance.Conflict, "refusal.missed-settled")

// Missed lists the numbers that nobody has called back, the newest first.
func (d *Desk) Missed(ctx context.Context) (all []Missed, err error) {
	err = d.store.Read(ctx, func(v *sqlite.View) error {
		all, err = d.missed(v)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("list missed calls: %w", err)
	}
	return all, nil
}

func (d *Desk) missed(v *sqlite.View) ([]Missed, error) {
	known, err := d.numbers(v)
	if err != nil {
		return nil, err
	}
	lost, err := v.Conversations(sqlite.ConversationFilter{
		States: []appliance.ConversationState{appliance.Abandoned}, From: d.now().Add(-missedFor),
	})
	if err != nil {
		return nil, err
	}
	lost = slices.DeleteFunc(lost, func(c appliance.Conversation) bool {
		return c.Phone == "" && d.now().Sub(c.Began) > withheldFor
	})
	lost = slices.DeleteFunc(lost, func(c appliance.Conversation) bool { return !gaveUp(c) })
	aside, err := v.ToldOf(appliance.EntrySettled, idsOf(lost))
	if err != nil {
		return nil, err
	}
	lost = unsettled(lost, aside, known)
	after, err := readAftermath(v, lost, known)
	if err != nil {
		return nil, err
	}
	all := once(slices.DeleteFunc(lost, after.settles), known)
	for i, m := range all {
		all[i].Tried = after.inVain(m.Conversation)
	}
	return all, nameMissed(v, all, known)
}

// once counts the calls of each number, the newest number first.
func once(lost []appliance.Conversation, known numbers) []Missed {
	var all []Missed
	places := map[string]int{}
	for _, c := range lost {
		number := known.read(c.Phone)
		i, counted := places[number]
		if !counted || number == "" { // one who withholds his is anybody
			places[number] = len(all)
			all = append(all, Missed{Conversation: c, Calls: 1})
			continue
		}
		all[i].Calls++
		if c.Began.After(all[i].Conversation.Began) {
			all[i].Conversation = c
		}
	}
	slices.SortFunc(all, func(a, b Missed) int { return b.Conversation.Began.Compare(a.Conversation.Began) })
	return all
}

// unsettled are the calls that nobody has set aside; aside is sorted. A number is
// set aside with all its calls until then.
func unsettled(lost []appliance.Conversation, aside []appliance.ConversationID, known numbers) []appliance.Conversation {
	settled := func(c appliance.Conversation) bool {
		_, is := slices.BinarySearch(aside, c.ID)
		return is
	}
	until := map[string]time.Time{}
	for _, c := range lost {
		if number := known.read(c.Phone); number != "" && settled(c) && c.Began.After(until[number]) {
			until[number] = c.Began
		}
	}
	return slices.DeleteFunc(lost, func(c appliance.Conversation) bool {
		return settled(c) || c.Phone != "" && !c.Began.After(until[known.read(c.Phone)])
	})
}

func idsOf(all []appliance.Conversation) []appliance.ConversationID {
	ids := make([]appliance.ConversationID, len(all))
	for i, c := range all {
		ids[i] = c.ID
	}
	return ids
}

// SetAside takes a missed call off the list: nobody is to call its number back. Who
// calls again is missed again.
func (d *Desk) SetAside(ctx context.Context, o appliance.OperatorID, missed appliance.ConversationID) error {
	return d.change(ctx, "set aside", missed, by(o, func(tx *sqlite.Tx, x *exchange, operator appliance.Operator) error {
		if _, err := d.stillMissed(&tx.View, missed); err != nil {
			return err
		}
		x.settle(operator, 0)
		return nil
	}))
}

// gaveUp tells whether somebody wanted to talk, and did not. Who
// hung up in the tree may have heard what he wanted to know.
func gaveUp(c appliance.Conversation) bool {
	return c.State == appliance.Abandoned && (c.Queue != 0 || c.For != 0) && c.Joined.IsZero() &&
		(c.Channel == appliance.Phone && !c.Outbound || c.Channel == appliance.Callback)
}

// numbers are telephone numbers in the form in which two that are one are
// alike; each is read once.
type numbers struct {
	region string
	forms  map[string]string
}

func (d *Desk) numbers(v *sqlite.View) (numbers, error) {
	region, err := d.site.Region(v)
	return numbers{region, map[string]string{}}, err
}

// read is a number in that form: E.164 where it is public.
func (n numbers) read(number string) string {
	form, known := n.forms[number]
	if known {
		return form
	}
	form, public := address.Phone(number, n.region)
	if !public {
		form = number
	}
	n.forms[number] = form
	return form
}

// stillMissed is a missed call, or refuses one whose number is settled. Where
// its caller has tried again meanwhile, it is missed all the same.
func (d *Desk) stillMissed(v *sqlite.View, id appliance.ConversationID) (appliance.Conversation, error) {
	c, err := v.Conversation(id)
	if err != nil {
		return appliance.Conversation{}, err
	}
	aside, err := v.Told(id, appliance.EntrySettled)
	switch {
	case err != nil:
		return appliance.Conversation{}, err
	case aside || !gaveUp(c):
		return appliance.Conversation{}, ErrSettled
	}
	known, err := d.numbers(v)
	if err != nil {
		return appliance.Conversation{}, err
	}
	after, err := readAftermath(v, []appliance.Conversation{c}, known)
	if err == nil && after.settles(c) {
		err = ErrSettled
	}
	return c, err
}
