package main

import (
	"cordboard/appliance/sqlite"
	"cordboard/appliance/trunk"
	"cordboard/ivr/check"
)

// whys are the words of the check of trees for what keeps a number from being dialled.
var whys = map[trunk.Why]check.Why{
	trunk.NoNumber:  check.NoNumber,
	trunk.NoWayOut:  check.NoWayOut,
	trunk.Denied:    check.Denied,
	trunk.Astray:    check.Astray,
	trunk.Unallowed: check.Unallowed,
}

// barrier is why no trunk lets a number go that is dialled in a country.
func barrier(trunks trunk.Config, number, country string) check.Barrier {
	bar := trunks.Bars(number, country)
	return check.Barrier{Why: whys[bar.Why], Trunk: bar.Trunk, Rule: string(bar.Rule)}
}

// barred is barrier by the trunks as they stand in a view.
func (b *box) barred(v *sqlite.View) (func(number, country string) check.Barrier, error) {
	trunks, err := b.trunks.Stored(v)
	return func(number, country string) check.Barrier { return barrier(trunks, number, country) }, err
}
