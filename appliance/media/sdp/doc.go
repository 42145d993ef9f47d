// Package sdp agrees on sound: it reads and writes session descriptions (RFC
// 8866) as far as telephone sound needs them, and keeps account of who offered
// what and what came of it (RFC 3264), with the keys of SRTP (RFC 4568).
//
// A Session is what a dialog knows of that, in plain values. Which message
// carries a description, and when, is not known here; nor does anything here
// send a packet: what comes out is a media.Stream. Nothing that a description
// names is looked up. There are no goroutines.
package sdp
