package web

import (
	"context"
	"time"

	"cordboard/appliance"
	"cordboard/appliance/hours"
	"cordboard/web/i18n"
)

// HoursOf says whether a way in is open, and until when, by the opening hours that it
// names of all there are. Where there are none for it, it is open at all times.
func HoursOf(ctx context.Context, e appliance.EntryPoint, all map[string]hours.Calendar, now time.Time) (open bool, sentence string) {
	if c, kept := all[e.Hours]; kept {
		return OpenHours(ctx, c, now)
	}
	return true, i18n.Text(ctx, "hours.open")
}

// OpenHours says whether opening hours are open, and until when, by the reader's
// clocks, as all times of his pages, and in his language.
func OpenHours(ctx context.Context, c hours.Calendar, now time.Time) (open bool, sentence string) {
	open = c.Open(now)
	next, changes := c.NextChange(now)
	when := ""
	if changes {
		texts := i18n.From(ctx)
		when = texts.Moment(next.In(texts.Zone()), now)
	}
	switch {
	case open && changes:
		return open, i18n.Text(ctx, "hours.open-until", "when", when)
	case open:
		return open, i18n.Text(ctx, "hours.open")
	case changes:
		return open, i18n.Text(ctx, "hours.opens", "when", when)
	}
	return open, i18n.Text(ctx, "hours.closed")
}
