package desk

import (
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
	Word         string // the state, in words
	Since        time.Time
	Chats, Calls load
}

// people are those who are signed in to take conversations, by name, of whom
// the active conversations tell what they hold.
func (w *writer) people(active []appliance.Conversation) ([]teammate, error) {
	presences, err := w.view.Presences()
	if err != nil {
		return nil, err
	}
	var all []teammate
	for _, p := range presences {
		o, known := w.book.operators[p.Operator]
		if !known || o.Disabled || p.State == "" || p.State == appliance.Offline {
			continue
		}
		one := teammate{
			Name: o.Name, State: p.State, Word: w.presenceWord(p), Since: p.Since,
			Chats: load{Limit: o.Chats}, Calls: load{Limit: o.Calls},
		}
		if p.Absent {
			one.State, one.Word = appliance.Offline, i18n.Text(w.ctx, "presence.absent")
		}
		one.Chats.Held, one.Calls.Held = held(o.ID, active)
		all = append(all, one)
	}
	slices.SortFunc(all, func(a, b teammate) int { return strings.Compare(a.Name, b.Name) })
	return all, nil
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
