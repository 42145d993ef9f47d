package desk

import (
	"context"
	"slices"
	"strings"
	"time"

	"cordboard/appliance"
	"cordboard/appliance/hours"
	"cordboard/web/i18n"
)

// lastMinutes are before the end of opening hours, in which what has begun is to be
// finished (F203).
const lastMinutes = 15 * time.Minute

// closing says of the ways in that close in the last minutes when they do, to whom
// they lead or who serves somebody who came by one.
func (b *book) closing(ctx context.Context, now time.Time) (all []string) {
	ways := map[string][]string{}
	ending := map[string]bool{}
	for name, c := range b.calendars {
		_, ending[name] = c.EndsWithin(now, lastMinutes)
	}
	for _, e := range b.entries {
		if ending[e.Hours] && !e.Off && b.finishes(e) {
			ways[e.Hours] = append(ways[e.Hours], e.Name)
		}
	}
	t := i18n.From(ctx)
	for name, entries := range ways {
		slices.Sort(entries)
		until, _ := b.calendars[name].NextChange(now)
		all = append(all, t.Text("desk.closing", "ways", strings.Join(entries, ", "), "time", t.Time(until)))
	}
	slices.Sort(all)
	return all
}

// finishes tells whether the end of an entry point's hours is the reader's affair: he
// serves somebody who came by it, or sits there and somebody could come to him.
func (b *book) finishes(e appliance.EntryPoint) bool {
	serves := slices.ContainsFunc(b.mine, func(c appliance.Conversation) bool {
		return c.EntryPoint == e.ID && !c.State.Over() && b.parts[c.ID].Left.IsZero()
	})
	return serves || b.presence.There() && b.me.Takes(e.Channel.Kind()) && b.serves(e)
}

// hoursTurn is when what a page says of opening hours changes next: they begin or
// end, or their last minutes begin; zero: never.
func (n *names) hoursTurn(now time.Time) (next time.Time) {
	for _, c := range n.calendars {
		if at := turn(c, now); !at.IsZero() && (next.IsZero() || at.Before(next)) {
			next = at
		}
	}
	return next
}

func turn(c hours.Calendar, now time.Time) time.Time {
	at, _ := c.NextChange(now)
	if last := at.Add(-lastMinutes); c.Open(now) && last.After(now) {
		return last
	}
	return at
}
