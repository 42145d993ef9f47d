// Package message reads and writes SIP messages as text (RFC 3261 sections 7, 20
// and 25): what stands in them, and not what it means.
//
// It is there beside sipgo's parser because that one reads less than RFC 4475
// wants and panics or writes something else where it does not. Everything here
// is pure and bounded by the length of what it is given; there are no
// goroutines.
package message
