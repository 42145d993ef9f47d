package hours

import (
	"strings"
	"time"

	"cordboard/appliance"
)

// Refusals of opening hours that make no sense.
var (
	ErrName    = appliance.Refuse(appliance.Invalid, "refusal.hours.name")
	ErrZone    = appliance.Refuse(appliance.Invalid, "refusal.hours.zone")    // zone
	ErrDay     = appliance.Refuse(appliance.Invalid, "refusal.hours.day")     //
	ErrClock   = appliance.Refuse(appliance.Invalid, "refusal.hours.clock")   //
	ErrCountry = appliance.Refuse(appliance.Invalid, "refusal.hours.country") //
	ErrDate    = appliance.Refuse(appliance.Invalid, "refusal.hours.date")    // date
)

// Check refuses a calendar that cannot be kept: no name, no such zone, a time
// or a date that does not exist. The error holds appliance.Flaws.
func (c Calendar) Check() error {
	flaws := appliance.Flaws{}
	flaws.Add("name", strings.TrimSpace(c.Name) == "", ErrName)
	flaws.Add("zone", !Zone(c.Zone), ErrZone.With("zone", c.Zone))
	flaws.Add("holidays", !c.Holidays.Known(), ErrCountry)
	for _, r := range c.Week {
		for _, day := range r.Days {
			flaws.Add("week", day < 0 || int(day) >= len(days), ErrDay)
		}
		flaws.Add("week", !r.valid(), ErrClock)
	}
	for _, e := range c.Exceptions {
		flaws.Add("exceptions", dateOf(e.Date.noon()) != e.Date, ErrDate.With("date", e.Date.String()))
		for _, s := range e.Hours {
			flaws.Add("exceptions", !s.valid(), ErrClock)
		}
	}
	return flaws.Err()
}

func (s Span) valid() bool {
	return 0 <= s.From && s.From < Midnight && 0 <= s.To && s.To <= Midnight
}

// Zone tells whether a time zone has that name. An empty one and "Local" would be
// those of whatever machine this is.
func Zone(name string) bool {
	_, err := time.LoadLocation(name)
	return err == nil && name != "" && name != "Local"
}
