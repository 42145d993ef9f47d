package desk

import (
	"context"
	"errors"
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
	// Conversation is the newest of them, Calls how many there were.
	Conversation appliance.Conversation
	Calls        int
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
	region, err := d.site.Region(v)
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
	var all []Missed
	for _, m := range once(lost, region) {
		settled, err := isSettled(v, m.Conversation, region)
		if err != nil {
			return nil, err
		}
		if !settled {
			all = append(all, m)
		}
	}
	return all, nil
}

// once counts the calls of each number, the newest number first.
func once(lost []appliance.Conversation, region string) []Missed {
	var all []Missed
	for _, c := range lost {
		if !gaveUp(c) {
			continue
		}
		i := slices.IndexFunc(all, func(m Missed) bool { return same(m.Conversation.Phone, c.Phone, region) })
		if i < 0 || c.Phone == "" {
			all = append(all, Missed{c, 1})
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

// gaveUp tells whether somebody wanted to talk, and did not. Who
// hung up in the tree may have heard what he wanted to know.
func gaveUp(c appliance.Conversation) bool {
	return c.State == appliance.Abandoned && (c.Queue != 0 || c.For != 0) && c.Joined.IsZero() &&
		(c.Channel == appliance.Phone && !c.Outbound || c.Channel == appliance.Callback)
}

// same tells whether two numbers are one.
func same(a, b, region string) bool { return e164(a, region) == e164(b, region) }

func e164(number, region string) string {
	if n, public := address.Phone(number, region); public {
		return n
	}
	return number
}

// isSettled tells whether the number of a missed call was talked with after it,
// or is dealt with now.
func isSettled(v *sqlite.View, m appliance.Conversation, region string) (bool, error) {
	if m.Phone == "" {
		return false, nil
	}
	f := sqlite.ConversationFilter{Contact: m.Contact, From: m.Began}
	if m.Contact == 0 {
		f.Text = m.Phone
	}
	later, err := v.Conversations(f)
	if err != nil {
		return false, err
	}
	for _, c := range later {
		if c.ID == m.ID || !c.Channel.Voice() || !same(c.Phone, m.Phone, region) {
			continue
		}
		_, err := v.RecordingOf(c.ID)
		if err != nil && !errors.Is(err, appliance.ErrNotFound) {
			return false, err
		}
		if settles(c, err == nil) {
			return true, nil
		}
	}
	return false, nil
}

// settles tells whether a later conversation with a number leaves nothing to
// call back for. A call of ours was answered if it was recorded: until then
// there is nothing to record.
func settles(c appliance.Conversation, recorded bool) bool {
	switch {
	case !c.State.Over(), c.Channel == appliance.Voicemail:
		return true
	case c.Outbound && c.Channel == appliance.Phone:
		return recorded
	}
	return !c.Joined.IsZero()
}

// stillMissed is a missed call, or refuses one whose number is settled.
func (d *Desk) stillMissed(v *sqlite.View, id appliance.ConversationID) (appliance.Conversation, error) {
	all, err := d.missed(v)
	if err != nil {
		return appliance.Conversation{}, err
	}
	i := slices.IndexFunc(all, func(m Missed) bool { return m.Conversation.ID == id })
	if i < 0 {
		return appliance.Conversation{}, ErrSettled
	}
	return all[i].Conversation, nil
}
