package web

import (
	"context"
	"time"

	"cordboard/appliance/hours"
	"cordboard/web/i18n"
)

// OpenHours says whether opening hours are open, and until when, by the clocks of
// their zone and in the reader's language.
func OpenHours(ctx context.Context, c hours.Calendar, now time.Time) (open bool, sentence string) {
	open = c.Open(now)
	next, changes := c.NextChange(now)
	when := ""
	if changes {
		when = i18n.From(ctx).Moment(next.In(c.Location()), now.In(c.Location()))
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
