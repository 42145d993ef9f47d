package trunk

import "time"

// pacing is how fast calls came over a trunk: a bucket that each call fills by
// one and that empties at the trunk's rate. It holds two seconds' calls, so
// that what an exchange sends at once after a pause is taken. The zero pacing is
// that of a trunk without calls.
type pacing struct {
	calls float64
	at    time.Time
}

// next is the pace after one call more; ok tells whether that call may come.
// A call that may not leaves the bucket as it is.
func (p pacing) next(now time.Time, rate int) (after pacing, ok bool) {
	gone := max(0, now.Sub(p.at)).Seconds() * float64(rate)
	after = pacing{calls: max(0, p.calls-gone), at: now}
	if after.calls+1 > float64(2*rate) {
		return after, false
	}
	after.calls++
	return after, true
}
