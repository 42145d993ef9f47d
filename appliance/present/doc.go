// Package present holds in memory what is open at this moment: the conversations
// that wait or are active, and who is there. Every page of the desk needs all of it
// with every fact, and there are many pages; what one of them has read the others
// need not read again.
//
// A Board has no goroutine. Who asks it for a Picture brings it up to the newest fact
// of the log first, so that whoever took the log's last id and asks then sees nothing
// older. A Picture never changes.
package present
