package peertest

import "time"

// Until looks until something holds, and tells whether it came about within the
// limit. It is for what nobody tells of: a file that another process writes, a
// table of the kernel's, a count. Where there is an event (a fact of the feed, a
// packet, a line of a log), wait for that; no other test helper sleeps.
func Until(limit time.Duration, holds func() bool) bool {
	const longest = 20 * time.Millisecond
	pause, end := time.Millisecond, time.Now().Add(limit)
	for !holds() {
		if time.Now().After(end) {
			return false
		}
		time.Sleep(pause)
		pause = min(2*pause, longest)
	}
	return true
}
