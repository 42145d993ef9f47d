package sip

import "time"

// alarm names something that a call's loop does at a time.
type alarm int

const (
	answerAgain   alarm = iota // an answer of ours has no ACK yet
	cancelOverdue              // nobody says what became of our CANCEL
	giveUpOrder                // what is held back waits for nothing any more
	tryAgain                   // both sides wanted something at once
	refreshDue                 // it is ours to show that we are there
	sessionOver                // nobody showed anything
	assureAgain                // a reliable response has no PRACK yet
	remindAgain                // the call is still being offered
	referralStale              // nobody decides on a REFER
	offerOverdue               // our offer is considered for too long
	alarms
)

// clock holds the alarms of one loop on one timer. It is the loop's own.
type clock struct {
	timer *time.Timer
	at    [alarms]time.Time // zero: not set
}

func newClock() clock {
	k := clock{timer: time.NewTimer(time.Hour)}
	k.timer.Stop()
	return k
}

// set has an alarm go off after a time, and no longer when it was set to before.
func (k *clock) set(a alarm, after time.Duration) {
	k.at[a] = time.Now().Add(after)
	k.wind()
}

// stop takes an alarm back.
func (k *clock) stop(a alarm) {
	k.at[a] = time.Time{}
	k.wind()
}

// running tells whether an alarm is set.
func (k *clock) running(a alarm) bool { return !k.at[a].IsZero() }

// due takes back one alarm whose time has come; the loop asks until there is
// none.
func (k *clock) due(now time.Time) (alarm, bool) {
	for a, at := range k.at {
		if !at.IsZero() && !at.After(now) {
			k.stop(alarm(a))
			return alarm(a), true
		}
	}
	return 0, false
}

// wind sets the timer to the earliest alarm.
func (k *clock) wind() {
	var first time.Time
	for _, at := range k.at {
		if !at.IsZero() && (first.IsZero() || at.Before(first)) {
			first = at
		}
	}
	if first.IsZero() {
		k.timer.Stop()
		return
	}
	k.timer.Reset(time.Until(first))
}
