package media

import "time"

// LongestSilence is how long the other side of a call may send nothing at all,
// neither sound nor a report, before it counts as gone: an exchange that lost
// its power says no BYE. RFC 3550 section 6.3.5 gives up on a party after five
// of its reports, each at least 5 seconds apart.
const LongestSilence = 2 * time.Minute

// Silent tells whether who sends this stream has gone without a word, of whom
// something came last then. Whoever has us on hold owes us no sound, though he may
// send music (RFC 3264 section 8.4); nobody owes any before the call stands, which was
// at since.
func (s Stream) Silent(last, since, now time.Time, limit time.Duration) bool {
	if !s.Sends || !s.Hears || since.IsZero() {
		return false
	}
	if last.Before(since) {
		last = since
	}
	return now.Sub(last) >= limit
}
