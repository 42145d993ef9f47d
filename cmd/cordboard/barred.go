package main

import (
	"cordboard/appliance/trunk"
	"cordboard/ivr/check"
)

// barrier is why no trunk lets a number go that is dialled in a country.
func barrier(trunks trunk.Config, number, country string) check.Barrier {
	passages, dialled := trunks.Passages(number, country)
	at, barred := trunks.Bars(number, country)
	why := check.Why("")
	switch {
	case !barred:
	case !dialled:
		why = check.NoNumber
	case len(passages) == 0:
		why = check.NoWayOut
	case at.Rule != "":
		why = check.Denied
	case at.Astray:
		why = check.Astray
	default:
		why = check.Unallowed
	}
	return check.Barrier{Why: why, Trunk: at.Trunk, Rule: string(at.Rule)}
}

// barred is barrier by the trunks in force.
func (b *box) barred(number, country string) check.Barrier {
	return barrier(b.trunks.Config(), number, country)
}
