package desk

import (
	"slices"
	"time"

	"cordboard/appliance"
	"cordboard/appliance/sqlite"
)

// aftermath is what happened with the numbers of missed calls since.
type aftermath struct {
	known numbers
	// later are the calls of each number; reached those of ours that the contact
	// took.
	later   map[string][]appliance.Conversation
	reached []appliance.ConversationID
	// settled is when the newest began of those that leave nothing to call back for.
	settled map[string]time.Time
}

// readAftermath reads that of all of them at once.
func readAftermath(v *sqlite.View, missed []appliance.Conversation, known numbers) (aftermath, error) {
	after := aftermath{known: known, later: map[string][]appliance.Conversation{}, settled: map[string]time.Time{}}
	calls, err := v.ConversationsWith(sinceThen(missed, known))
	if err != nil {
		return after, err
	}
	var ours []appliance.ConversationID
	for _, c := range calls {
		if number := known.read(c.Phone); c.Channel.Voice() && number != "" {
			after.later[number] = append(after.later[number], c)
		}
		if c.ByUs() {
			ours = append(ours, c.ID)
		}
	}
	if after.reached, err = v.ToldOf(appliance.EntryReached, ours); err != nil {
		return after, err
	}
	for number, calls := range after.later {
		for _, c := range calls {
			if after.leavesNothing(c) && c.Began.After(after.settled[number]) {
				after.settled[number] = c.Began
			}
		}
	}
	return after, nil
}

// sinceThen chooses what there was with their callers since the first of them.
// Calls of ours have their numbers as the cards do, others as they came.
func sinceThen(missed []appliance.Conversation, known numbers) (w sqlite.With) {
	for _, c := range missed {
		if c.Phone == "" {
			continue
		}
		if w.Since.IsZero() || c.Began.Before(w.Since) {
			w.Since = c.Began
		}
		w.Phones, w.Contacts = append(w.Phones, c.Phone, known.read(c.Phone)), append(w.Contacts, c.Contact)
	}
	return w
}

// settles tells whether the number of a missed call was talked with after it,
// or is dealt with now. One that was withheld is nobody's.
func (a aftermath) settles(missed appliance.Conversation) bool {
	return !a.settled[a.known.read(missed.Phone)].Before(missed.Began)
}

// inVain is our newest call to the number of a missed call that its contact did not
// take; the zero Conversation: we made none.
func (a aftermath) inVain(missed appliance.Conversation) (newest appliance.Conversation) {
	for _, c := range a.later[a.known.read(missed.Phone)] {
		if c.ByUs() && c.Began.After(missed.Began) && c.Began.After(newest.Began) && !a.leavesNothing(c) {
			newest = c
		}
	}
	return newest
}

// leavesNothing tells whether after a later conversation with a number there is
// nothing to call back for. A call of ours begins with its operator: whether
// the contact took it, its story tells.
func (a aftermath) leavesNothing(c appliance.Conversation) bool {
	switch {
	case !c.State.Over(), c.Channel == appliance.Voicemail:
		return true
	case c.ByUs():
		return slices.Contains(a.reached, c.ID)
	}
	return !c.Joined.IsZero()
}

// nameMissed says whose numbers they are.
func nameMissed(v *sqlite.View, all []Missed, known numbers) error {
	var ids []appliance.ContactID
	var phones []string
	for _, m := range all {
		ids, phones = append(ids, m.Conversation.Contact), append(phones, known.read(m.Conversation.Phone))
	}
	contacts, err := v.ContactsAmong(ids, phones)
	if err != nil {
		return err
	}
	for i := range all {
		all[i].Contact = owner(contacts, all[i].Conversation.Contact, phones[i])
	}
	return nil
}

// owner is the contact whom a call was found to be from; where it was nobody's,
// the oldest who has its number by now.
func owner(contacts []appliance.Contact, id appliance.ContactID, phone string) appliance.Contact {
	is := func(c appliance.Contact) bool { return c.ID == id }
	if id == 0 {
		is = func(c appliance.Contact) bool { return slices.Contains(c.Phones, phone) }
	}
	if i := slices.IndexFunc(contacts, is); i >= 0 {
		return contacts[i]
	}
	return appliance.Contact{}
}
