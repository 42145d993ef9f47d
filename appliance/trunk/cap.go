package trunk

import (
	"cmp"
	"slices"
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

// MostDialled bounds what a cap can be set to.
const MostDialled = 100_000

// check finds what is wrong with caps: a Flaws by the names of Cap.
func (c Caps) check() error {
	flaws := appliance.Flaws{}
	for name, limit := range map[Cap]int{HourCap: c.Hour, DayCap: c.Day, BoxCap: c.All, AbroadCap: c.Abroad} {
		flaws.Add(string(name), limit < 0 || limit > MostDialled, ErrCaps.With("limit", MostDialled))
	}
	return flaws.Err()
}

// Cap names one of the Caps.
type Cap string

// The caps, in the order in which they are told.
const (
	HourCap   Cap = "hour"
	DayCap    Cap = "day"
	BoxCap    Cap = "all"
	AbroadCap Cap = "abroad"
)

// Use is how much of a cap is used up.
type Use struct {
	Cap          Cap
	Operator     appliance.OperatorID // whose, of HourCap and DayCap
	Country      string               // which, of AbroadCap
	Calls, Limit int
}

// Reached tells whether there is no call left.
func (u Use) Reached() bool { return u.Calls >= u.Limit }

// Near tells whether four calls of five are used up, or all.
func (u Use) Near() bool { return 5*u.Calls >= 4*u.Limit }

// Text is the key of the sentence that tells an administrator of it.
func (u Use) Text() string {
	if u.Reached() {
		return "caps.reached." + string(u.Cap)
	}
	return "caps.near." + string(u.Cap)
}

// refusal is what somebody is told whose call it stops.
func (u Use) refusal() error {
	switch u.Cap {
	case HourCap:
		return ErrHourCap.With("limit", u.Limit)
	case DayCap:
		return ErrDayCap.With("limit", u.Limit)
	case AbroadCap:
		return ErrAbroadCap.With("limit", u.Limit).With("country", u.Country)
	case BoxCap:
	}
	return ErrBoxCap.With("limit", u.Limit)
}

// concerns tells whether one more call to a public number would be counted
// here; a call without an operator is a tree's.
func (u Use) concerns(n Number, o appliance.OperatorID) bool {
	switch u.Cap {
	case HourCap, DayCap:
		return u.Operator == o
	case AbroadCap:
		return u.Country == n.Country
	case BoxCap:
	}
	return true
}

// Uses counts the calls of the last day for each cap that they are about. The
// site's own country is not abroad.
func (c Caps) Uses(country string, past []appliance.Dialled, now time.Time) []Use {
	counted := map[Use]int{}
	count := func(limit int, u Use) {
		if u.Limit = limit; limit > 0 {
			counted[u]++
		}
	}
	for _, d := range past {
		age := now.Sub(d.At)
		if age >= 24*time.Hour {
			continue
		}
		count(c.All, Use{Cap: BoxCap})
		if d.Country != country {
			count(c.Abroad, Use{Cap: AbroadCap, Country: d.Country})
		}
		if d.Operator == 0 {
			continue
		}
		count(c.Day, Use{Cap: DayCap, Operator: d.Operator})
		if age < time.Hour {
			count(c.Hour, Use{Cap: HourCap, Operator: d.Operator})
		}
	}
	uses := make([]Use, 0, len(counted))
	for u, calls := range counted {
		u.Calls = calls
		uses = append(uses, u)
	}
	slices.SortFunc(uses, func(a, b Use) int {
		return cmp.Or(a.Cap.rank()-b.Cap.rank(), cmp.Compare(a.Operator, b.Operator), cmp.Compare(a.Country, b.Country))
	})
	return uses
}

func (c Cap) rank() int { return slices.Index([]Cap{HourCap, DayCap, BoxCap, AbroadCap}, c) }

// Beyond says which cap stands in the way of one more call, given those of the
// last day; a call without an operator is a tree's. Help may always be called.
func (c Caps) Beyond(n Number, o appliance.OperatorID, country string, past []appliance.Dialled, now time.Time) error {
	if n.Kind != Public {
		return nil
	}
	for _, u := range c.Uses(country, past, now) {
		if u.Reached() && u.concerns(n, o) {
			return u.refusal()
		}
	}
	return nil
}
