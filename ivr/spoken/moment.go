package spoken

import (
	"time"

	"cordboard/appliance"
)

// clock says a time of the day.
type clock func(t *tongue, hour, minute int) Words

// Time is a time of the day, by the clocks of t's zone.
func Time(l appliance.Language, t time.Time) Words {
	tongue := of(l)
	return tongue.clock(tongue, t.Hour(), t.Minute())
}

// Date is a day with its year, by the clocks of t's zone.
func Date(l appliance.Language, t time.Time) Words {
	tongue := of(l)
	return tongue.date(tongue, t.Day(), int(t.Month()), t.Year())
}

// Day is a day of this week or of the next months: its weekday, and no year.
func Day(l appliance.Language, t time.Time) Words {
	tongue := of(l)
	return append(Words{tongue.weekdays[t.Weekday()]}, tongue.date(tongue, t.Day(), int(t.Month()), 0)...)
}
