package call

import (
	"context"
	"slices"
	"time"

	"cordboard/appliance"
	"cordboard/ivr/run"
)

// lookup finds whose number the tree asks about. If it is one contact's, the
// call is his from now on.
func (a *actor) lookup(ctx context.Context, l run.Lookup) {
	who, outcome := a.whose(ctx, l.Number)
	if outcome == run.Found {
		if err := a.Desk.Identify(ctx, a.conversation.ID, who.ID); err != nil {
			a.log.Error("identify the caller", "err", err)
		}
		a.conversation.Contact, a.identified, a.known = who.ID, true, true
	}
	a.answerAsk(l.Ask, outcome)
}

// whose is the contact with a number, or why there is not one.
func (a *actor) whose(ctx context.Context, number string) (appliance.Contact, run.Outcome) {
	all, err := a.Contacts.ByNumber(ctx, number)
	if err != nil {
		a.log.Error("look for the caller", "err", err)
		return appliance.Contact{}, run.Failed
	}
	return one(all, a.conversation.Began)
}

// one is the only contact who was known before the call began: the desk makes
// a card of every new number, which tells nothing about who it is.
func one(all []appliance.Contact, began time.Time) (appliance.Contact, run.Outcome) {
	before := slices.DeleteFunc(slices.Clone(all), func(c appliance.Contact) bool { return !c.Created.Before(began) })
	switch len(before) {
	case 0:
		return appliance.Contact{}, run.Unknown
	case 1:
		return before[0], run.Found
	}
	return appliance.Contact{}, run.Several
}

// callerKnown tells whether the caller is one contact whom the box knew before,
// which is asked at most once.
func (a *actor) callerKnown(ctx context.Context) bool {
	if number := a.conversation.Phone; !a.identified && number != "" {
		_, outcome := a.whose(ctx, number)
		a.identified, a.known = true, outcome == run.Found
	}
	return a.known
}
