package trunk

import "errors"

// Cause names why Ways led nowhere, as appliance.EntryPartyFailed tells it: what we
// refused ourselves, and no exchange.
func (*Trunks) Cause(refused error) string {
	is := func(one error) bool { return errors.Is(refused, one) }
	switch {
	case is(ErrNoWayOut):
		return "no-way-out"
	case is(ErrNumber):
		return "no-number"
	case is(ErrDenied), is(ErrNotOut), is(ErrNotAbroad):
		return "denied"
	case is(ErrAllBusy):
		return "all-busy"
	case is(ErrHourCap), is(ErrDayCap), is(ErrBoxCap), is(ErrAbroadCap):
		return "capped"
	}
	return "unreachable"
}
