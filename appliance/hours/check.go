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
// or a date that does not exist.
func (c Calendar) Check() error {
	if strings.TrimSpace(c.Name) == "" {
		return ErrName
	}
	// An empty zone and "Local" would be those of whatever machine this is.
	if _, err := time.LoadLocation(c.Zone); err != nil || c.Zone == "" || c.Zone == "Local" {
		return ErrZone.With("zone", c.Zone)
	}
	if !c.Holidays.Known() {
		return ErrCountry
	}
	for _, r := range c.Week {
		for _, day := range r.Days {
			if day < 0 || int(day) >= len(days) {
				return ErrDay
			}
		}
		if !r.valid() {
			return ErrClock
		}
	}
	for _, e := range c.Exceptions {
		if dateOf(e.Date.noon()) != e.Date {
			return ErrDate.With("date", e.Date.String())
		}
		for _, s := range e.Hours {
			if !s.valid() {
				return ErrClock
			}
		}
	}
	return nil
}

func (s Span) valid() bool {
	return 0 <= s.From && s.From < Midnight && 0 <= s.To && s.To <= Midnight
}
