package desk

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"cordboard/appliance"
	"cordboard/web/i18n"
)

// teammate is an operator as those see him who look after others.
type teammate struct {
	Name         string
	State        appliance.PresenceState
	Word         string    // the state, in words
	Since        time.Time // zero: he never was there
	Chats, Calls load
}

// people are those who are signed in to take conversations, or serve one without
// it, by name; of what they hold the active conversations tell.
func (w *writer) people(active []appliance.Conversation) []teammate {
	var all []teammate
	for _, o := range w.book.operators {
		p := w.book.presences[o.ID]
		p.State = cmp.Or(p.State, appliance.Offline)
		chats, calls := held(o.ID, active)
		if o.Disabled || p.State == appliance.Offline && chats+calls == 0 {
			continue
		}
		one := teammate{
			Name: o.Name, State: p.State, Word: w.standsAs(p, calls), Since: p.Since,
			Chats: load{Held: chats, Limit: o.Chats}, Calls: load{Held: calls, Limit: o.Calls},
		}
		if p.Absent {
			one.State, one.Word = appliance.Offline, i18n.Text(w.ctx, "presence.absent")
		}
		all = append(all, one)
	}
	slices.SortFunc(all, func(a, b teammate) int { return strings.Compare(a.Name, b.Name) })
	return all
}

// held counts whom an operator serves: chats, calls.
func held(o appliance.OperatorID, active []appliance.Conversation) (chats, calls int) {
	for _, c := range active {
		switch kind := c.Channel.Kind(); {
		case !slices.Contains(c.Operators, o):
		case kind == appliance.KindCall:
			calls++
		case kind == appliance.KindChat:
			chats++
		}
	}
	return chats, calls
}
