package desk

import (
	"context"
	"slices"
	"strings"
	"time"

	"cordboard/appliance"
	"cordboard/appliance/hours"
	"cordboard/web"
)

// openHours is what the list of those who wait says of the hours in which they
// come.
type openHours struct {
	Open     bool
	Sentence string // until when
	Ways     string // the entry points that keep them
}

// openHours are those of the ways in by which somebody could come to the reader,
// by name; those of which the same is to be said stand together. Where a tree leads,
// nobody knows before its caller does.
func (b *book) openHours(ctx context.Context, now time.Time) (all []openHours) {
	ways := map[openHours][]string{}
	for _, e := range b.entries {
		if !e.Off && b.leadsTo(e) {
			var said openHours
			said.Open, said.Sentence = web.HoursOf(ctx, e, b.calendars, now)
			ways[said] = append(ways[said], e.Name)
		}
	}
	for said, entries := range ways {
		slices.Sort(entries)
		said.Ways = strings.Join(entries, ", ")
		all = append(all, said)
	}
	slices.SortFunc(all, func(a, b openHours) int { return strings.Compare(a.Ways, b.Ways) })
	return all
}

// leadsTo tells whether who comes by an entry point may wait for the reader, or for
// those whom he oversees.
func (b *book) leadsTo(e appliance.EntryPoint) bool { return b.oversees() || b.serves(e) }

// serves tells whether who comes by an entry point may wait for the reader.
func (b *book) serves(e appliance.EntryPoint) bool {
	queues := slices.Clone(e.Widget.Topics)
	if e.Queue != 0 {
		queues = append(queues, e.Queue)
	}
	return len(queues) == 0 ||
		slices.ContainsFunc(queues, func(q appliance.QueueID) bool { return b.queues[q].ServedBy(b.me) })
}

// relaxes tells whether an operator may take something only once it has waited.
func (n *names) relaxes(o appliance.Operator) bool {
	for id := range n.queues {
		if q := n.queues[id]; q.ServedBy(o) && !q.Skilled(o) {
			return true
		}
	}
	return false
}

func byName(list []hours.Calendar) map[string]hours.Calendar {
	m := make(map[string]hours.Calendar, len(list))
	for _, c := range list {
		m[c.Name] = c
	}
	return m
}
