package trunk

import (
	"time"

	"cordboard/appliance"
)

// Caps bound how many calls go out, so that whoever gets hold of a sign-in, or
// of the exchange's trust, does little harm. Zero: no bound.
type Caps struct {
	// Hour and Day are an operator's, All those of the whole box in a day, with
	// those that trees make.
	Hour int `json:"hour,omitempty"`
	Day  int `json:"day,omitempty"`
	All  int `json:"all,omitempty"`
	// Abroad is how many go to any one country but the site's own in a day.
	Abroad int `json:"abroad,omitempty"`
}

// UsualCaps are those of a box that sets none.
var UsualCaps = Caps{Hour: 60, Day: 300, All: 3000, Abroad: 50}

// Beyond says which cap stands in the way of one more call, given those of the
// last day; a call without an operator is a tree's. Help may always be called.
func (c Caps) Beyond(n Number, o appliance.OperatorID, country string, past []appliance.Dialled, now time.Time) error {
	if n.Kind != Public {
		return nil
	}
	var hour, day, all, abroad int
	for _, d := range past {
		age := now.Sub(d.At)
		if age >= 24*time.Hour {
			continue
		}
		all++
		if d.Country == n.Country {
			abroad++
		}
		if d.Operator != o || o == 0 {
			continue
		}
		day++
		if age < time.Hour {
			hour++
		}
	}
	switch {
	case c.Hour > 0 && hour >= c.Hour:
		return ErrHourCap.With("limit", c.Hour)
	case c.Day > 0 && day >= c.Day:
		return ErrDayCap.With("limit", c.Day)
	case c.All > 0 && all >= c.All:
		return ErrBoxCap.With("limit", c.All)
	case c.Abroad > 0 && n.Country != country && abroad >= c.Abroad:
		return ErrAbroadCap.With("limit", c.Abroad).With("country", n.Country)
	}
	return nil
}
