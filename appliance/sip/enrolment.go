package sip

import (
	"errors"
	"time"
)

// Registration is how it stands with a registration of ours.
type Registration struct {
	// Status is the registrar's latest answer, 0 if there was none; then Err
	// says why.
	Status int
	Err    error
	// Until is when what the registrar granted is over; zero: not registered.
	Until time.Time
}

// ErrPassword says that an exchange does not take our name and password.
var ErrPassword = errors.New("exchange refuses our name or password")

// How long we ask to be registered for, and the bounds of what we wait for.
const (
	usualExpiry  = time.Hour
	longestAsked = 24 * time.Hour
	// RFC 5626 section 4.5: the waits after failures.
	firstWait, longestWait = 30 * time.Second, 30 * time.Minute
	// shortestWait keeps a registrar that grants next to nothing from being
	// asked without end.
	shortestWait = 5 * time.Second
)

// registered is what came of one REGISTER.
type registered struct {
	status  int
	err     error
	granted time.Duration // with a 200
	least   time.Duration // Min-Expires of a 423
	later   time.Duration // Retry-After
}

// enrolment decides when to register next. It is a value and pure: what came
// of a REGISTER in, how it stands and how long to wait out.
type enrolment struct {
	asking   time.Duration // Expires of the next REGISTER
	until    time.Time
	failures int // in a row
}

func newEnrolment() enrolment { return enrolment{asking: usualExpiry} }

// after takes what came of a REGISTER. dice is from [0, 1).
func (e enrolment) after(r registered, now time.Time, dice float64) (enrolment, time.Duration) {
	switch {
	case r.err == nil && r.status/100 == 2:
		e.failures, e.until = 0, now.Add(r.granted)
		return e, max(shortestWait, refreshAfter(r.granted, dice))
	case r.err == nil && r.status == 423 && r.least > e.asking && r.least <= longestAsked: // RFC 3261 section 10.2.8
		e.asking = r.least
		return e, 0
	}
	e.failures++
	return e, max(r.later, backOff(e.failures, dice))
}

// refreshAfter leaves time for some tries before a registration is over, and
// spreads those of many boxes.
func refreshAfter(granted time.Duration, dice float64) time.Duration {
	return time.Duration(float64(granted) * (0.6 + 0.2*dice))
}

// backOff is RFC 5626 section 4.5: twice as long after each failure, and
// somewhere in the latter half of that.
func backOff(failures int, dice float64) time.Duration {
	wait := longestWait
	if failures < 7 {
		wait = min(wait, firstWait<<failures)
	}
	return time.Duration(float64(wait) * (0.5 + 0.5*dice))
}
