package trunk

import "slices"

// Bar is why no trunk lets a number go.
type Bar struct {
	Why Why
	// Trunk is the one that says most of it, of Denied and Astray; Rule the one that
	// denies the number there.
	Trunk string
	Rule  Rule
}

// Why is what keeps a number from being dialled.
type Why string

// What may; Free: nothing does.
const (
	Free      Why = ""
	NoNumber  Why = "no-number"
	NoWayOut  Why = "no-way-out" // no trunk takes calls out
	Denied    Why = "denied"     // by a rule of a trunk
	Astray    Why = "astray"     // it begins like the line to the outside
	Unallowed Why = "unallowed"  // no rule of any trunk allows it
)

// Whys are all that may, for whoever puts them into words.
var Whys = []Why{NoNumber, NoWayOut, Denied, Astray, Unallowed}

// Bars tells what keeps a number from being dialled in a country.
func (c Config) Bars(dialled, country string) Bar {
	all, is := c.Passages(dialled, country)
	switch {
	case !is:
		return Bar{Why: NoNumber}
	case len(all) == 0:
		return Bar{Why: NoWayOut}
	case slices.ContainsFunc(all, func(p Passage) bool { return p.Number != "" }):
		return Bar{}
	}
	if i := slices.IndexFunc(all, func(p Passage) bool { return p.Rule != "" }); i >= 0 {
		return Bar{Denied, all[i].Trunk, all[i].Rule}
	}
	if i := slices.IndexFunc(all, func(p Passage) bool { return p.Astray }); i >= 0 {
		return Bar{Why: Astray, Trunk: all[i].Trunk}
	}
	return Bar{Why: Unallowed}
}
